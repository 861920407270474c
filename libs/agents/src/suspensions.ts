import { newId } from '@app/kernel';
import type { Tx } from '@app/database';
import type { SuspensionCause } from './core/standing.js';

/**
 * Opens a cause for every agent given, in one statement; an agent for which it is open already is left alone.
 * @returns the agents for which it was opened now
 */
export async function openCause(
  tx: Tx,
  agentIds: readonly string[],
  cause: SuspensionCause,
  at: Date,
): Promise<string[]> {
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
export async function closeCause(
  tx: Tx,
  agentIds: readonly string[],
  cause: SuspensionCause,
  at: Date,
): Promise<string[]> {
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
