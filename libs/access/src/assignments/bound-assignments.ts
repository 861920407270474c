import { newId } from '@app/kernel';
import { advisoryLocks, type Tx } from '@app/database';
import { indexed } from '@app/directory';
import type { ProfileBindingRow } from './profile-binding.row.js';

export type Bound = Readonly<{ id: string; profileId: string }>;

/**
 * A binding that is being made does not see what a person's write has not committed, and that write does not see the
 * binding: one of the two waits for the other, so that whichever comes second sees the first.
 */
export const bindingsAlone = (tx: Tx, sourceId: string): Promise<unknown> =>
  tx.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [advisoryLocks.profileBindings, sourceId]);

export const bindingsShared = (tx: Tx, sourceId: string): Promise<unknown> =>
  tx.query('SELECT pg_advisory_xact_lock_shared($1, hashtext($2))', [advisoryLocks.profileBindings, sourceId]);

/** Assigns the profile to all people of the source who have the value. @returns their ids */
export async function assignBound(tx: Tx, binding: ProfileBindingRow, at: Date): Promise<string[]> {
  await heldPeople(tx, binding); // their rows before our lock, as their own writes do it, or the two would deadlock
  await bindingsAlone(tx, binding.sourceId);
  const people = await heldPeople(tx, binding);
  await tx.query(
    `INSERT INTO assignment (id, profile_id, person_id, binding_id, valid_from)
     SELECT fresh.id, $3, fresh.person_id, $4, $5 FROM unnest($1::uuid[], $2::uuid[]) AS fresh (id, person_id)`,
    [people.map(() => newId()), people, binding.profileId, binding.id, at],
  );
  return people;
}

/** @returns whose assignments ended, or null when the binding had ended before */
export async function endBound(tx: Tx, bindingId: string, at: Date): Promise<string[] | null> {
  const [ended] = await tx.query<[unknown[], number]>(
    `UPDATE profile_binding SET valid_to = greatest(valid_from, $2) WHERE id = $1 AND valid_to IS NULL RETURNING id`,
    [bindingId, at],
  );
  if (ended.length === 0) return null;
  const [rows] = await tx.query<[{ personId: string }[], number]>(
    `UPDATE assignment SET valid_to = greatest(valid_from, $2), ended_because = 'binding ended' WHERE binding_id = $1 AND valid_to IS NULL
     RETURNING person_id AS "personId"`,
    [bindingId, at],
  );
  return rows.map(({ personId }) => personId);
}

export async function endUnsaid(tx: Tx, personId: string, kept: readonly Bound[], at: Date): Promise<Bound[]> {
  const [ended] = await tx.query<[Bound[], number]>(
    `UPDATE assignment SET valid_to = greatest(valid_from, $3), ended_because = 'value gone'
     WHERE person_id = $1 AND binding_id IS NOT NULL AND valid_to IS NULL AND binding_id <> ALL ($2::uuid[])
     RETURNING id, profile_id AS "profileId"`,
    [personId, kept.map(({ id }) => id), at],
  );
  return ended;
}

export function assignSaid(tx: Tx, personId: string, bindings: readonly Bound[], at: Date): Promise<Bound[]> {
  if (bindings.length === 0) return Promise.resolve([]);
  return tx.query<Bound[]>(
    `INSERT INTO assignment (id, profile_id, person_id, binding_id, valid_from)
     SELECT fresh.id, fresh.profile_id, $4, fresh.binding_id, $5
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS fresh (id, profile_id, binding_id)
     ON CONFLICT (binding_id, person_id) WHERE valid_to IS NULL AND binding_id IS NOT NULL DO NOTHING
     RETURNING id, profile_id AS "profileId"`,
    [bindings.map(() => newId()), bindings.map((b) => b.profileId), bindings.map(({ id }) => id), personId, at],
  );
}

/** The people of whom the source says the value. They are held, so that they can be referred to when we insert. */
async function heldPeople(tx: Tx, { sourceId, attribute, valueKey }: ProfileBindingRow): Promise<string[]> {
  const people = await tx.query<{ id: string; value: string }[]>(
    `SELECT p.id, v.folded ->> 'value' AS value FROM person p JOIN person_value v ON v.person_id = p.id
     WHERE p.source_id = $1 AND p.status <> 'deleted' AND v.attribute = $2 AND v.value_key = $3
     ORDER BY p.id FOR SHARE OF p`,
    [sourceId, attribute, indexed(valueKey)],
  );
  return [...new Set(people.filter(({ value }) => value === valueKey).map(({ id }) => id))];
}
