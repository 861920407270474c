import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type MessageEvent, type BeforeApplicationShutdown } from '@nestjs/common';
import { Observable, type Subscriber } from 'rxjs';
import { WebSessions } from '@app/auth';
import type { Actor } from '@app/kernel';
import { Decisions } from '@app/reports';

/** How often the ledger is looked at, in milliseconds. */
const EVERY = 300;
/** Who may see decisions. */
export const watchers = ['admin', 'auditor', 'reviewer', 'security_operator'] as const;
/** Every how many looks session and roles are looked at too: whoever loses either stops seeing within 3 seconds. */
const SESSION_EVERY = 10;

/** Decisions as they enter the ledger, for as long as the session that asked for them lasts. */
@Injectable()
export class DecisionStream implements BeforeApplicationShutdown {
  private readonly logger = new Logger(DecisionStream.name);
  private readonly streams = new Set<AbortController>();

  constructor(
    private readonly decisions: Decisions,
    private readonly sessions: WebSessions,
  ) {}

  /** @param after the ledger index after which to begin; the present end of the log when undefined */
  open(actor: Actor, cookie: string, after: number | undefined): Observable<MessageEvent> {
    return new Observable((subscriber) => {
      const stop = new AbortController();
      this.streams.add(stop);
      void this.follow(subscriber, actor, cookie, after, stop.signal)
        .catch((cause: unknown) => {
          if (!stop.signal.aborted) this.logger.warn(cause);
        })
        .finally(() => {
          this.streams.delete(stop);
          subscriber.complete();
        });
      return () => stop.abort();
    });
  }

  /** Before the web server stops, which waits for what is open. */
  beforeApplicationShutdown(): void {
    for (const stop of this.streams) stop.abort();
  }

  private async maySee(cookie: string): Promise<boolean> {
    const now = await this.sessions.peek(cookie);
    return now !== null && watchers.some((role) => now.roles.includes(role));
  }

  private async follow(
    subscriber: Subscriber<MessageEvent>,
    actor: Actor,
    cookie: string,
    after: number | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    let seen = after ?? (await this.decisions.latest(actor, 1)).at(-1)?.seq ?? -1;
    subscriber.next({ type: 'open', id: String(seen), data: {} });
    for (let look = 1; !signal.aborted; look++) {
      await pause(EVERY, undefined, { signal });
      if (look % SESSION_EVERY === 0 && !(await this.maySee(cookie))) return;
      for (const decision of await this.decisions.since(actor, seen)) {
        seen = decision.seq;
        subscriber.next({ type: 'decision', id: String(seen), data: decision });
      }
    }
  }
}
