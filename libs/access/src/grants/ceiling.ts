import { Refusal } from '@app/kernel';
import { type AgentRow, BlueprintRow } from '@app/agents';
import type { Tx } from '@app/database';
import type { ReachedTool } from '../core/reach.js';
import { reachAt } from './reach.js';

/**
 * Says at once what every call would say later: no agent holds what the ceiling of its blueprint does not hold.
 * @throws Refusal agent.wider-than-blueprint
 */
export async function refuseAboveCeiling(
  tx: Tx,
  agent: AgentRow,
  reached: readonly ReachedTool[],
  at: Date,
): Promise<void> {
  if (agent.blueprintId === null) return;
  const { ceilingProfileId: profileId } = await tx.findOneByOrFail(BlueprintRow, { id: agent.blueprintId });
  if (profileId === null) return;
  const within = (await reachAt(tx, [profileId], at))({ profileId, toolId: null, pattern: null });
  const ids = new Set(within.map(({ id }) => id));
  if (reached.some(({ id }) => !ids.has(id))) throw new Refusal('agent.wider-than-blueprint', 'grant');
}
