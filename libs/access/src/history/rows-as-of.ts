import type { Tx } from '@app/database';
import type {
  AgentGrantFacts,
  AssignmentFacts,
  DelegationFacts,
  KillFacts,
  MembershipFacts,
  ProfileGrantFacts,
} from '../core/facts.js';

/** Rows that keep their past themselves, as they counted at the time `$1`. */
const live = `valid_from <= $1 AND (valid_to IS NULL OR valid_to > $1)`;
const span = `valid_from AS "validFrom", valid_to AS "validTo"`;
const granted = `id, tool_id AS "toolId", pattern, effect, condition, definition_hash AS "definitionHash", budget,
  obligations, ${span}`;
/** On one of these tools, or on whatever fits. */
const bearing = `($3::uuid[] IS NULL OR tool_id IS NULL OR tool_id = ANY ($3::uuid[]))`;

type Ids = readonly string[];

export const agentGrantsAt = (tx: Tx, at: Date, agentIds: Ids, toolIds: Ids | null): Promise<AgentGrantFacts[]> =>
  tx.query(
    `SELECT ${granted}, agent_id AS "agentId", profile_id AS "profileId" FROM agent_grant
     WHERE ${live} AND agent_id = ANY ($2::uuid[]) AND ${bearing} ORDER BY id`,
    [at, agentIds, toolIds],
  );

export const profileGrantsAt = (tx: Tx, at: Date, profileIds: Ids, toolIds: Ids | null): Promise<ProfileGrantFacts[]> =>
  tx.query(
    `SELECT ${granted}, profile_id AS "profileId" FROM profile_grant
     WHERE ${live} AND profile_id = ANY ($2::uuid[]) AND ${bearing} ORDER BY id`,
    [at, profileIds, toolIds],
  );

export const membershipsAt = (tx: Tx, at: Date, personIds: Ids): Promise<MembershipFacts[]> =>
  tx.query(
    `SELECT group_id AS "groupId", person_id AS "personId", ${span} FROM membership
     WHERE ${live} AND person_id = ANY ($2::uuid[])`,
    [at, personIds],
  );

export const assignmentsAt = (tx: Tx, at: Date, personIds: Ids, groupIds: Ids): Promise<AssignmentFacts[]> =>
  tx.query(
    `SELECT id, profile_id AS "profileId", person_id AS "personId", group_id AS "groupId", rule_id AS "ruleId", ${span}
     FROM assignment WHERE ${live} AND (person_id = ANY ($2::uuid[]) OR group_id = ANY ($3::uuid[])) ORDER BY id`,
    [at, personIds, groupIds],
  );

/** @param ids those asked for; null: all that end at one of these agents */
export const delegationsAt = (tx: Tx, at: Date, ids: Ids | null, agentIds: Ids): Promise<DelegationFacts[]> =>
  tx.query(
    `SELECT id, person_id AS "personId", from_agent_id AS "fromAgentId", agent_id AS "agentId", ${span}
     FROM delegation WHERE ${live} AND CASE WHEN $2::uuid[] IS NULL THEN agent_id = ANY ($3::uuid[]) ELSE id = ANY ($2::uuid[]) END
     ORDER BY id`,
    [at, ids, agentIds],
  );

/** Whether they are live or not. */
export const pastDelegations = (tx: Tx, ids: Ids): Promise<DelegationFacts[]> =>
  tx.query(
    `SELECT id, person_id AS "personId", from_agent_id AS "fromAgentId", agent_id AS "agentId", ${span}
     FROM delegation WHERE id = ANY ($1::uuid[])`,
    [[...new Set(ids)]],
  );

export const killsAt = (tx: Tx, at: Date): Promise<KillFacts[]> =>
  tx.query(
    `SELECT id, tenant_id AS tenant, scope, target_id AS "targetId", pulled_at AS "validFrom", lifted_at AS "validTo"
     FROM kill_switch WHERE pulled_at <= $1 AND (lifted_at IS NULL OR lifted_at > $1)`,
    [at],
  );

/** Agents that held anything that may bear on one of these tools. */
export async function holdersAt(tx: Tx, at: Date, toolIds: Ids): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `SELECT DISTINCT agent_id AS id FROM agent_grant
     WHERE ${live} AND effect <> 'deny' AND (tool_id IS NULL OR tool_id = ANY ($2::uuid[]))`,
    [at, toolIds],
  );
  return rows.map(({ id }) => id);
}
