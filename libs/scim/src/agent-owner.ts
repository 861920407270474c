import { IsNull } from 'typeorm';
import { Refusal } from '@app/kernel';
import type { Tx, WriteTx } from '@app/database';
import { type SourceRow, isId } from '@app/directory';
import { ScimAgentRow } from './scim-agent.row.js';

/** The row of an agent that its source has not deleted; `held` until the end of the transaction. */
export function agentOf(tx: Tx, agentId: string, how?: 'held'): Promise<ScimAgentRow | null> {
  const lock = how ? { lock: { mode: 'pessimistic_write' } as const } : {};
  return tx.findOne(ScimAgentRow, { where: { agentId, deletedAt: IsNull() }, ...lock });
}

/**
 * The one of the owners stated who answers for the agent: the first who is an active person of the same source. They
 * are held until the commit, so that they do not leave meanwhile.
 * @throws Refusal `scim.invalid-value`
 */
export async function chosenOwner(tx: WriteTx, { id }: SourceRow, owners: readonly string[]): Promise<string> {
  const first = firstOf(owners, id, await activeAmong(tx, owners, [id], 'held'));
  if (first !== null) return first;
  const why = 'owners must name, by id, an active User of this source: the person who answers for the agent';
  throw new Refusal('scim.invalid-value', why);
}

/** Those of the owners stated who are active people of these sources: id and source. */
export async function activeAmong(
  tx: Tx,
  owners: readonly string[],
  sourceIds: readonly string[],
  how?: 'held',
): Promise<Map<string, string>> {
  const people = await tx.query<{ id: string; sourceId: string }[]>(
    `SELECT id, source_id AS "sourceId" FROM person
     WHERE id = ANY ($1::uuid[]) AND source_id = ANY ($2::uuid[]) AND status = 'active' ORDER BY id
     ${how === 'held' ? 'FOR SHARE' : ''}`,
    [owners.filter(isId), sourceIds],
  );
  return new Map(people.map(({ id, sourceId }) => [id, sourceId]));
}

/** As the source ranks them. */
export const firstOf = (owners: readonly string[], sourceId: string, active: Map<string, string>): string | null =>
  owners.map((owner) => owner.toLowerCase()).find((owner) => active.get(owner) === sourceId) ?? null;
