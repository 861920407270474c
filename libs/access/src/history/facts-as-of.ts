import type { Tx } from '@app/database';
import { attributesOf, type Stated } from '../core/attributes.js';
import { attributesIn } from '../core/condition/parts.js';
import type {
  AccessFacts,
  AgentFacts,
  AgentGrantFacts,
  DelegationFacts,
  PersonFacts,
  ServerFacts,
  ToolFacts,
} from '../core/facts.js';
import { agentGrantsAt, assignmentsAt, delegationsAt, killsAt, membershipsAt, profileGrantsAt } from './rows-as-of.js';
import { type AgentPast, type PersonPast, type Version, versionsAt } from './versions.js';

/** Whose facts: some agents with all that they were a part of and their owners, and further people. */
export type PastScope = Readonly<{
  agentIds: readonly string[];
  personIds?: readonly string[];
  /** Null: all that end at one of these agents. */
  delegationIds?: readonly string[] | null;
  /** Only what bears on this tool; left out: on every tool. */
  asked?: AskedTool;
  /** What nobody of them may hold. */
  profileIds?: readonly string[];
  groupIds?: readonly string[];
  /** Attributes of people that no condition asks for. */
  attributes?: readonly string[];
}>;
export type AskedTool = Readonly<{ serverName: string; toolName: string }>;

/**
 * What decisions on these agents rested on at a time. Nothing that has ended, was changed or was removed since is
 * missing or shows its later state.
 */
export async function factsAsOf(tx: Tx, scope: PastScope, at: Date): Promise<AccessFacts> {
  const agents = await lineage(tx, scope.agentIds, at);
  const owners = agents.flatMap(({ facts }) => [facts.owner_id, facts.deputy_id ?? facts.owner_id]);
  const people = await versionsAt(tx, 'person', at, distinct([...owners, ...(scope.personIds ?? [])]));
  const ceilings = await ceilingsOf(tx, agents, at);
  const { servers, tools } = await catalogAt(tx, at, scope.asked);
  const toolIds = scope.asked ? tools.map(({ id }) => id) : null;
  const agentIds = agents.map(({ id }) => id);
  const own = await agentGrantsAt(tx, at, agentIds, toolIds);
  const memberships = await membershipsAt(tx, at, [...people.keys()]);
  const groups = distinct([...memberships.map(({ groupId }) => groupId), ...(scope.groupIds ?? [])]);
  const assignments = await assignmentsAt(tx, at, [...people.keys()], groups);
  const held = own.flatMap(({ profileId }) => profileId ?? []);
  const holding = assignments.map(({ profileId }) => profileId);
  const profiles = distinct([...holding, ...ceilings.values(), ...held, ...(scope.profileIds ?? [])]);
  const grants = await profileGrantsAt(tx, at, profiles, toolIds);
  const used = [...own, ...grants].flatMap(({ condition }) => (condition === null ? [] : attributesIn(condition)));
  const delegationIds = scope.delegationIds === undefined ? [] : scope.delegationIds;
  return {
    agents: agents.map((agent) => agentOf(agent, people, ceilings)),
    people: [...people.values()].map(personOf(distinct([...used, ...(scope.attributes ?? [])]))),
    servers,
    tools,
    agentGrants: own.map((grant) => withinTerm(grant, agents, people)),
    memberships,
    assignments,
    profileGrants: grants,
    delegations: (await delegationsAt(tx, at, delegationIds, agentIds)).map((row) => withinEmployment(row, people)),
    kills: await killsAt(tx, at),
  };
}

type Agent = Version<AgentPast>;
type People = ReadonlyMap<string, Version<PersonPast>>;

/** The agents and whatever they were a part of; retired ones were nobody any more. */
async function lineage(tx: Tx, ids: readonly string[], at: Date): Promise<Agent[]> {
  const known = new Map<string, Agent>();
  for (let wanted = distinct(ids); wanted.length > 0;) {
    const found = await versionsAt(tx, 'agent', at, wanted);
    for (const [id, agent] of found) known.set(id, agent);
    const parents = [...found.values()].flatMap(({ facts }) => facts.parent_id ?? []);
    wanted = distinct(parents.filter((id) => !known.has(id)));
  }
  return [...known.values()].filter(({ facts }) => facts.state !== 'retired');
}

/** By blueprint. */
async function ceilingsOf(tx: Tx, agents: readonly Agent[], at: Date): Promise<Map<string, string>> {
  const ids = distinct(agents.flatMap(({ facts }) => facts.blueprint_id ?? []));
  const blueprints = await versionsAt(tx, 'blueprint', at, ids);
  const found = [...blueprints.values()].map(({ id, facts }) => [id, facts.ceiling_profile_id] as const);
  return new Map(found.flatMap(([id, ceiling]) => (ceiling === null ? [] : [[id, ceiling]])));
}

function agentOf({ id, tenant, facts }: Agent, people: People, ceilings: ReadonlyMap<string, string>): AgentFacts {
  const deputy = facts.deputy_id === null ? undefined : people.get(facts.deputy_id);
  return {
    id,
    tenant,
    kind: facts.kind,
    ownerId: facts.owner_id,
    deputyId: deputy?.facts.status === 'active' ? deputy.id : null,
    parentId: facts.parent_id,
    ceilingId: facts.blueprint_id === null ? null : (ceilings.get(facts.blueprint_id) ?? null),
    environment: facts.environment,
    tags: facts.tags,
  };
}

/** @param names the attributes that some condition asks for */
const personOf =
  (names: readonly string[]) =>
  ({ id, facts }: Version<PersonPast>): PersonFacts => ({ id, attributes: attributesOf(statedOf(facts), names) });

const statedOf = ({
  user_name,
  display_name,
  manager_id,
  employee_number,
  status,
  attributes,
}: PersonPast): Stated => ({
  userName: user_name,
  displayName: display_name,
  managerId: manager_id,
  employeeNumber: employee_number,
  status,
  attributes,
});

/** What the directory said of these people at a time. */
export async function statedAt(tx: Tx, personIds: readonly string[], at: Date): Promise<Map<string, Stated>> {
  const people = await versionsAt(tx, 'person', at, personIds);
  return new Map([...people].map(([id, { facts }]) => [id, statedOf(facts)]));
}

/** An agent's grants end with its term and its owner's last day, as the gateway reads them (R-AGT-5). */
function withinTerm(grant: AgentGrantFacts, agents: readonly Agent[], people: People): AgentGrantFacts {
  const agent = agents.find(({ id }) => id === grant.agentId)?.facts;
  const lastDay = agent && people.get(agent.owner_id)?.facts.ends_at;
  return { ...grant, validTo: earliest(grant.validTo, agent?.expires_at, agent?.next_review_at, lastDay) };
}

function withinEmployment(row: DelegationFacts, people: People): DelegationFacts {
  const lastDay = row.personId === null ? null : people.get(row.personId)?.facts.ends_at;
  return { ...row, validTo: earliest(row.validTo, lastDay) };
}

function earliest(own: Date | null, ...others: readonly (string | null | undefined)[]): Date | null {
  const times = [own, ...others].flatMap((time) => (time ? [new Date(time).getTime()] : []));
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** @param asked only this tool and what it is a safe variant of; left out: every tool */
export async function catalogAt(tx: Tx, at: Date, asked?: AskedTool) {
  const servers = [...(await versionsAt(tx, 'server', at, null)).values()].map(
    ({ id, tenant, facts: { name, status, environment, classification, tags } }): ServerFacts => ({
      id,
      tenant,
      name,
      status,
      environment,
      classification,
      tags,
    }),
  );
  const wanted = asked ? await idsNamed(tx, asked.toolName) : null;
  const all = [...(await versionsAt(tx, 'tool', at, wanted)).values()].map(({ id, facts }): ToolFacts => ({
    id,
    serverId: facts.server_id,
    kind: facts.kind,
    name: facts.name,
    risk: facts.risk,
    state: facts.state,
    approvedHash: facts.approved_hash,
    acceptedHashes: facts.accepted_hashes,
    tags: facts.tags,
    variantOf: facts.variant_of,
    definition: null,
  }));
  return { servers, tools: asked ? named(all, servers, asked) : all };
}

/** Tools of this name on any server, and what they are safe variants of: both stay as they are for good. */
async function idsNamed(tx: Tx, toolName: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `WITH RECURSIVE meant AS (
       SELECT id, variant_of FROM tool WHERE name = $1
       UNION SELECT base.id, base.variant_of FROM tool base JOIN meant ON base.id = meant.variant_of
     ) SELECT id FROM meant`,
    [toolName],
  );
  return rows.map(({ id }) => id);
}

/** The tool, and what it is a safe variant of. */
function named(tools: readonly ToolFacts[], servers: readonly ServerFacts[], asked: AskedTool): ToolFacts[] {
  const on = new Set(servers.filter(({ name }) => name === asked.serverName).map(({ id }) => id));
  const found = tools.filter(({ serverId, name }) => on.has(serverId) && name === asked.toolName);
  for (let base = found.map(({ variantOf }) => variantOf); base.length > 0;) {
    const next = tools.filter((tool) => base.includes(tool.id) && !found.includes(tool));
    found.push(...next);
    base = next.map(({ variantOf }) => variantOf);
  }
  return found;
}

const distinct = (ids: readonly string[]): string[] => [...new Set(ids)];
