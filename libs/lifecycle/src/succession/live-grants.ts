import { grantLabel, reachAt, type ReachingGrant, riskOf } from '@app/access';
import type { Tx, WriteTx } from '@app/database';

/** A grant of an agent that is in force, in words that a successor can decide by. */
export type LiveGrant = Readonly<{
  id: string;
  agentId: string;
  /** Null of a grant on several tools. */
  toolId: string | null;
  /** The tool, the profile or the pattern. */
  tool: string;
  /** Of several tools that of the riskiest. */
  risk: string;
  effect: 'allow' | 'hold' | 'deny';
}>;
type Found = Omit<LiveGrant, 'tool' | 'risk'> & ReachingGrant & Readonly<{ profileName: string | null }>;

export async function liveGrants(tx: Tx, agentIds: readonly string[], at: Date): Promise<LiveGrant[]> {
  const rows = await tx.query<Found[]>(
    `SELECT g.id, g.agent_id AS "agentId", g.tool_id AS "toolId", g.pattern, g.profile_id AS "profileId",
       f.name AS "profileName", g.effect
     FROM agent_grant g LEFT JOIN access_profile f ON f.id = g.profile_id
     WHERE g.agent_id = ANY ($1::uuid[]) AND g.ended_because IS NULL AND (g.valid_to IS NULL OR g.valid_to > $2)
     ORDER BY g.id`,
    [agentIds, at],
  );
  if (rows.length === 0) return [];
  const reach = await reachAt(
    tx,
    rows.map(({ profileId }) => profileId),
    at,
  );
  return rows.map(({ pattern, profileId, profileName, ...grant }) => {
    const tools = reach({ toolId: grant.toolId, pattern, profileId });
    const tool = grantLabel({ toolId: grant.toolId, pattern, profileName }, tools);
    return { ...grant, tool, risk: riskOf(tools) };
  });
}

/** Held before the fence is raised, as everybody does who ends a grant. */
export function heldGrants(tx: WriteTx, grants: readonly LiveGrant[]): Promise<unknown> {
  const ids = grants.map(({ id }) => id);
  return tx.query('SELECT FROM agent_grant WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE', [ids]);
}
