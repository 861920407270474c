import type { AccessFacts } from '../core/facts.js';
import { contextOf } from './context.js';
import { type Entity, entitiesOf } from './entities.js';
import { policiesOf } from './policies.js';
import type { SideRequest } from './requests.js';
import { actionName, schemaOf } from './schema.js';
import { Vocabulary } from './vocabulary.js';

/** Grants in Cedar's words, with what an enforcement point must say of each call. */
export class CedarExport {
  readonly policies: string;
  readonly schema: string;
  private readonly words = new Vocabulary();
  private readonly serverNames: ReadonlyMap<string, string>;

  constructor(private readonly facts: AccessFacts) {
    this.policies = policiesOf(facts, this.words);
    this.schema = schemaOf(facts, this.words);
    this.serverNames = new Map(facts.servers.map(({ id, name }) => [id, name]));
  }

  /** Those of a time: memberships and assignments begin and end. */
  entities(at: Date): Entity[] {
    return entitiesOf(this.facts, at, this.words);
  }

  contextOf({ env }: SideRequest): Readonly<Record<string, unknown>> {
    return contextOf(env, this.words);
  }

  action(how: 'call' | 'unattended', toolId: string): string {
    const tool = this.facts.tools.find(({ id }) => id === toolId);
    return `${how} ${tool ? actionName(this.serverNames.get(tool.serverId) ?? '', tool) : ''}`;
  }

  /** What Cedar cannot say and a context must bring: tests by the name under which their result is expected. */
  get computed(): Readonly<Record<string, unknown>> {
    return Object.fromEntries([...this.words.computed].map(([key, { leaf }]) => [key, leaf]));
  }

  /** The same for patterns with `?`, which tools say that they fit. */
  get globs(): readonly string[] {
    return [...this.words.globs.keys()];
  }
}
