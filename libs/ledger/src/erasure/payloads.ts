import { Injectable } from '@nestjs/common';
import { type Actor, Refusal } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { canonical } from '../core/canonical.js';
import type { Payload } from '../core/entry.js';
import { type SubjectKey, SubjectKeys } from './subject-keys.js';

/** What opens one commitment of an entry; `value` is its canonical JSON. */
export type OpenedField = Readonly<{ uid: string; path: string; salt: Buffer; value: string }>;
/** A personal field as an auditor sees it. `withheld`: the log commits to it, and nothing of it is kept. */
export type FieldView = Readonly<{
  path: string;
  state: 'open' | 'erased' | 'expired';
  /** Of an open one. */
  value?: unknown;
  /** When it went. */
  goneAt?: Date;
}>;
export type NewPayload = Payload & Readonly<{ uid: string; subject: string; at: Date }>;

type Row = {
  uid: string;
  path: string;
  sealed: string | null;
  salt: Buffer | null;
  value: string | null;
  key: string | null;
  gone_at: Date | null;
  gone_because: 'erased' | 'expired' | null;
};

const COLUMNS = 'uid, path, sealed, salt, value, subject_key_id AS key, gone_at, gone_because';
const placeOf = (uid: string, path: string): string => `ledger_payload:${uid}:${path}`;

/** The personal fields behind the commitments: salt and value together, sealed under their subject's key. */
@Injectable()
export class Payloads {
  constructor(
    private readonly db: Db,
    private readonly keys: SubjectKeys,
  ) {}

  /** Those of these entries that are neither erased nor expired, by entry and path. */
  async open(tx: Tx, uids: readonly string[]): Promise<OpenedField[]> {
    const rows = await tx.query<Row[]>(
      `SELECT ${COLUMNS} FROM ledger_payload WHERE uid = ANY ($1::uuid[]) AND gone_at IS NULL ORDER BY uid, path`,
      [uids],
    );
    const keys = await this.keys.byId(
      tx,
      rows.flatMap(({ key }) => key ?? []),
    );
    return rows.flatMap((row) => openRow(row, keys) ?? []);
  }

  /**
   * An auditor's look at one entry's fields; that, and why, is recorded.
   * @throws Refusal `ledger.no-leaf`
   */
  view(actor: Actor, uid: string, reason: string): Promise<{ entry: unknown; fields: FieldView[] }> {
    return this.db.write(actor, async (tx) => {
      const [found] = await tx.query<{ entry: string }[]>(
        `SELECT entry FROM ledger_pending WHERE uid = $1 UNION ALL
         SELECT e.entry FROM ledger_place p JOIN ledger_entry e ON e.tenant_id = p.tenant_id AND e.seq = p.seq
         WHERE p.uid = $1 AND p.tenant_id = current_tenant()`,
        [uid],
      );
      if (!found) throw new Refusal('ledger.no-leaf');
      const rows = await tx.query<Row[]>(`SELECT ${COLUMNS} FROM ledger_payload WHERE uid = $1 ORDER BY path`, [uid]);
      const keys = await this.keys.byId(
        tx,
        rows.flatMap(({ key }) => key ?? []),
      );
      tx.record({ action: 'payload.opened', subject: uid, detail: { fields: rows.length }, personal: { reason } });
      return { entry: JSON.parse(found.entry) as unknown, fields: rows.map((row) => viewOf(row, keys)) };
    });
  }
}

/** Stores what a write's entries commit to, in the write's own transaction. */
export async function putPayloads(tx: Tx, keys: SubjectKeys, fields: readonly NewPayload[]): Promise<void> {
  if (fields.length === 0) return;
  const bySubject = await keys.of(
    tx,
    fields.map(({ subject }) => subject),
  );
  const rows = fields.map(({ uid, subject, at, path, salt, value }) => {
    const key = bySubject.get(subject);
    if (!key) throw new Error('a subject has a key as soon as it has a field');
    return { uid, path, subject, at: at.toISOString(), key: key.id, sealed: seal(key, uid, path, salt, value) };
  });
  await tx.query(
    `INSERT INTO ledger_payload (uid, path, subject, at, subject_key_id, sealed)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::uuid[], $6::text[])`,
    [
      rows.map(({ uid }) => uid),
      rows.map(({ path }) => path),
      rows.map(({ subject }) => subject),
      rows.map(({ at }) => at),
      rows.map(({ key }) => key),
      rows.map(({ sealed }) => sealed),
    ],
  );
}

export const seal = (key: SubjectKey, uid: string, path: string, salt: Buffer, value: unknown): string =>
  key.sealer.seal(placeOf(uid, path), canonical({ salt: salt.toString('base64url'), value }));

function openRow(row: Row, keys: ReadonlyMap<string, SubjectKey>): OpenedField | null {
  const { uid, path, salt, value, sealed } = row;
  if (salt && value !== null) return { uid, path, salt, value };
  const key = keys.get(row.key ?? '');
  if (!key || sealed === null) return null;
  const field = JSON.parse(key.sealer.open(placeOf(uid, path), sealed).toString()) as { salt: string; value: unknown };
  return { uid, path, salt: Buffer.from(field.salt, 'base64url'), value: canonical(field.value) };
}

function viewOf(row: Row, keys: ReadonlyMap<string, SubjectKey>): FieldView {
  const { path, gone_at: goneAt, gone_because: state } = row;
  if (goneAt && state) return { path, state, goneAt };
  const opened = openRow(row, keys);
  return opened ? { path, state: 'open', value: JSON.parse(opened.value) as unknown } : { path, state: 'erased' };
}
