import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { type Marks, lists } from '../core/marks.js';
import type { Listener, Listeners } from './listeners.js';

/** After the first of several changes; those that follow at once are told with it. */
const SETTLE_MS = 100;
/** Grants also begin and end by time, of which nobody tells. */
const LOOK_MS = 60_000;
/** So long at a time calls wait for this, in milliseconds. */
const SLICE_MS = 4;
/** A round is followed by a rest of so many times its length, so that it never takes more than a fifth of a processor. */
const REST = 4;

/**
 * Tells open streams that what their caller sees has changed: after a change of access or definitions, and from time to
 * time. What each sees is worked out in slices, between which calls are served.
 */
export class ListChanges {
  private readonly log = new Logger('Streams');
  private settling: NodeJS.Timeout | undefined;
  private readonly looking: NodeJS.Timeout;
  private running: Promise<void> | undefined;
  private isAskedAgain = false;
  private restMs = 0;

  /** @param marks what the caller sees now */
  constructor(
    private readonly listeners: Listeners,
    private readonly marks: (listener: Listener) => Marks,
  ) {
    this.looking = setInterval(() => this.something(), LOOK_MS).unref();
  }

  /** Something has changed for somebody. */
  something(): void {
    if (this.listeners.size === 0) return;
    this.settling ??= setTimeout(
      () => {
        this.settling = undefined;
        this.begin();
      },
      Math.max(SETTLE_MS, this.restMs),
    ).unref();
  }

  close(): void {
    clearInterval(this.looking);
    clearTimeout(this.settling);
  }

  private begin(): void {
    if (this.running) return void (this.isAskedAgain = true);
    this.isAskedAgain = false;
    this.running = this.round()
      .catch((fault: unknown) => this.log.error(`changes are not told: ${String(fault)}`))
      .finally(() => {
        this.running = undefined;
        if (this.isAskedAgain) this.something();
      });
  }

  private async round(): Promise<void> {
    const begun = performance.now();
    let since = begun;
    const seen = new Map<string, Marks>();
    for (const listener of this.listeners) {
      this.look(listener, seen);
      if (performance.now() - since < SLICE_MS) continue;
      await turn();
      since = performance.now();
    }
    this.restMs = REST * (performance.now() - begun);
  }

  /** @param seen what callers of this round see; many streams are of one */
  private look(listener: Listener, seen: Map<string, Marks>): void {
    const { marks: before } = listener;
    if (before === null) return;
    const caller = callerKey(listener);
    const now = seen.get(caller) ?? this.marks(listener);
    seen.set(caller, now);
    const changed = lists.filter((list) => now[list] !== before[list]);
    if (changed.length === 0) return;
    listener.marks = now;
    if (listener.pipe.isOpen) listener.changed(changed, now);
  }
}

const callerKey = ({ token: { chain, personId, delegations }, server }: Listener): string =>
  [server ?? '', personId ?? '', ...chain, ...delegations].join(' ');
