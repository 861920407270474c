import { type Candidate, candidateOf, inOrder } from './candidate.js';
import { conclude, type Conclusion, nothing, type Side } from './conclude.js';
import type { AccessRequest, Decision } from './decision.js';
import { EntitlementSets } from './entitlement-sets.js';
import type { AccessFacts, AgentFacts, ServerFacts, ToolFacts } from './facts.js';
import { groupBy } from './group-by.js';
import { ANY_ARGUMENTS } from './weigh.js';

type CompiledTool = Readonly<{ facts: ToolFacts; server: ServerFacts }>;
type CompiledAgent = Readonly<{ facts: AgentFacts; first: number; end: number }>;
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
  }

  decide(request: AccessRequest): Decision {
    try {
      const agent = this.agents.get(request.agentId);
      if (!agent) return nothing('no_grant', 'agent');
      const { serverName, toolName } = request;
      const int = this.named.get(agent.facts.tenant)?.get(serverName)?.get(toolName) ?? -1;
      const tool = this.tools[int];
      if (!tool) return nothing('no_grant', 'tool');
      const sides = this.sides(agent, int, tool.facts);
      if (request.personId !== null || agent.facts.kind === 'delegated') {
        sides.push(this.person(request.personId, tool.facts));
      }
      return this.conclude(agent, tool, sides, request.args, request.at).decision;
    } catch {
      return nothing('error', 'evaluation');
    }
  }

  /** Every tool that some call could be allowed or held for, when this person is acting (null: nobody but the owner). */
  visible(agentId: string, personId: string | null, at: Date): Reached[] {
    const delegated = this.agents.get(agentId)?.facts.kind === 'delegated';
    const acting = personId !== null || delegated;
    return this.reach(agentId, at, (tool) => (acting ? [this.person(personId, tool)] : []));
  }

  /** The same whoever is acting: what the agent and its owner together could reach at most. */
  ceiling(agentId: string, at: Date): Reached[] {
    return this.reach(agentId, at, () => []);
  }

  private reach(agentId: string, at: Date, further: (tool: ToolFacts) => Side[]): Reached[] {
    const agent = this.agents.get(agentId);
    if (!agent) return [];
    const reached: Reached[] = [];
    for (const int of new Set(this.grantTool.subarray(agent.first, agent.end))) {
      const tool = this.tools[int];
      if (!tool) continue;
      const sides = [...this.sides(agent, int, tool.facts), ...further(tool.facts)];
      const conclusion = this.conclude(agent, tool, sides, ANY_ARGUMENTS, at);
      if (conclusion.decision.effect === 'deny') continue;
      reached.push({ tool: tool.facts, server: tool.server, ...conclusion });
    }
    return reached;
  }

  private sides(agent: CompiledAgent, int: number, tool: ToolFacts): Side[] {
    let first = agent.first;
    while (first < agent.end && this.grantTool[first] !== int) first += 1;
    let end = first;
    while (end < agent.end && this.grantTool[end] === int) end += 1;
    const { id, ownerId } = agent.facts;
    return [
      { who: 'agent', id, candidates: this.grants.slice(first, end) },
      { who: 'owner', id: ownerId, candidates: this.people.candidates(ownerId, tool) },
    ];
  }

  private person(id: string | null, tool: ToolFacts): Side {
    return { who: 'person', id, candidates: id === null ? [] : this.people.candidates(id, tool) };
  }

  private conclude(agent: CompiledAgent, tool: CompiledTool, sides: Side[], args: unknown, at: Date): Conclusion {
    const hasDeputy = agent.facts.deputyId !== null;
    const subject = { tool: tool.facts, serverStatus: tool.server.status, hasDeputy, sides };
    return conclude(subject, args, Math.max(at.getTime(), this.from.getTime()));
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
