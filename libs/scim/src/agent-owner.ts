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
  const first = await firstActive(tx, id, owners, 'held');
  if (first !== null) return first;
  const why = 'owners must name, by id, an active User of this source: the person who answers for the agent';
  throw new Refusal('scim.invalid-value', why);
}

export async function firstActive(
  tx: Tx,
  sourceId: string,
  owners: readonly string[],
  how?: 'held',
): Promise<string | null> {
  const stated = owners.map((owner) => owner.toLowerCase()).filter(isId);
  const people = await tx.query<{ id: string }[]>(
    `SELECT id FROM person WHERE id = ANY ($1::uuid[]) AND source_id = $2 AND status = 'active' ORDER BY id
     ${how === 'held' ? 'FOR SHARE' : ''}`,
    [stated, sourceId],
  );
  const active = new Set(people.map(({ id }) => id));
  return stated.find((id) => active.has(id)) ?? null;
}
