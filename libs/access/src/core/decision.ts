import type { KillFacts, ToolFacts } from './facts.js';

/** In whose name a call is made. */
export type Caller = Readonly<{
  /** The agent that calls: the first of the chain. */
  agentId: string;
  /** The signed-in person a delegated agent acts for; null when the agent acts for its owner. */
  personId: string | null;
  /** Every agent between the call and its beginning, the one that calls first. */
  chain: readonly string[];
  /** Ids of the delegations that the token rests on. */
  delegations: readonly string[];
}>;
/** An agent that acts for its owner, with nobody between it and the call. */
export const alone = (agentId: string): Caller => ({ agentId, personId: null, chain: [agentId], delegations: [] });

export type AccessRequest = Caller &
  Readonly<{
    serverName: string;
    /** The server's own name of the tool. */
    toolName: string;
    args: unknown;
    at: Date;
  }>;

export type DecisionCode =
  | 'allowed'
  | 'held'
  | 'no_grant'
  | 'agent_no_grant'
  | 'owner_no_grant'
  | 'person_no_grant'
  | 'condition_unmet'
  | 'denied_by_grant'
  | 'definition_changed'
  | 'tool_unavailable'
  | 'server_disabled'
  | 'deputy_missing'
  | 'delegation_missing'
  | 'above_ceiling'
  | `${KillFacts['scope']}_killed`
  | 'error';

/**
 * One link of the reason: what was walked (`agent` → `grant`, `owner` → `group` → `profile` → `grant`), or what is
 * missing. `ceiling` names the profile that a blueprint sets as the most.
 */
export type PathStep = Readonly<{
  step: 'delegation' | 'agent' | 'owner' | 'ceiling' | 'person' | 'group' | 'profile' | 'grant' | 'missing';
  /** An id; for `missing`, the word for what was not found. */
  id: string;
}>;

/** The tool that the request named, once it is known that it exists. */
export type DecidedTool = Readonly<{
  id: string;
  serverId: string;
  definitionHash: string;
  risk: ToolFacts['risk'];
}>;

export type Decision = Readonly<{
  effect: 'allow' | 'hold' | 'deny';
  code: DecisionCode;
  grantIds: readonly string[];
  path: readonly PathStep[];
  tool: DecidedTool | null;
}>;
