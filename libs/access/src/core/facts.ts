import type { Condition } from './condition.js';

/** What a decision rests on; row classes fit these shapes, so there is no mapper. `validTo` null: until further notice. */
export type Interval = Readonly<{ validFrom: Date; validTo: Date | null }>;
export type Effect = 'allow' | 'hold' | 'deny';
export type GrantFacts = Interval &
  Readonly<{ id: string; toolId: string; effect: Effect; condition: Condition | null; definitionHash: string }>;
export type AgentGrantFacts = GrantFacts & Readonly<{ agentId: string }>;
export type ProfileGrantFacts = GrantFacts & Readonly<{ profileId: string }>;
export type AssignmentFacts = Interval &
  Readonly<{ id: string; profileId: string; personId: string | null; groupId: string | null }>;
export type MembershipFacts = Interval & Readonly<{ groupId: string; personId: string }>;
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
}>;
/** Exactly one of `personId` and `fromAgentId` lets the agent act for them. */
export type DelegationFacts = Interval &
  Readonly<{ id: string; personId: string | null; fromAgentId: string | null; agentId: string }>;
export type ServerFacts = Readonly<{ id: string; tenant: string; name: string; status: 'active' | 'disabled' }>;
export type ToolFacts = Readonly<{
  id: string;
  serverId: string;
  name: string;
  risk: 'read' | 'write' | 'destructive' | 'unknown';
  state: 'available' | 'held' | 'removed';
  approvedHash: string;
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
  servers: readonly ServerFacts[];
  tools: readonly ToolFacts[];
  agentGrants: readonly AgentGrantFacts[];
  memberships: readonly MembershipFacts[];
  assignments: readonly AssignmentFacts[];
  profileGrants: readonly ProfileGrantFacts[];
  delegations: readonly DelegationFacts[];
  kills: readonly KillFacts[];
}>;

export const writes = (risk: ToolFacts['risk']): boolean => risk !== 'read';
