import type { Tx } from '@app/database';
import type {
  AccessFacts,
  AgentFacts,
  AgentGrantFacts,
  AssignmentFacts,
  DelegationFacts,
  Interval,
  KillFacts,
  MembershipFacts,
  ProfileGrantFacts,
  ServerFacts,
  ToolFacts,
} from './core/facts.js';

/** Whose facts: some agents with all they are a part of and their owners, further people, and groups and assignments although these are not theirs now. */
export type Scope = Readonly<{
  agentIds: readonly string[];
  personIds?: readonly string[];
  groupIds?: readonly string[];
  assignmentIds?: readonly string[];
  delegationIds?: readonly string[];
}>;

const span = `valid_from AS "validFrom", valid_to AS "validTo"`;
const granted = `id, tool_id AS "toolId", effect, condition, definition_hash AS "definitionHash"`;
const live = (at: string, table = ''): string => `(${table}valid_to IS NULL OR ${table}valid_to > ${at})`;

// an agent's grants end with its term and its owner's last day, so that a late timer lengthens nothing (R-AGT-5)
const agentGrants = `SELECT g.id, g.tool_id AS "toolId", g.effect, g.condition, g.definition_hash AS "definitionHash",
    g.agent_id AS "agentId", g.valid_from AS "validFrom",
    least(g.valid_to, a.expires_at, a.next_review_at, o.ends_at) AS "validTo"
  FROM agent_grant g JOIN agent a ON a.id = g.agent_id JOIN person o ON o.id = a.owner_id WHERE ${live('$1', 'g.')}`;
const agents = `SELECT a.id, a.tenant_id AS tenant, a.kind, a.owner_id AS "ownerId", a.parent_id AS "parentId",
    b.ceiling_profile_id AS "ceilingId",
    (SELECT p.id FROM person p WHERE p.id = a.deputy_id AND p.status = 'active') AS "deputyId"
  FROM agent a LEFT JOIN blueprint b ON b.id = a.blueprint_id`;
const andAncestors = `WITH RECURSIVE member AS (
    SELECT id, parent_id FROM agent WHERE id = ANY ($1::uuid[])
    UNION SELECT whole.id, whole.parent_id FROM agent whole JOIN member ON whole.id = member.parent_id
  ) ${agents} JOIN member ON member.id = a.id`;
const servers = `SELECT id, tenant_id AS tenant, name, status FROM mcp_server`;
const tools = `SELECT t.id, t.server_id AS "serverId", t.name, t.risk, t.state, t.approved_hash AS "approvedHash",
    d.definition FROM tool t LEFT JOIN tool_definition d ON d.tool_id = t.id AND d.hash = t.approved_hash`;
const memberships = `SELECT group_id AS "groupId", person_id AS "personId", ${span} FROM membership WHERE ${live('$1')}`;
// of a large directory few groups carry anything; the others have more members than all else has rows
const givesSomething = `group_id IN (SELECT group_id FROM assignment WHERE group_id IS NOT NULL AND ${live('$1')})`;
const everyAssignment = `SELECT id, profile_id AS "profileId", person_id AS "personId", group_id AS "groupId", ${span}
  FROM assignment`;
const assignments = `${everyAssignment} WHERE ${live('$1')}`;
const profileGrants = `SELECT ${granted}, profile_id AS "profileId", ${span} FROM profile_grant WHERE ${live('$1')}`;
const kills = `SELECT id, tenant_id AS tenant, scope, target_id AS "targetId", pulled_at AS "validFrom",
    lifted_at AS "validTo" FROM kill_switch WHERE lifted_at IS NULL OR lifted_at > $1`;
// what a person lets an agent do for them ends with their last day, for the same reason
const delegations = `SELECT d.id, d.person_id AS "personId", d.from_agent_id AS "fromAgentId", d.agent_id AS "agentId",
    d.valid_from AS "validFrom", least(d.valid_to, p.ends_at) AS "validTo"
  FROM delegation d LEFT JOIN person p ON p.id = d.person_id
  WHERE d.ended_because IS NULL AND ${live('$1', 'd.')}`;

/**
 * Everything that counts now or later, in the transaction's snapshot; for every tenant when the snapshot is. What the
 * snapshot says has ended or begun has done so, though a clock that was ahead of ours said when; only what is planned
 * (terms, last days, the end of a delegation) waits for our clock, which says `at`.
 */
export async function allFacts(tx: Tx, at: Date): Promise<AccessFacts> {
  const now = <Row extends Interval>(rows: Row[]): Row[] => rows.map((row) => begunBy(row, at));
  return {
    agents: await tx.query<AgentFacts[]>(`${agents} WHERE a.state <> 'retired'`),
    servers: await tx.query<ServerFacts[]>(servers),
    tools: await tx.query<ToolFacts[]>(tools),
    agentGrants: now(await tx.query<AgentGrantFacts[]>(agentGrants, [UNENDED])),
    memberships: now(await tx.query<MembershipFacts[]>(`${memberships} AND ${givesSomething}`, [UNENDED])),
    assignments: now(await tx.query<AssignmentFacts[]>(assignments, [UNENDED])),
    profileGrants: now(await tx.query<ProfileGrantFacts[]>(profileGrants, [UNENDED])),
    delegations: now(await tx.query<DelegationFacts[]>(delegations, [at])),
    kills: now(await tx.query<KillFacts[]>(kills, [UNENDED])),
  };
}

/** As a time to be live at: only of what has not been ended, since none of these rows has an end that is planned. */
const UNENDED = 'infinity';
const begunBy = <Row extends Interval>(row: Row, at: Date): Row =>
  row.validFrom > at ? { ...row, validFrom: at } : row;

/** What decisions on these agents rest on: a few indexed queries, however many people and agents there are. */
export async function factsOf(tx: Tx, scope: Scope, at: Date): Promise<AccessFacts> {
  const of = await tx.query<AgentFacts[]>(andAncestors, [scope.agentIds]);
  const people = [...new Set([...of.map(({ ownerId }) => ownerId), ...(scope.personIds ?? [])])];
  const own = await tx.query<AgentGrantFacts[]>(`${agentGrants} AND g.agent_id = ANY ($2::uuid[])`, [
    at,
    of.map(({ id }) => id),
  ]);
  const toolIds = [...new Set(own.map(({ toolId }) => toolId))];
  const joined = await tx.query<MembershipFacts[]>(`${memberships} AND person_id = ANY ($2::uuid[])`, [at, people]);
  const groups = [...new Set([...joined.map(({ groupId }) => groupId), ...(scope.groupIds ?? [])])];
  const assigned = await tx.query<AssignmentFacts[]>(
    `${assignments} AND (person_id = ANY ($2::uuid[]) OR group_id = ANY ($3::uuid[]))`,
    [at, people, groups],
  );
  const ended = scope.assignmentIds ?? [];
  if (ended.length > 0) {
    const known = new Set(assigned.map(({ id }) => id));
    const rows = await tx.query<AssignmentFacts[]>(`${everyAssignment} WHERE id = ANY ($1::uuid[])`, [ended]);
    assigned.push(...rows.filter(({ id }) => !known.has(id)));
  }
  const ceilings = of.flatMap(({ ceilingId }) => ceilingId ?? []);
  const profiles = [...new Set([...assigned.map(({ profileId }) => profileId), ...ceilings])];
  return {
    agents: of,
    servers: await tx.query<ServerFacts[]>(servers),
    tools: await tx.query<ToolFacts[]>(`${tools} WHERE t.id = ANY ($1::uuid[])`, [toolIds]),
    agentGrants: own,
    memberships: joined,
    assignments: assigned,
    profileGrants: await tx.query<ProfileGrantFacts[]>(
      `${profileGrants} AND profile_id = ANY ($2::uuid[]) AND tool_id = ANY ($3::uuid[])`,
      [at, profiles, toolIds],
    ),
    delegations: await tx.query<DelegationFacts[]>(`${delegations} AND d.id = ANY ($2::uuid[])`, [
      at,
      scope.delegationIds ?? [],
    ]),
    kills: await tx.query<KillFacts[]>(kills, [at]),
  };
}
