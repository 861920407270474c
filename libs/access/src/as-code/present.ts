import type { AgentGrantFacts, AssignmentFacts, ProfileGrantFacts, ServerFacts, ToolFacts } from '../core/facts.js';
import type { Condition } from '../core/condition/types.js';

/** What there is, as far as a document can speak of it. Only what has not ended. */
export type PresentTool = Omit<ToolFacts, 'definition'> & Readonly<{ riskReason: string | null; variant: unknown }>;
export type PresentProfile = Readonly<{ id: string; name: string; description: string; version: number }>;
export type PresentAssignment = AssignmentFacts &
  Readonly<{ bindingId: string | null; planned: boolean; reason: string }>;
export type PresentRule = Readonly<{ id: string; profileId: string; name: string; condition: Condition }>;
export type PresentAgent = Readonly<{ id: string; name: string; tags: readonly string[] }>;
export type PresentAgentGrant = AgentGrantFacts & Readonly<{ planned: boolean }>;
export type Present = Readonly<{
  servers: readonly ServerFacts[];
  tools: readonly PresentTool[];
  profiles: readonly PresentProfile[];
  profileGrants: readonly ProfileGrantFacts[];
  assignments: readonly PresentAssignment[];
  rules: readonly PresentRule[];
  agents: readonly PresentAgent[];
  agentGrants: readonly PresentAgentGrant[];
}>;
