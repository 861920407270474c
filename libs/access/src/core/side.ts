import type { Candidate } from './candidate.js';
import type { AgentFacts } from './facts.js';

/** One of those whose right the call needs: each agent, its owner and its ceiling, and the acting person. */
export type Side = Readonly<{
  who: 'agent' | 'owner' | 'ceiling' | 'person';
  id: string | null;
  /** The agent on whose behalf it is asked: of the acting person's side, the one that calls. */
  member: AgentFacts;
  candidates: readonly Candidate[];
}>;
