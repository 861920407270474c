import { Injectable } from '@nestjs/common';
import type { WriteTx } from '@app/database';
import { isHandlerName } from './core/job.js';

export type Payload = Readonly<Record<string, unknown>>;

/**
 * The effect of a message, in a write of its own by `system:jobs/<handler>`. It runs at least once, takes effect once,
 * in any order with other messages, and must look at how things are now. What it did must be recorded; `nothing-to-do`
 * rolls back whatever it did. Throwing means: try again later.
 */
export type Work = (tx: WriteTx, payload: Payload) => Promise<'done' | 'nothing-to-do'>;

/** Who does what when a message of a topic arrives. Libs subscribe while they start. */
@Injectable()
export class Subscriptions {
  private readonly topics = new Map<string, Map<string, Work>>();

  /** @param handler a name that is never changed: what it has done is known by it */
  on(topic: string, handler: string, work: Work): void {
    if (!isHandlerName(handler)) throw new Error(`'${handler}' cannot be the name of a handler`);
    const handlers = this.topics.get(topic) ?? new Map<string, Work>();
    if (handlers.has(handler)) throw new Error(`'${handler}' handles '${topic}' already`);
    this.topics.set(topic, handlers.set(handler, work));
  }

  handlersOf(topic: string): string[] {
    return [...(this.topics.get(topic)?.keys() ?? [])];
  }

  work(topic: string, handler: string): Work | undefined {
    return this.topics.get(topic)?.get(handler);
  }

  all(): { topic: string; handler: string }[] {
    return [...this.topics.keys()].flatMap((topic) => this.handlersOf(topic).map((handler) => ({ topic, handler })));
  }
}
