import type { Tx, WriteTx } from '@app/database';
import { managerOf, PersonRow } from '@app/directory';
import type { Candidate } from '../core/succession.js';

/** Who may be asked, in order: the agent's deputy, then the leaver's nearest active superior. */
export async function candidatesFor(tx: Tx, deputyId: string | null, leaverId: string): Promise<Candidate[]> {
  const manager = await managerOf(tx, leaverId);
  return inOrder(deputyId, manager?.id ?? null);
}

export function inOrder(deputyId: string | null, managerId: string | null): Candidate[] {
  const deputy = deputyId === null ? [] : [{ personId: deputyId, role: 'deputy' } as const];
  return managerId === null ? deputy : [...deputy, { personId: managerId, role: 'manager' }];
}

/** Those who are active, held so until the end of the write: whoever leaves now does so after it, and finds the offer. */
export async function heldActive(tx: WriteTx, ids: readonly string[]): Promise<Set<string>> {
  const people: { id: string }[] = await tx.query(
    `SELECT id FROM person WHERE id = ANY ($1::uuid[]) AND status = 'active' ORDER BY id FOR SHARE`,
    [[...new Set(ids)]],
  );
  return new Set(people.map(({ id }) => id));
}

/** Holds a leaver's row, so that whoever brings the person back waits, and two searches for one person take turns. */
export function heldLeaver(tx: WriteTx, id: string): Promise<PersonRow | null> {
  return tx.findOne(PersonRow, { where: { id }, lock: { mode: 'for_no_key_update' } });
}
