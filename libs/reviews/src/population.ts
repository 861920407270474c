import type { AgentRow } from '@app/agents';
import type { Tx } from '@app/database';
import type { Snapshot } from './core/population.js';

export type PopulationRow = Readonly<{
  snapshot: Snapshot;
  agent: Pick<AgentRow, 'id' | 'ownerId' | 'deputyId'>;
}>;
type Found = Omit<Snapshot['grant'], 'validFrom'> & {
  validFrom: Date;
  agent: Snapshot['agent'];
  tool: Snapshot['tool'];
  deputyId: string | null;
};

/** Every live permission of the agents in scope, read by one statement: one instant of the database. */
export async function populationOf(tx: Tx, agentIds: readonly string[], at: Date): Promise<PopulationRow[]> {
  const rows = await tx.query<Found[]>(
    `SELECT g.id, g.effect, g.condition, g.definition_hash AS "definitionHash", g.valid_from AS "validFrom",
       g.granted_by AS "grantedBy", a.deputy_id AS "deputyId",
       jsonb_build_object('id', a.id, 'name', a.name, 'kind', a.kind, 'purpose', a.purpose, 'ownerId', a.owner_id,
         'ownerName', p.display_name) AS agent,
       jsonb_build_object('id', t.id, 'server', s.name, 'name', t.name, 'risk', t.risk) AS tool
     FROM agent_grant g JOIN agent a ON a.id = g.agent_id JOIN person p ON p.id = a.owner_id
       JOIN tool t ON t.id = g.tool_id JOIN mcp_server s ON s.id = t.server_id
     WHERE g.agent_id = ANY ($1::uuid[]) AND a.state <> 'retired' AND g.effect <> 'deny'
       AND (g.valid_to IS NULL OR g.valid_to > $2) ORDER BY g.id`,
    [agentIds, at],
  );
  return rows.map(({ agent, tool, deputyId, validFrom, ...grant }) => ({
    snapshot: { agent, tool, grant: { ...grant, validFrom: validFrom.toISOString() } },
    agent: { id: agent.id, ownerId: agent.ownerId, deputyId },
  }));
}
