import { newId } from '@app/kernel';
import type { Tx, WriteTx } from '@app/database';
import type { Fence } from '@app/fence';
import { standingOf, type SuspensionCause } from '../core/standing.js';
import type { AgentState } from '../core/transitions.js';

/**
 * Opens a cause for every agent given, in one statement; an agent for which it is open already is left alone.
 * @returns the agents for which it was opened now
 */
async function openCause(tx: Tx, agentIds: readonly string[], cause: SuspensionCause, at: Date): Promise<string[]> {
  if (agentIds.length === 0) return [];
  const opened: { agent_id: string }[] = await tx.query(
    `INSERT INTO agent_suspension (id, agent_id, cause, since)
     SELECT id, agent_id, $3, $4 FROM unnest($1::uuid[], $2::uuid[]) AS t (id, agent_id)
     ON CONFLICT (agent_id, cause) WHERE cleared_at IS NULL DO NOTHING RETURNING agent_id`,
    [agentIds.map(() => newId()), agentIds, cause, at],
  );
  return opened.map((row) => row.agent_id);
}

/** @returns the agents for which the cause had been open */
async function closeCause(tx: Tx, agentIds: readonly string[], cause: SuspensionCause, at: Date): Promise<string[]> {
  const [cleared]: [{ agent_id: string }[], number] = await tx.query(
    `UPDATE agent_suspension SET cleared_at = greatest($3::timestamptz, since)
     WHERE agent_id = ANY ($1::uuid[]) AND cause = $2 AND cleared_at IS NULL RETURNING agent_id`,
    [agentIds, cause, at],
  );
  return cleared.map((row) => row.agent_id);
}

/** The open causes of each agent that has any. */
export async function openCauses(tx: Tx, agentIds: readonly string[]): Promise<Map<string, SuspensionCause[]>> {
  const rows: { agent_id: string; causes: SuspensionCause[] }[] = await tx.query(
    `SELECT agent_id, array_agg(cause ORDER BY since) AS causes FROM agent_suspension
     WHERE agent_id = ANY ($1::uuid[]) AND cleared_at IS NULL GROUP BY agent_id`,
    [agentIds],
  );
  return new Map(rows.map((row) => [row.agent_id, row.causes]));
}

/** Opens the cause, says so of each agent, and stops them on the fence. @returns the agents that this stopped */
export async function suspend(
  tx: WriteTx,
  fence: Fence,
  agentIds: readonly string[],
  cause: SuspensionCause,
  at: Date,
): Promise<string[]> {
  const stopped = await openCause(tx, agentIds, cause, at);
  for (const id of stopped) tx.record({ action: 'agent.suspended', subject: id, detail: { cause } });
  if (stopped.length > 0) await fence.restrict(tx, stopped, 'suspended');
  return stopped;
}

/** Closes the cause; on the fence only those run again that nothing else holds. @returns whom the cause had held */
export async function resume(
  tx: WriteTx,
  fence: Fence,
  agentIds: readonly string[],
  cause: SuspensionCause,
  at: Date,
): Promise<string[]> {
  // the rows first: another cause that is being set at this moment is then seen, or waits
  const locked: { id: string; state: AgentState }[] = await tx.query(
    `SELECT id, state FROM agent WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE`,
    [agentIds],
  );
  const stateOf = new Map(locked.map(({ id, state }) => [id, state]));
  const cleared = await closeCause(tx, agentIds, cause, at);
  const open = await openCauses(tx, cleared);
  const standing = (id: string) => standingOf(stateOf.get(id) ?? 'retired', open.get(id) ?? []);
  for (const id of cleared) {
    tx.record({ action: 'agent.cause-cleared', subject: id, detail: { cause, standing: standing(id) } });
  }
  const running = cleared.filter((id) => standing(id) === 'active');
  if (running.length > 0) await fence.restore(tx, running);
  return cleared;
}

export type DueAgent = Readonly<{ id: string; expired: boolean; review_overdue: boolean; dormant: boolean }>;

/** Active agents whose time has come, held, with the causes that are not open yet. */
export async function dueAgents(tx: Tx, at: Date): Promise<DueAgent[]> {
  const open = (cause: SuspensionCause): string =>
    `EXISTS (SELECT FROM agent_suspension s WHERE s.agent_id = a.id AND s.cause = '${cause}' AND s.cleared_at IS NULL)`;
  const expired = `(expires_at <= $1 AND NOT ${open('expired')})`;
  const overdue = `(next_review_at <= $1 AND NOT ${open('review_overdue')})`;
  const used = 'greatest(last_active_at, awake_since, created_at)'; // ignores those that are null
  const asleep = `coalesce(${used} + dormant_after_days * interval '1 day' <= $1, false)`;
  const dormant = `(${asleep} AND NOT ${open('dormant')})`;
  return tx.query<DueAgent[]>(
    `SELECT id, ${expired} AS expired, ${overdue} AS review_overdue, ${dormant} AS dormant FROM agent a
     WHERE state = 'active' AND (${expired} OR ${overdue} OR ${dormant}) ORDER BY id FOR UPDATE`,
    [at],
  );
}
