import type { Assurance, CallContext, Counter, Obligation } from './condition/types.js';
import type { KillFacts, ToolFacts } from './facts.js';
import type { Kind } from './selector/pattern.js';

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
    /** Of what kind it is; tools if left out. */
    kind?: Kind;
    args: unknown;
    at: Date;
    /** Left out: nothing is known. */
    context?: CallContext;
  }>;

export type DecisionCode =
  | 'allowed'
  | 'held'
  | 'no_grant'
  | 'agent_no_grant'
  | 'owner_no_grant'
  | 'person_no_grant'
  | 'condition_unmet'
  | 'step_up_required'
  | 'budget_exhausted'
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
  step: 'delegation' | 'agent' | 'owner' | 'ceiling' | 'person' | 'group' | 'rule' | 'profile' | 'grant' | 'missing';
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
  /** Of an allowed call: what must be done with its result. */
  obligations: readonly Obligation[];
  /** Of an allowed call: what it uses up. */
  spends: readonly Spend[];
  /** With `step_up_required`: the sign-in that would do. */
  stepUp: Assurance | null;
}>;

/** A counter that a call raises; `key` names it within its window. `limit` null: only counted, for a condition. */
export type Spend = Readonly<{ key: string; counter: Counter; limit: number | null }>;

/** What must be looked up before a call can be decided. */
export type Needs = Readonly<{
  counters: readonly Readonly<{ key: string; counter: Counter }>[];
  /** Whether some condition asks what this session has called. */
  called: boolean;
  /** Keys of the patterns that this call would fit, which the session must be marked with before it is forwarded. */
  marks: readonly string[];
}>;
