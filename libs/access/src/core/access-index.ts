import { type Candidate, candidateOf, inOrder } from './candidate.js';
import { linksOf, membersOf } from './chain.js';
import { conclude, type Conclusion, nothing, type Side } from './conclude.js';
import type { AccessRequest, Caller, Decision } from './decision.js';
import { EntitlementSets } from './entitlement-sets.js';
import type { AccessFacts, AgentFacts, DelegationFacts, KillFacts, ServerFacts, ToolFacts } from './facts.js';
import { groupBy } from './group-by.js';
import { ANY_ARGUMENTS } from './weigh.js';

type CompiledTool = Readonly<{ facts: ToolFacts; server: ServerFacts }>;
type CompiledAgent = Readonly<{ facts: AgentFacts; first: number; end: number }>;
type Members = readonly [AgentFacts, ...AgentFacts[]];
export type Reached = Readonly<{ tool: ToolFacts; server: ServerFacts } & Conclusion>;

/**
 * The facts, compiled: an immutable snapshot that answers from memory. Agents' own grants lie in one array ordered by
 * agent and tool; people share entitlement sets. Times before `from` are answered as of `from`.
 */
export class CompiledIndex {
  private readonly tools: CompiledTool[] = [];
  /** Tenant → server → tool: three look-ups, and no key to be put together for each call. */
  private readonly named = new Map<string, Map<string, Map<string, number>>>();
  private readonly agents = new Map<string, CompiledAgent>();
  private readonly grantTool: Int32Array;
  private readonly grants: Candidate[];
  private readonly people: EntitlementSets;
  /** Profile → tool → what the profile says of it. */
  private readonly ceilings = new Map<string, Map<string, Candidate[]>>();
  private readonly delegations: ReadonlyMap<string, DelegationFacts>;
  /** By target: a call asks for those that may concern it, however many are pulled. */
  private readonly kills: ReadonlyMap<string, readonly KillFacts[]>;
  private readonly agentOf = (id: string): AgentFacts | undefined => this.agents.get(id)?.facts;

  constructor(
    facts: AccessFacts,
    private readonly from: Date,
  ) {
    const servers = new Map(facts.servers.map((server) => [server.id, server]));
    const toolInt = new Map<string, number>();
    for (const tool of facts.tools) {
      const server = servers.get(tool.serverId);
      if (!server) continue;
      const int = this.tools.push({ facts: tool, server }) - 1;
      toolInt.set(tool.id, int);
      const ofTenant = entry(this.named, server.tenant, () => new Map<string, Map<string, number>>());
      entry(ofTenant, server.name, () => new Map<string, number>()).set(tool.name, int);
    }
    const held = groupBy(facts.agentGrants, ({ agentId }) => agentId);
    const rows: { tool: number; candidate: Candidate }[] = [];
    for (const agent of facts.agents) {
      const own = (held.get(agent.id) ?? []).flatMap((grant) => {
        const tool = toolInt.get(grant.toolId) ?? -1;
        const compiled = this.tools[tool];
        return compiled ? [{ tool, candidate: candidateOf(grant, compiled.facts, [], []) }] : [];
      });
      const first = rows.length;
      rows.push(...own.toSorted((a, b) => a.tool - b.tool || inOrder(a.candidate, b.candidate)));
      this.agents.set(agent.id, { facts: agent, first, end: rows.length });
    }
    this.grantTool = Int32Array.from(rows, ({ tool }) => tool);
    this.grants = rows.map(({ candidate }) => candidate);
    this.people = new EntitlementSets(facts, from);
    const limiting = new Set(facts.agents.map(({ ceilingId }) => ceilingId));
    for (const grant of facts.profileGrants) {
      const tool = this.tools[toolInt.get(grant.toolId) ?? -1];
      if (!tool || !limiting.has(grant.profileId)) continue;
      const ofProfile = entry(this.ceilings, grant.profileId, () => new Map<string, Candidate[]>());
      entry(ofProfile, grant.toolId, (): Candidate[] => []).push(candidateOf(grant, tool.facts, [], []));
    }
    for (const tools of this.ceilings.values()) for (const grants of tools.values()) grants.sort(inOrder);
    this.delegations = new Map(facts.delegations.map((row) => [row.id, row]));
    this.kills = groupBy(facts.kills, ({ targetId }) => targetId);
  }

  decide(request: AccessRequest): Decision {
    try {
      const members = membersOf(request, this.agentOf);
      if (!members) return nothing('no_grant', 'agent');
      const links = this.links(request, request.at);
      if (!links) return nothing('delegation_missing', 'delegation');
      const { serverName, toolName } = request;
      const int = this.named.get(members[0].tenant)?.get(serverName)?.get(toolName) ?? -1;
      const tool = this.tools[int];
      if (!tool) return nothing('no_grant', 'tool');
      const sides = [...this.sides(members, int, tool.facts), ...this.person(members, request.personId, tool.facts)];
      return this.conclude(members, links, tool, sides, request.args, request.at).decision;
    } catch {
      return nothing('error', 'evaluation');
    }
  }

  /** Every tool that some call in these names could be allowed or held for. */
  visible(caller: Caller, at: Date): Reached[] {
    const members = membersOf(caller, this.agentOf);
    const links = this.links(caller, at);
    if (!members || !links) return [];
    return this.reach(members, links, at, (tool) => this.person(members, caller.personId, tool));
  }

  /** The same whoever is acting: what the agent, its owner, its ceiling and all it is a part of could reach at most. */
  ceiling(agentId: string, at: Date): Reached[] {
    const members = membersOf({ agentId, chain: [agentId] }, this.agentOf);
    return members ? this.reach(members, [], at, () => []) : [];
  }

  private reach(members: Members, links: readonly string[], at: Date, further: (tool: ToolFacts) => Side[]): Reached[] {
    const { first = 0, end = 0 } = this.agents.get(members[0].id) ?? {};
    const reached: Reached[] = [];
    for (const int of new Set(this.grantTool.subarray(first, end))) {
      const tool = this.tools[int];
      if (!tool) continue;
      const sides = [...this.sides(members, int, tool.facts), ...further(tool.facts)];
      const conclusion = this.conclude(members, links, tool, sides, ANY_ARGUMENTS, at);
      if (conclusion.decision.effect === 'deny') continue;
      reached.push({ tool: tool.facts, server: tool.server, ...conclusion });
    }
    return reached;
  }

  private sides(members: Members, int: number, tool: ToolFacts): Side[] {
    const sides: Side[] = [];
    for (const { id, ownerId, ceilingId } of members) {
      sides.push({ who: 'agent', id, candidates: this.own(id, int) });
      sides.push({ who: 'owner', id: ownerId, candidates: this.people.candidates(ownerId, tool) });
      if (ceilingId === null) continue;
      sides.push({ who: 'ceiling', id: ceilingId, candidates: this.ceilings.get(ceilingId)?.get(tool.id) ?? [] });
    }
    return sides;
  }

  private own(agentId: string, int: number): Candidate[] {
    const agent = this.agents.get(agentId);
    if (!agent) return [];
    let { first } = agent;
    while (first < agent.end && this.grantTool[first] !== int) first += 1;
    let end = first;
    while (end < agent.end && this.grantTool[end] === int) end += 1;
    return this.grants.slice(first, end);
  }

  /** A delegated agent acts for somebody who is there, or not at all. */
  private person(members: Members, id: string | null, tool: ToolFacts): Side[] {
    if (id === null && !members.some(({ kind }) => kind === 'delegated')) return [];
    return [{ who: 'person', id, candidates: id === null ? [] : this.people.candidates(id, tool) }];
  }

  private links(caller: Caller, at: Date): string[] | undefined {
    return linksOf(caller, this.agentOf, (id) => this.delegations.get(id), this.time(at));
  }

  private conclude(
    members: Members,
    links: readonly string[],
    tool: CompiledTool,
    sides: readonly Side[],
    args: unknown,
    at: Date,
  ): Conclusion {
    const kills = this.killsOn(members, tool.facts);
    const subject = { tool: tool.facts, server: tool.server, members, links, sides, kills };
    return conclude(subject, args, this.time(at));
  }

  private killsOn(members: Members, tool: ToolFacts): KillFacts[] {
    if (this.kills.size === 0) return [];
    const targets = members.flatMap(({ id, ownerId }) => [id, ownerId]);
    return [members[0].tenant, tool.serverId, tool.id, ...targets].flatMap((id) => this.kills.get(id) ?? []);
  }

  private time(at: Date): number {
    return Math.max(at.getTime(), this.from.getTime());
  }
}

export const buildIndex = (facts: AccessFacts, from: Date): CompiledIndex => new CompiledIndex(facts, from);

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
