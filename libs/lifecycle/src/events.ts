import { createHash } from 'node:crypto';
import { newId } from '@app/kernel';
import type { Tx } from '@app/database';
import type { PersonRow } from '@app/directory';
import { canonical } from '@app/ledger';
import type { Effects } from './effects.js';
import type { LifecycleKind } from './core/person-state.js';

export type NewEvent = Readonly<{
  personId: string;
  kind: LifecycleKind;
  before: PersonRow | null;
  after: PersonRow | null;
  changed: readonly string[];
  effects: Effects;
  fenceSeq: number | null;
}>;

/** One statement, however many people are concerned. */
export function writeEvents(tx: Tx, events: readonly NewEvent[], at: Date): Promise<unknown> {
  return tx.query(
    `INSERT INTO lifecycle_event (id, person_id, kind, before_digest, after_digest, changed, effects, fence_seq, at)
     SELECT id, person_id, kind, before_digest, after_digest, changed, effects, fence_seq, $2
     FROM jsonb_to_recordset($1::jsonb) AS event (id uuid, person_id uuid, kind text, before_digest text,
       after_digest text, changed jsonb, effects jsonb, fence_seq bigint)`,
    [
      JSON.stringify(
        events.map(({ personId, kind, before, after, changed, effects, fenceSeq }) => ({
          id: newId(),
          person_id: personId,
          kind,
          before_digest: digest(before),
          after_digest: digest(after),
          changed,
          effects,
          fence_seq: fenceSeq,
        })),
      ),
      at,
    ],
  );
}

/** SHA-256 in hexadecimal over the canonical form (RFC 8785) of what the source stated. */
function digest(person: PersonRow | null): string | null {
  if (!person) return null;
  const { status, externalId, userName, displayName, managerId, attributes } = person;
  const state = { status, externalId, userName, displayName, managerId, attributes };
  return createHash('sha256').update(canonical(state)).digest('hex');
}
