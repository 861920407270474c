import type { McpAgent } from './mcp-agent.js';
import type { ScimClient } from './scim-client.js';
import type { WebClient } from './web-client.js';

/** The people of the story, by the name the story calls them. */
export type Cast = 'ada' | 'grace' | 'edith';
type Person = Readonly<{ id: string; userName: string }>;

/**
 * What the story carries from one step to the next. It starts with an address and an administrator's one-time link,
 * and from then on knows only what the public interfaces told it.
 */
export type Stage = {
  readonly url: string;
  readonly adminLink: string;
  /** Folder that the demo's file server may see; the invoices lie in it. */
  readonly files: string;
  /** Streamable HTTP endpoint of the second upstream. */
  readonly calculatorUrl: string;
  /** Runs `surety …` and returns its exit code and output. */
  readonly surety: (...args: string[]) => Promise<Readonly<{ code: number; output: string }>>;
  readonly scratch: string;
  admin?: WebClient;
  idp?: ScimClient;
  people?: Readonly<Record<Cast, Person>>;
  groups?: Readonly<{ finance: string; everyone: string }>;
  tools?: Readonly<Record<string, string>>;
  owner?: WebClient;
  agent?: McpAgent;
};

/** One step of the story: what it is called, and what it does, which ends by throwing unless all went as told. */
export type Step = Readonly<{ name: string; title: string; play(stage: Stage): Promise<string[]> }>;

/** @throws when the story does not go as told */
export function holds(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Error(`Not as told: ${sentence}`);
}

/** What an earlier step put on the stage. */
export function given<Key extends keyof Stage>(stage: Stage, key: Key): NonNullable<Stage[Key]> {
  const value = stage[key];
  if (value === undefined || value === null) throw new Error(`an earlier step did not provide ${key}`);
  return value;
}
