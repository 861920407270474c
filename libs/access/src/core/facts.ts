import type { Attributes, Budget, Condition, Obligation } from './condition/types.js';
import type { Classification, Environment, Kind, Pattern, Risk } from './selector/pattern.js';

/** What a decision rests on; row classes fit these shapes, so there is no mapper. `validTo` null: until further notice. */
export type Interval = Readonly<{ validFrom: Date; validTo: Date | null }>;
export type Effect = 'allow' | 'hold' | 'deny';
/**
 * A right of one side. Exactly one of `toolId` and `pattern` says which tools; `definitionHash` is there for a tool: the
 * definition that was meant. Of an agent's grant with a profile both may be null: all that the profile grants.
 */
export type GrantFacts = Interval &
  Readonly<{
    id: string;
    toolId: string | null;
    pattern: Pattern | null;
    effect: Effect;
    condition: Condition | null;
    definitionHash: string | null;
    budget: Budget | null;
    obligations: readonly Obligation[];
  }>;
/** With a `profileId` the agent holds that profile, narrowed by tool, pattern and condition; never a deny. */
export type AgentGrantFacts = GrantFacts & Readonly<{ agentId: string; profileId: string | null }>;
export type ProfileGrantFacts = GrantFacts & Readonly<{ profileId: string }>;
/** Exactly one of person and group; `ruleId`: the rule over attributes that gave it. */
export type AssignmentFacts = Interval &
  Readonly<{ id: string; profileId: string; personId: string | null; groupId: string | null; ruleId: string | null }>;
export type MembershipFacts = Interval & Readonly<{ groupId: string; personId: string }>;
/** The attributes that some condition asks for; people of whom none is asked for may be left out. */
export type PersonFacts = Readonly<{ id: string; attributes: Attributes }>;
/** `tenant` is opaque: names of servers are looked up within it. */
export type AgentFacts = Readonly<{
  id: string;
  tenant: string;
  kind: 'autonomous' | 'delegated';
  ownerId: string;
  deputyId: string | null;
  /** The agent that it is a part of. */
  parentId: string | null;
  /** The profile beyond which its blueprint lets it have nothing. */
  ceilingId: string | null;
  environment: string | null;
  tags: readonly string[];
}>;
/** Exactly one of `personId` and `fromAgentId` lets the agent act for them. */
export type DelegationFacts = Interval &
  Readonly<{ id: string; personId: string | null; fromAgentId: string | null; agentId: string }>;
export type ServerFacts = Readonly<{
  id: string;
  tenant: string;
  name: string;
  status: 'active' | 'disabled';
  environment: Environment | null;
  classification: Classification | null;
  tags: readonly string[];
}>;
/** A tool, or a resource or prompt, which are granted alike. */
export type ToolFacts = Readonly<{
  id: string;
  serverId: string;
  kind: Kind;
  name: string;
  risk: Risk;
  state: 'available' | 'held' | 'removed';
  approvedHash: string;
  /** The definitions that grants may mean: the approved one, and former ones whose grants were carried over to it. */
  acceptedHashes: readonly string[];
  tags: readonly string[];
  /** The tool that this is a safe variant of; what stands in the way of that one stands in the way of this. */
  variantOf: string | null;
  /** The approved definition as the server sent it; null where only decisions are asked for. */
  definition: unknown;
}>;
/** A kill switch that was pulled. The target of `agent` stands still by the fence, too; the others are judged by it alone. */
export type KillFacts = Interval &
  Readonly<{
    id: string;
    tenant: string;
    scope: 'agent' | 'owner' | 'server' | 'tool' | 'tenant';
    targetId: string;
  }>;

export type AccessFacts = Readonly<{
  agents: readonly AgentFacts[];
  people: readonly PersonFacts[];
  servers: readonly ServerFacts[];
  tools: readonly ToolFacts[];
  agentGrants: readonly AgentGrantFacts[];
  memberships: readonly MembershipFacts[];
  assignments: readonly AssignmentFacts[];
  profileGrants: readonly ProfileGrantFacts[];
  delegations: readonly DelegationFacts[];
  kills: readonly KillFacts[];
}>;

export const writes = (risk: Risk): boolean => risk !== 'read';
