import type { Tester } from './candidate.js';
import { linksOf, membersOf } from './chain.js';
import type { Asked } from './compiled/asked.js';
import type { CompiledTool } from './compiled/catalogue.js';
import { type Ready, ReadyCalls } from './compiled/ready.js';
import { OwnAccess } from './compiled/own-access.js';
import { Sides } from './compiled/sides.js';
import { type AccessChange, State, subjectsOf } from './compiled/state.js';
import { conclude, type Conclusion, nothing, type Subject } from './conclude.js';
import { compile, type Compiled } from './condition/compile.js';
import type { Attributes, Condition } from './condition/types.js';
import type { AccessRequest, Caller, Decision, Needs } from './decision.js';
import type { AccessFacts, AgentFacts, DelegationFacts, KillFacts, ServerFacts, ToolFacts } from './facts.js';
import { earliest, lastsUntil } from './lasting.js';
import { needsOf } from './needs.js';
import { type Kind, type Pattern, patternKey } from './selector/pattern.js';
import { ANY_ARGUMENTS } from './weigh.js';

const none: readonly never[] = [];
type Members = readonly [AgentFacts, ...AgentFacts[]];
export type Reached = Readonly<{ tool: ToolFacts; server: ServerFacts } & Conclusion>;
/** A decision, and until when it is the same while nothing changes, in milliseconds since 1970, exclusive. */
export type Judged = Readonly<{ decision: Decision; until: number }>;
/** What a call is about. */
export type Wanted = Pick<AccessRequest, 'serverName' | 'toolName' | 'kind'>;

const tests = new WeakMap<Condition, Compiled>();
/** A condition is compiled once for as long as it is there. */
const tester: Tester = (condition) => {
  const known = tests.get(condition);
  if (known) return known;
  const test = compile(condition);
  tests.set(condition, test);
  return test;
};

/**
 * The facts, compiled: answers from memory, and as `decide` would from the facts. It changes by whole subjects, between
 * two answers. Times before its own are answered as of its own.
 */
export class CompiledIndex {
  private readonly state = new State();
  private readonly own = new OwnAccess(this.state, tester);
  private readonly sides = new Sides(this.state, this.own, tester);
  private readonly ready = new ReadyCalls();
  private patterns: readonly Pattern[] | undefined;
  private readonly agentOf = (id: string): AgentFacts | undefined => this.own.agent(id)?.facts;
  private readonly attributesOf = (id: string): Attributes | null =>
    this.state.people.attributesOf(this.state.people.numberOf(id)) ?? null;

  constructor(private from: Date) {}

  /** @param at from then on it is asked for */
  apply(change: AccessChange, at: Date): void {
    if (at > this.from) this.from = at;
    this.ready.forget();
    this.state.put(change, this.from);
    const { agents = [], profiles = [], servers = [], tools = [] } = change.of;
    const shared = profiles.length + servers.length + tools.length > 0;
    if (shared) this.sides.forget();
    this.own.forget(shared ? 'everything' : agents);
    this.patterns = undefined;
  }

  decide(request: AccessRequest): Decision {
    return this.judge(request).decision;
  }

  judge(request: AccessRequest): Judged {
    try {
      return this.judged(request, this.time(request.at));
    } catch {
      return { decision: nothing('error', 'evaluation'), until: -Infinity };
    }
  }

  /** What must be looked up before `decide`; null: nothing. */
  needs(caller: Caller, wanted: Wanted): Needs | null {
    const members = this.members(caller);
    const tool = members && this.tool(members[0], wanted);
    if (!tool) return null;
    const ready = this.readyFor(members, tool, caller);
    if (ready.needs === undefined) ready.needs = this.needsOf(ready.subject, tool);
    return ready.needs;
  }

  /** Names of all of a kind that a server of the agent's tenant has, whoever may use them. */
  offered(agentId: string, serverName: string, kind: Kind): ReadonlySet<string> {
    const agent = this.own.agent(agentId)?.facts;
    return agent ? this.state.catalogue.names(agent.tenant, serverName, kind) : new Set();
  }

  /** Every tool that some call in these names could be allowed or held for. */
  visible(caller: Caller, at: Date): Reached[] {
    const members = this.members(caller);
    const links = this.links(caller, at);
    if (!members || !links) return [];
    return this.reach(members, links, at, (tool) => this.subject(members, tool, caller.personId, true));
  }

  /** The same whoever is acting: what the agent, its owner, its ceiling and all it is a part of could reach at most. */
  ceiling(agentId: string, at: Date): Reached[] {
    const members = this.members({ agentId, chain: [agentId] });
    return members ? this.reach(members, none, at, (tool) => this.subject(members, tool, null, false)) : [];
  }

  knows(agentId: string): boolean {
    return this.state.agents.read(agentId) !== undefined;
  }

  /** Names of the attributes of people that some condition asks for. */
  get attributes(): ReadonlySet<string> {
    return new Set(this.asked().flatMap(({ attributes }) => attributes));
  }

  /** How many people share how many sets, and how many agents how many wordings of grants. */
  get sizes(): Readonly<Record<'people' | 'sets' | 'agents' | 'wordings', number>> {
    const { people, agents } = this.state;
    const { distinct: sets, ids } = people;
    return { people: ids.size, sets, agents: agents.size, wordings: agents.grants.wordings.size };
  }

  private members(caller: Pick<Caller, 'agentId' | 'chain'>): Members | undefined {
    const { agentId, chain } = caller;
    const agent = chain.length === 1 && chain[0] === agentId ? this.own.agent(agentId) : undefined;
    return agent?.facts.parentId === null ? agent.alone : membersOf(caller, this.agentOf);
  }

  private judged(request: AccessRequest, at: number): Judged {
    const members = this.members(request);
    if (!members) return { decision: nothing('no_grant', 'agent'), until: Infinity };
    const known = request.delegations.length === 0 ? none : this.delegations(request.delegations);
    const links = linksOf(request, this.agentOf, (id) => known.find((row) => row.id === id), at);
    if (!links) return { decision: nothing('delegation_missing', 'delegation'), until: earliest(known, at) };
    const tool = this.tool(members[0], request);
    if (!tool) return { decision: nothing('no_grant', 'tool'), until: earliest(known, at) };
    const { subject } = this.readyFor(members, tool, request);
    const { args, context } = request;
    const { decision } = conclude(subject, links, { args, at, context });
    return { decision, until: lastsUntil(subject, known, at) };
  }

  private delegations(ids: readonly string[]): readonly DelegationFacts[] {
    return ids.flatMap((id) => this.state.delegations.read(id) ?? []);
  }

  /** Of the usual chain, one agent that is a part of nobody, it is kept. */
  private readyFor(members: Members, tool: CompiledTool, { agentId, personId }: Caller): Ready {
    const make = (): Subject => this.subject(members, tool, personId, true);
    return members.length === 1 ? this.ready.of(tool, agentId, personId, make) : { subject: make() };
  }

  private needsOf(subject: Subject, tool: CompiledTool): Needs | null {
    const base = (tool.basis ?? []).flatMap(({ id }) => this.state.catalogue.byId(id)?.asked ?? []);
    return needsOf(subject, [tool.asked, ...base], this.called());
  }

  private links(caller: Caller, at: Date): readonly string[] | undefined {
    return linksOf(caller, this.agentOf, (id) => this.state.delegations.read(id), this.time(at));
  }

  private tool({ tenant }: AgentFacts, { serverName, toolName, kind = 'tool' }: Wanted): CompiledTool | undefined {
    return this.state.catalogue.named(tenant, serverName, kind, toolName);
  }

  private reach(
    members: Members,
    links: readonly string[],
    at: Date,
    subjectOf: (tool: CompiledTool) => Subject,
  ): Reached[] {
    const call = { args: ANY_ARGUMENTS, at: this.time(at), context: undefined };
    const reached: Reached[] = [];
    for (const tool of this.own.reach(members[0].id)) {
      const conclusion = conclude(subjectOf(tool), links, call);
      if (conclusion.decision.effect === 'deny') continue;
      reached.push({ tool: tool.facts, server: tool.server, ...conclusion });
    }
    return reached;
  }

  /** @param acted with the side of whoever is acting */
  private subject(members: Members, tool: CompiledTool, personId: string | null, acted: boolean): Subject {
    const { facts, server, basis } = tool;
    const { attributesOf } = this;
    const sides = this.sides.of(members, tool);
    if (acted) sides.push(...this.sides.acting(members, personId, tool));
    const kills = this.killsOn(members, tool);
    return { tool: facts, server, basis, members, sides, kills, personId, attributesOf };
  }

  private killsOn(members: Members, { facts, basis = [] }: CompiledTool): readonly KillFacts[] {
    const { kills } = this.state;
    if (kills.size === 0) return [];
    const targets = members.flatMap(({ id, ownerId }) => [id, ownerId]);
    const bases = basis.map(({ id }) => id);
    return [members[0].tenant, facts.serverId, facts.id, ...bases, ...targets].flatMap((id) => kills.get(id) ?? []);
  }

  private asked(): readonly Asked[] {
    return [...this.state.profiles.asked, ...this.state.agents.grants.wordings.asked];
  }

  /** In the order of their keys. */
  private called(): readonly Pattern[] {
    if (this.patterns) return this.patterns;
    const called = this.asked().flatMap((asked) => asked.called.map((one) => [patternKey(one), one] as const));
    this.patterns = [...new Map(called)].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, pattern]) => pattern);
    return this.patterns;
  }

  private time(at: Date): number {
    return Math.max(at.getTime(), this.from.getTime());
  }
}

/** @param from the earliest time that it will be asked for */
export function buildIndex(facts: AccessFacts, from: Date): CompiledIndex {
  const index = new CompiledIndex(from);
  index.apply({ of: subjectsOf(facts), facts }, from);
  return index;
}
