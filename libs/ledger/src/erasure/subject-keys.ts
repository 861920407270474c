import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, newId } from '@app/kernel';
import { Sealer, type Tx } from '@app/database';

/** A subject's key, ready to seal and open. */
export type SubjectKey = Readonly<{ id: string; sealer: Sealer }>;
type Row = { id: string; subject: string; sealed_key: string };

const placeOf = (id: string): string => `subject_key:${id}`;

/** One key for each subject of personal fields, itself sealed under the master key. Nothing keeps a copy. */
@Injectable()
export class SubjectKeys {
  constructor(
    private readonly sealer: Sealer,
    private readonly clock: Clock,
  ) {}

  /** The live keys of these subjects; made for whoever has none. */
  async of(tx: Tx, subjects: readonly string[]): Promise<Map<string, SubjectKey>> {
    // In one order, so that two writes that make the same keys wait for each other and do not deadlock.
    const wanted = [...new Set(subjects)].sort();
    for (;;) {
      const there = await live(tx, wanted);
      const fresh = wanted.filter((subject) => !there.some((row) => row.subject === subject));
      if (fresh.length === 0) return new Map(there.map((row) => [row.subject, this.keyOf(row)]));
      await this.make(tx, fresh); // one that another write made, and an erasure destroyed since, is made again
    }
  }

  private async make(tx: Tx, subjects: readonly string[]): Promise<void> {
    const made = subjects.map((subject) => ({ id: newId(), subject }));
    await tx.query(
      `INSERT INTO subject_key (id, subject, sealed_key, created_at)
       SELECT id, subject, key, $4 FROM unnest($1::uuid[], $2::text[], $3::text[]) AS made (id, subject, key)
       ON CONFLICT (tenant_id, subject) WHERE destroyed_at IS NULL DO NOTHING`,
      [
        made.map(({ id }) => id),
        made.map(({ subject }) => subject),
        made.map(({ id }) => this.sealer.seal(placeOf(id), randomBytes(32))),
        this.clock.now(),
      ],
    );
  }

  /** The keys of these ids that are not destroyed. */
  async byId(tx: Tx, ids: readonly string[]): Promise<Map<string, SubjectKey>> {
    const rows = await tx.query<Row[]>(
      'SELECT id, subject, sealed_key FROM subject_key WHERE id = ANY ($1::uuid[]) AND destroyed_at IS NULL',
      [[...new Set(ids)]],
    );
    return new Map(rows.map((row) => [row.id, this.keyOf(row)]));
  }

  /** For good. Fields that are written of the subject later have a key of their own. */
  async destroy(tx: Tx, subject: string): Promise<void> {
    await tx.query(
      'UPDATE subject_key SET sealed_key = NULL, destroyed_at = $2 WHERE subject = $1 AND destroyed_at IS NULL',
      [subject, this.clock.now()],
    );
  }

  private keyOf({ id, sealed_key }: Row): SubjectKey {
    return { id, sealer: new Sealer(this.sealer.open(placeOf(id), sealed_key)) };
  }
}

/** Not locked: what is sealed under a key that is destroyed meanwhile is erased with all else. */
const live = (tx: Tx, subjects: readonly string[]): Promise<Row[]> =>
  tx.query<Row[]>(
    `SELECT id, subject, sealed_key FROM subject_key WHERE tenant_id = current_tenant() AND subject = ANY ($1)
       AND destroyed_at IS NULL ORDER BY subject`,
    [subjects],
  );
