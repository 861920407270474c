import { type Candidate, candidateOf, heldCandidateOf, inOrder, type Tester } from '../candidate.js';
import type { AgentFacts } from '../facts.js';
import { narrows } from '../fits.js';
import type { CompiledTool } from './catalogue.js';
import type { State } from './state.js';
import type { Wording } from './wordings.js';

/** One agent, unpacked, with what its grants say of the tools that were asked for. */
export type Unpacked = Readonly<{
  facts: AgentFacts;
  alone: readonly [AgentFacts];
  known: Map<CompiledTool, readonly Candidate[]>;
}>;
/** Answers kept of unpacked agents, of all together. */
const MOST_KEPT = 100_000;

/** What agents were granted. Agents that call are kept unpacked for a while; the others only in columns. */
export class OwnAccess {
  private readonly unpacked = new Map<string, Unpacked>();
  private readonly reached = new Map<Wording, readonly CompiledTool[]>();
  private kept = 0;

  constructor(
    private readonly state: State,
    private readonly tester: Tester,
  ) {}

  /** After these have changed; after profiles or tools have, nothing that was known holds on. */
  forget(agents: readonly string[] | 'everything'): void {
    if (agents.length === 0) return;
    if (agents !== 'everything') for (const id of agents) this.unpacked.delete(id);
    else {
      this.unpacked.clear();
      this.kept = 0;
    }
    this.reached.clear();
  }

  agent(id: string): Unpacked | undefined {
    const known = this.unpacked.get(id);
    if (known) return known;
    const facts = this.state.agents.read(id);
    if (!facts) return undefined;
    const agent: Unpacked = { facts, alone: [facts], known: new Map() };
    this.keep();
    this.unpacked.set(id, agent);
    return agent;
  }

  candidates(agentId: string, tool: CompiledTool): readonly Candidate[] {
    const agent = this.agent(agentId);
    if (!agent) return [];
    const known = agent.known.get(tool);
    if (known) return known;
    const found = this.state.agents
      .grantsOf(agentId, (wording) => narrows(wording, tool.asked))
      .flatMap((own) => {
        const { profileId } = own;
        if (profileId === null) return [candidateOf(own, tool.facts, [], [], this.tester)];
        const granting = this.state.profiles.granting(profileId, tool);
        return granting.map((grant) => heldCandidateOf(own, grant, tool.facts, this.tester));
      })
      .toSorted(inOrder);
    this.keep();
    agent.known.set(tool, found);
    return found;
  }

  /** Every tool of which one of its grants says something, in the order of their ids. */
  reach(agentId: string): readonly CompiledTool[] {
    const [first, ...others] = this.state.agents.saying(agentId).map((wording) => this.reachOf(wording));
    if (!first || others.length === 0) return first ?? [];
    const all = new Set([first, ...others].flat());
    return [...all].toSorted((a, b) => (a.asked.id < b.asked.id ? -1 : 1));
  }

  private reachOf(wording: Wording): readonly CompiledTool[] {
    const known = this.reached.get(wording);
    if (known) return known;
    const { tenant, toolId, profileId } = wording;
    const { catalogue, profiles } = this.state;
    const exact = toolId === null ? undefined : catalogue.byId(toolId);
    const among = toolId === null ? catalogue.ofTenant(tenant) : exact ? [exact] : [];
    const found = among.filter(
      (tool) => narrows(wording, tool.asked) && (profileId === null || profiles.granting(profileId, tool).length > 0),
    );
    this.reached.set(wording, found);
    return found;
  }

  /** Makes room for one more answer. */
  private keep(): void {
    this.kept += 1;
    if (this.kept <= MOST_KEPT) return;
    this.unpacked.clear();
    this.kept = 1;
  }
}
