import type { Classification, Environment } from '../selector/pattern.js';
import type { CounterIds } from './counter.js';
import type { Attributes, CallContext } from './types.js';

/** What a condition is judged by: one call, seen from the side on which the grant stands. */
export type ConditionEnv = Readonly<{
  args: unknown;
  /** Of the acting person, or else of the owner of the agent that calls; null: nothing is known of them. */
  person: Attributes | null;
  /** Of the owner of the agent on whose side the grant stands. */
  owner: Attributes | null;
  /** The agent on whose side the grant stands. */
  agent: Readonly<{ id: string; environment: string | null; tags: readonly string[] }>;
  server: Readonly<{ name: string; environment: Environment | null; classification: Classification | null }>;
  at: Date;
  /** Left out: nothing is known. */
  context?: CallContext | undefined;
  /** Whose counters are meant. */
  ids: CounterIds;
}>;
