import { publicName } from '@app/catalog';
import type { Tx, WriteTx } from '@app/database';

/** A grant of an agent that is in force, in words that a successor can decide by. */
export type LiveGrant = Readonly<{
  id: string;
  agentId: string;
  toolId: string;
  tool: string;
  risk: string;
  effect: 'allow' | 'hold' | 'deny';
}>;

export async function liveGrants(tx: Tx, agentIds: readonly string[], at: Date): Promise<LiveGrant[]> {
  const rows = await tx.query<(LiveGrant & { server: string })[]>(
    `SELECT g.id, g.agent_id AS "agentId", g.tool_id AS "toolId", s.name AS server, t.name AS tool, t.risk, g.effect
     FROM agent_grant g JOIN tool t ON t.id = g.tool_id JOIN mcp_server s ON s.id = t.server_id
     WHERE g.agent_id = ANY ($1::uuid[]) AND (g.valid_to IS NULL OR g.valid_to > $2) ORDER BY g.id`,
    [agentIds, at],
  );
  return rows.map(({ server, tool, ...grant }) => ({ ...grant, tool: publicName(server, tool) }));
}

/** Held before the fence is raised, as everybody does who ends a grant. */
export function heldGrants(tx: WriteTx, grants: readonly LiveGrant[]): Promise<unknown> {
  const ids = grants.map(({ id }) => id);
  return tx.query('SELECT FROM agent_grant WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE', [ids]);
}
