import { reachAt, type ReachedTool, type ReachingGrant } from '@app/access';
import type { AgentRow } from '@app/agents';
import type { Tx } from '@app/database';
import type { Snapshot } from './core/population.js';

export type PopulationRow = Readonly<{
  snapshot: Snapshot;
  agent: Pick<AgentRow, 'id' | 'ownerId' | 'deputyId'>;
}>;
type Found = Omit<Snapshot['grant'], 'validFrom' | 'validTo'> &
  ReachingGrant & {
    validFrom: Date;
    validTo: Date | null;
    agent: Snapshot['agent'];
    deputyId: string | null;
  };

/** Every live permission of the agents in scope, read by one statement: one instant of the database. */
export async function populationOf(tx: Tx, agentIds: readonly string[], at: Date): Promise<PopulationRow[]> {
  const rows = await tx.query<Found[]>(
    `SELECT g.id, g.effect, g.pattern, g.condition, g.budget, g.obligations, g.definition_hash AS "definitionHash",
       g.valid_from AS "validFrom", g.valid_to AS "validTo", g.granted_by AS "grantedBy", g.tool_id AS "toolId",
       g.profile_id AS "profileId", a.deputy_id AS "deputyId",
       jsonb_build_object('id', a.id, 'name', a.name, 'kind', a.kind, 'purpose', a.purpose, 'ownerId', a.owner_id,
         'ownerName', p.display_name) AS agent,
       CASE WHEN f.id IS NOT NULL THEN jsonb_build_object('id', f.id, 'name', f.name, 'version', f.version) END AS profile
     FROM agent_grant g JOIN agent a ON a.id = g.agent_id JOIN person p ON p.id = a.owner_id
       LEFT JOIN access_profile f ON f.id = g.profile_id
     WHERE g.agent_id = ANY ($1::uuid[]) AND a.state <> 'retired' AND g.effect <> 'deny'
       AND g.ended_because IS NULL AND (g.valid_to IS NULL OR g.valid_to > $2) ORDER BY g.id`,
    [agentIds, at],
  );
  const reach = await reachAt(
    tx,
    rows.map(({ profileId }) => profileId),
    at,
  );
  return rows.map(({ agent, deputyId, validFrom, validTo, toolId, profileId, ...grant }) => {
    const tools = reach({ toolId, pattern: grant.pattern, profileId }).map(told);
    const interval = { validFrom: validFrom.toISOString(), validTo: validTo?.toISOString() ?? null };
    return {
      snapshot: { agent, tool: tools.find(({ id }) => id === toolId) ?? null, tools, grant: { ...grant, ...interval } },
      agent: { id: agent.id, ownerId: agent.ownerId, deputyId },
    };
  });
}

const told = ({ id, serverName, name, risk }: ReachedTool) => ({ id, server: serverName, name, risk });
