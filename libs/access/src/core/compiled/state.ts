import type { AccessFacts, AssignmentFacts, KillFacts } from '../facts.js';
import { groupBy } from '../group-by.js';
import { Agents } from './agents.js';
import { Catalogue } from './catalogue.js';
import { Delegations } from './delegations.js';
import { People } from './people.js';
import { Profiles } from './profiles.js';

/** Ids of those of whom something may be different. */
export type Subjects = Readonly<Record<'agents' | 'people' | 'profiles' | 'servers' | 'tools', readonly string[]>>;
/**
 * All that is known now of some subjects: of an agent also its grants and the delegations by which it acts, of a person
 * memberships, assignments to them and attributes, of a profile its grants and its assignments to groups. Whatever was
 * known of them before no longer is. Kill switches are told all or not at all.
 */
export type AccessChange = Readonly<{ of: Partial<Subjects>; facts: Partial<AccessFacts> }>;
type Facts = Partial<AccessFacts>;
const none: readonly never[] = [];

/** The facts in compact form, which changes only by whole subjects. */
export class State {
  readonly people = new People();
  readonly agents = new Agents(this.people.ids);
  readonly profiles = new Profiles();
  readonly catalogue = new Catalogue();
  readonly delegations = new Delegations();
  /** By target: a call asks for those that may concern it, however many are pulled. */
  kills: ReadonlyMap<string, readonly KillFacts[]> = new Map();

  /** @param from the earliest time that will be asked for from now on */
  put({ of, facts }: AccessChange, from: Date): void {
    if (of.people) this.putPeople(of.people, facts, from);
    if (of.agents) this.putAgents(of.agents, facts);
    if (of.profiles) this.putProfiles(of.profiles, facts);
    const servers = byId(facts.servers);
    for (const id of of.servers ?? none) this.catalogue.putServer(id, servers.get(id));
    const tools = byId(facts.tools);
    for (const id of of.tools ?? none) this.catalogue.putTool(id, tools.get(id));
    if (facts.kills) this.kills = groupBy(facts.kills, ({ targetId }) => targetId);
  }

  private putPeople(ids: readonly string[], facts: Facts, from: Date): void {
    const memberships = groupBy(facts.memberships ?? none, ({ personId }) => personId);
    const assignments = groupBy(facts.assignments ?? none, ({ personId }) => personId);
    const people = byId(facts.people);
    for (const id of ids) {
      const of = { memberships: memberships.get(id) ?? none, assignments: assignments.get(id) ?? none };
      this.people.put(id, { ...of, attributes: people.get(id)?.attributes ?? null }, from);
    }
  }

  private putAgents(ids: readonly string[], facts: Facts): void {
    const agents = byId(facts.agents);
    const grants = groupBy(facts.agentGrants ?? none, ({ agentId }) => agentId);
    const delegations = groupBy(facts.delegations ?? none, ({ agentId }) => agentId);
    for (const id of ids) {
      const agent = agents.get(id);
      if (agent) this.agents.put(agent, grants.get(id) ?? none);
      else this.agents.remove(id);
      this.delegations.put(id, delegations.get(id) ?? none);
    }
  }

  private putProfiles(ids: readonly string[], facts: Facts): void {
    const grants = groupBy(facts.profileGrants ?? none, ({ profileId }) => profileId);
    const assignments = groupBy((facts.assignments ?? none).filter(toGroup), ({ profileId }) => profileId);
    for (const id of ids) this.profiles.put(id, grants.get(id) ?? none, assignments.get(id) ?? none);
  }
}

const toGroup = ({ groupId }: AssignmentFacts): boolean => groupId !== null;

/** All of whom the facts tell. */
export function subjectsOf(facts: AccessFacts): Subjects {
  const { agents, people, memberships, assignments, profileGrants, servers, tools } = facts;
  const once = (...ids: readonly (string | null)[][]): string[] => [...new Set(ids.flat().filter((id) => id !== null))];
  const ofPeople = [...memberships, ...assignments].map(({ personId }) => personId);
  return {
    agents: idsOf(agents),
    people: once(idsOf(people), ofPeople),
    profiles: once([...profileGrants, ...assignments.filter(toGroup)].map(({ profileId }) => profileId)),
    servers: idsOf(servers),
    tools: idsOf(tools),
  };
}

const byId = <Row extends Readonly<{ id: string }>>(rows: readonly Row[] = none): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.id, row]));
const idsOf = (rows: readonly Readonly<{ id: string }>[]): string[] => rows.map(({ id }) => id);
