import { Refusal } from '@app/kernel';
import { type AgentRow, BlueprintRow } from '@app/agents';
import type { Tx } from '@app/database';
import type { Granted } from './grantable.js';

/**
 * Says at once what every call would say later: no agent holds what the ceiling of its blueprint does not hold.
 * @throws Refusal agent.wider-than-blueprint
 */
export async function refuseAboveCeiling(tx: Tx, agent: AgentRow, granted: Granted, at: Date): Promise<void> {
  if (agent.blueprintId === null || granted.effect === 'deny') return;
  const { ceilingProfileId } = await tx.findOneByOrFail(BlueprintRow, { id: agent.blueprintId });
  if (ceilingProfileId === null) return;
  const [within] = await tx.query<unknown[]>(
    `SELECT 1 FROM profile_grant WHERE profile_id = $1 AND tool_id = $2 AND effect <> 'deny' AND valid_from <= $3
       AND (valid_to IS NULL OR valid_to > $3) LIMIT 1`,
    [ceilingProfileId, granted.toolId, at],
  );
  if (!within) throw new Refusal('agent.wider-than-blueprint', 'grant');
}
