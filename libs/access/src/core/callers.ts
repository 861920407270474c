import type { Caller } from './decision.js';
import type { AgentFacts, DelegationFacts } from './facts.js';

/** Longer chains are not looked for: each link only takes away. */
const LONGEST = 4;

type Known = Readonly<{ agents: readonly AgentFacts[]; delegations: readonly DelegationFacts[] }>;

/**
 * In whose names an agent could call: an autonomous one for its owner, and every one for each person at the beginning of
 * a chain of delegations that leads to it. A person behind an autonomous agent only takes away, and is left out.
 */
export function callersOf(agentId: string, { agents, delegations }: Known): Caller[] {
  const byId = new Map(agents.map((agent) => [agent.id, agent]));
  const agent = byId.get(agentId);
  if (!agent) return [];
  if (agent.kind === 'autonomous') return [{ agentId, personId: null, chain: [agentId], delegations: [] }];
  const found: Caller[] = [];
  const follow = (chain: readonly string[], links: readonly string[]): void => {
    const last = chain.at(-1) ?? agentId;
    for (const { id, agentId: to, personId, fromAgentId } of delegations) {
      if (to !== last) continue;
      if (personId !== null) found.push({ agentId, personId, chain, delegations: [...links, id] });
      else if (fromAgentId !== null) further(fromAgentId, chain, [...links, id]);
    }
    const parent = byId.get(last)?.parentId;
    if (parent) further(parent, chain, links);
  };
  const further = (next: string, chain: readonly string[], links: readonly string[]): void => {
    if (chain.length < LONGEST && !chain.includes(next)) follow([...chain, next], links);
  };
  follow([agentId], []);
  return found;
}
