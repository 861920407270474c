import { newId } from '@app/kernel';
import type { WriteTx } from '@app/database';
import type { Effects } from './effects.js';
import { digestOf, type LifecycleKind, type PersonState } from './core/person-state.js';

export type NewEvent = Readonly<{
  /** Left out: a fresh one. */
  id?: string;
  personId: string;
  kind: LifecycleKind;
  /** Null for memberships and profiles, and `before` for somebody new. */
  before: PersonState | null;
  after: PersonState | null;
  /** Of a person's own change, as it is told: its revision and source. */
  revision?: number;
  sourceId?: string;
  changed: readonly string[];
  effects: Effects;
  fenceSeq: number | null;
}>;

/**
 * One statement, however many people are concerned; says of whose agents' access something shifted.
 * @param unlessAssigned a group: nothing is written while anything is assigned to it, now or later
 * @returns whether they were written
 */
export async function writeEvents(
  tx: WriteTx,
  events: readonly NewEvent[],
  at: Date,
  unlessAssigned: string | null = null,
): Promise<boolean> {
  const rows = events.map(({ personId, kind, before, after, changed, effects, fenceSeq, ...more }) => ({
    id: more.id ?? newId(),
    person_id: personId,
    kind,
    revision: more.revision,
    source_id: more.sourceId,
    before_digest: before && digestOf(before),
    after_digest: after && digestOf(after),
    changed,
    effects,
    fence_seq: fenceSeq,
  }));
  const [written] = await tx.query<{ count: number }[]>(
    `WITH written AS (
       INSERT INTO lifecycle_event (id, person_id, kind, revision, source_id, before_digest, after_digest, changed,
         effects, fence_seq, at, request_id, received_at)
       SELECT id, person_id, kind, revision, source_id, before_digest, after_digest, changed, effects, fence_seq, $2, $3, $4
       FROM jsonb_to_recordset($1::jsonb) AS event (id uuid, person_id uuid, kind text, revision bigint, source_id uuid,
         before_digest text, after_digest text, changed jsonb, effects jsonb, fence_seq bigint)
       WHERE NOT EXISTS (SELECT FROM assignment WHERE group_id = $5::uuid AND ended_because IS NULL)
       RETURNING 1)
     SELECT count(*)::int AS count FROM written`,
    [JSON.stringify(rows), at, tx.actor.request?.id ?? null, tx.actor.request?.receivedAt ?? null, unlessAssigned],
  );
  if (written?.count !== rows.length) return false;
  for (const { id, person_id: personId, effects } of rows) {
    if (effects.shifts) tx.send({ topic: 'person.access-shifted', payload: { eventId: id, personId } });
  }
  return true;
}
