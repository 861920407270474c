import type { Budget, Condition, Obligation } from '../core/condition/types.js';
import type { Effect } from '../core/facts.js';
import type { Classification, Environment, Pattern, Risk } from '../core/selector/pattern.js';
import type { Path } from './read-document.js';

/** A document with its names resolved: what is to be. Null ids are of what is still to be made. */
export type WantedGrant = Readonly<{
  toolId: string | null;
  pattern: Pattern | null;
  effect: Effect;
  condition: Condition | null;
  budget: Budget | null;
  obligations: readonly Obligation[];
  /** Where it stands in the document. */
  at: Path;
}>;
export type Term = Readonly<{ from: Date | null; to: Date | null }>;
export type WantedAssignment = Term &
  Readonly<{ personId: string | null; groupId: string | null; reason: string; at: Path }>;
export type WantedRule = Readonly<{ name: string; condition: Condition; at: Path }>;
export type WantedProfile = Readonly<{
  id: string;
  name: string;
  isNew: boolean;
  description: string | undefined;
  grants: readonly WantedGrant[] | undefined;
  assigned: readonly WantedAssignment[] | undefined;
  rules: readonly WantedRule[] | undefined;
}>;
export type WantedAgentGrant = WantedGrant & Term & Readonly<{ profileId: string | null }>;
export type WantedAgent = Readonly<{
  id: string;
  name: string;
  tags: readonly string[] | undefined;
  grants: readonly WantedAgentGrant[] | undefined;
}>;
export type WantedTool = Readonly<{
  id: string;
  tags: readonly string[] | undefined;
  risk: Risk | undefined;
  reason: string | undefined;
}>;
export type WantedVariant = Readonly<{
  id: string;
  name: string;
  of: string;
  isNew: boolean;
  variant: unknown;
  at: Path;
}>;
export type WantedServer = Readonly<{
  id: string;
  name: string;
  environment: Environment | null | undefined;
  classification: Classification | null | undefined;
  tags: readonly string[] | undefined;
  tools: readonly WantedTool[];
  variants: readonly WantedVariant[];
}>;
export type Wanted = Readonly<{
  servers: readonly WantedServer[];
  profiles: readonly WantedProfile[];
  agents: readonly WantedAgent[];
}>;
