import type { Tx } from '@app/database';
import { attributesIn } from '../core/condition/parts.js';
import type { AccessFacts, AgentGrantFacts } from '../core/facts.js';
import { FactQueries, type Which } from './fact-queries.js';

/** Whose facts: some agents with all they are a part of and their owners, further people, and groups and assignments although these are not theirs now. */
export type Scope = Readonly<{
  agentIds: readonly string[];
  personIds?: readonly string[];
  groupIds?: readonly string[];
  assignmentIds?: readonly string[];
  delegationIds?: readonly string[];
}>;

const lineage = `r.id IN (WITH RECURSIVE member AS (
    SELECT id, parent_id FROM agent WHERE id = ANY ($2::uuid[])
    UNION SELECT whole.id, whole.parent_id FROM agent whole JOIN member ON whole.id = member.parent_id
  ) SELECT id FROM member)`;
const ALWAYS = new Date(0);
const among = (column: string): string => `r.${column} = ANY ($2::uuid[])`;

/** What decisions on these agents rest on: a few indexed queries, however many people and agents there are. */
export async function factsOf(tx: Tx, scope: Scope, at: Date): Promise<AccessFacts> {
  const query = new FactQueries(tx, 'asOf', at);
  const agents = await query.agents([lineage, scope.agentIds]);
  const people = distinct(
    agents.map(({ ownerId }) => ownerId),
    scope.personIds,
  );
  const agentGrants = await query.agentGrants([among('agent_id'), agents.map(({ id }) => id)]);
  const memberships = await query.memberships([among('person_id'), people]);
  const groups = distinct(
    memberships.map(({ groupId }) => groupId),
    scope.groupIds,
  );
  const assignments = [
    ...(await query.assignments([among('person_id'), people])),
    ...(await query.assignments([among('group_id'), groups])),
  ];
  const known = new Set(assignments.map(({ id }) => id));
  const ended = await new FactQueries(tx, 'asOf', ALWAYS).assignments([among('id'), scope.assignmentIds ?? []]);
  assignments.push(...ended.filter(({ id }) => !known.has(id)));
  const profileGrants = await query.profileGrants([
    among('profile_id'),
    distinct(
      assignments.map(({ profileId }) => profileId),
      [...agents.map(({ ceilingId }) => ceilingId), ...agentGrants.map(({ profileId }) => profileId)],
    ),
  ]);
  const grants = [...agentGrants, ...profileGrants];
  const asked = grants.flatMap(({ condition }) => (condition === null ? [] : attributesIn(condition)));
  return {
    agents,
    people: await query.people([among('id'), people], distinct(asked)),
    servers: await query.servers(),
    tools: await query.tools(toolsMeant(agentGrants)),
    agentGrants,
    memberships,
    assignments,
    profileGrants,
    delegations: await query.delegations([among('id'), scope.delegationIds ?? []]),
    kills: await query.kills(),
  };
}

/** Those that the grants name, or every one where some grant leaves that open. */
function toolsMeant(grants: readonly AgentGrantFacts[]): Which | undefined {
  const named = grants.map(({ toolId }) => toolId);
  return named.includes(null) ? undefined : [among('id'), distinct(named)];
}

const distinct = <Id extends string>(...ids: readonly (readonly (Id | null)[] | undefined)[]): Id[] => [
  ...new Set(ids.flatMap((some) => some ?? []).filter((id) => id !== null)),
];
