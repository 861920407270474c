import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '@app/kernel';
import { backoff } from './core/backoff.js';
import type { Session } from './session.js';

type Fields = Readonly<Record<string, unknown>>;
/** Called with what the upstream said of a change, or with null when there may have been one that nobody heard of. */
export type OnUpdated = (told: Fields | null) => void;

const MOST = 1_000;
/** Of these one caller has no more than a part, whatever it watches. */
const MOST_OF_ONE = MOST / 4;

/** The resources of one upstream that somebody watches, each told to the upstream once, for all who do. */
export class Watches {
  private readonly listeners = new Map<string, Set<OnUpdated>>();
  /** Who wished it first. */
  private readonly callers = new Map<string, string>();
  private readonly cut = new AbortController();
  private telling = false;
  private isStale = false;

  constructor(private readonly session: (signal: AbortSignal) => Promise<Session>) {}

  /**
   * @param caller the one whose share it counts for
   * @returns how to stop
   * @throws Refusal `upstream.busy` when more resources of this server are watched than one session carries
   */
  watch(uri: string, listener: OnUpdated, caller = ''): () => void {
    const found = this.listeners.get(uri);
    if (!found && (this.listeners.size >= MOST || this.countOf(caller) >= MOST_OF_ONE)) {
      throw new Refusal('upstream.busy', 'too many resources are watched');
    }
    const those = found ?? new Set();
    const own: OnUpdated = (told) => listener(told); // the same function may watch twice, and stop once
    this.listeners.set(uri, those.add(own));
    if (!found) {
      this.callers.set(uri, caller);
      this.renew();
    }
    return () => {
      if (!those.delete(own) || those.size > 0 || this.listeners.get(uri) !== those) return;
      this.listeners.delete(uri);
      this.callers.delete(uri);
      this.renew();
    };
  }

  /** What was changed may be within what is watched (MCP, resources §subscriptions), as a file is in its folder. */
  take(told: Fields | null): void {
    const uri = String(told?.['uri']);
    for (const [watched, listeners] of this.listeners) {
      if (told && uri !== watched && !uri.startsWith(watched.endsWith('/') ? watched : `${watched}/`)) continue;
      for (const listener of listeners) listener(told);
    }
  }

  /** The upstream knows nothing of it any more: it is told again, and meanwhile something may have changed. */
  forgotten(): void {
    if (this.listeners.size === 0) return;
    this.renew();
    this.take(null);
  }

  close(): void {
    this.cut.abort();
  }

  /** Nobody in particular has no share to keep to. */
  private countOf(caller: string): number {
    let count = 0;
    if (caller !== '') for (const each of this.callers.values()) if (each === caller) count += 1;
    return count;
  }

  private renew(): void {
    this.isStale = true;
    if (!this.telling) void this.tell();
  }

  private async tell(): Promise<void> {
    this.telling = true;
    for (let failures = 0; this.isStale && !this.cut.signal.aborted;) {
      this.isStale = false;
      try {
        const session = await this.session(this.cut.signal);
        await session.watch(new Set(this.listeners.keys()));
        failures = 0;
      } catch {
        // until it answers again; who watches nothing any more need not be told
        this.isStale = this.listeners.size > 0;
        failures += 1;
        // cut short: whether anybody still watches is looked at again
        await pause(backoff(failures), undefined, { ref: false, signal: this.cut.signal }).catch(() => undefined);
      }
    }
    this.telling = false;
  }
}
