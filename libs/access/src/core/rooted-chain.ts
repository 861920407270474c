import type { DelegationFacts } from './facts.js';

/** Ids of the delegations that could hold this chain together: those that its links ask for. */
export function rootedChain(
  delegations: readonly DelegationFacts[],
  chain: readonly string[],
  personId: string | null,
): string[] {
  return delegations
    .filter(({ agentId, personId: from, fromAgentId }) => {
      const next = chain[chain.indexOf(agentId) + 1];
      return (
        chain.includes(agentId) && (next === undefined ? from !== null && from === personId : fromAgentId === next)
      );
    })
    .map(({ id }) => id);
}
