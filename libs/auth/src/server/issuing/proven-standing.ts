import { Provider } from 'oidc-provider';
import type { TokenFacts } from '../../core/token-claims.js';

const noted = new WeakMap<object, Readonly<{ id: string; epoch: number }>>();

/** How an agent stood when it was looked up as the client of the request at hand, before anything proved that it is. */
export function noteStanding({ agents: [agent] }: Pick<TokenFacts, 'agents'>): void {
  const { ctx } = Provider;
  if (ctx && agent && !noted.has(ctx)) noted.set(ctx, agent);
}

/**
 * Whether an agent that is a client itself stands as it did before it proved itself. Whatever ends a key or a binding
 * raises the agent's epoch, so a token of a later epoch could rest on a proof that is none any more.
 */
export function standsAsProven({ agents: [agent] }: TokenFacts, clientId: string | undefined): boolean {
  if (agent?.id !== clientId) return true; // a person's word, not a proof of its own, lets it act
  const before = Provider.ctx && noted.get(Provider.ctx);
  return before?.id === agent?.id && before?.epoch === agent?.epoch;
}
