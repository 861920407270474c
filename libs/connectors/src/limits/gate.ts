import { Refusal } from '@app/kernel';
import type { Limits } from '@app/catalog';
import { Breaker } from '../core/breaker.js';
import type { Outgoing } from '../outgoing.js';
import { Slots } from './slots.js';

/** Asks the upstream something of our own that changes nothing; rejects when it is not answered. */
type Probe = () => Promise<unknown>;

/** Kinds of failure that speak against the upstream, not against one call. */
const faults = new Set(['upstream.lost', 'upstream.timeout', 'upstream.unavailable']);
/** What nobody has seen of a call may be sent again. */
const unsent = new Set(['upstream.lost', 'upstream.unavailable']);

/**
 * Stands before one upstream: so many requests at a time, none while it fails all the time, and once more what provably
 * was not sent. While it is shut we ask the upstream ourselves whether it is back: no caller pays for the attempt.
 */
export class Gate {
  private readonly slots = new Slots();
  private breaker = new Breaker();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly probe: Probe) {}

  get state(): Readonly<{ inFlight: number; waiting: number; isShut: boolean }> {
    return { inFlight: this.slots.inFlight, waiting: this.slots.waiting, isShut: this.breaker.isOpen };
  }

  /** @throws Refusal `upstream.busy`, `upstream.unavailable` while it is shut; what `send` throws */
  async through<T>(limits: Limits, outgoing: Outgoing, send: () => Promise<T>): Promise<T> {
    const wait = this.slots.enter(limits, outgoing.signal);
    if (wait) await wait;
    const begun = performance.now();
    try {
      this.refuseWhileShut();
      let answer: T;
      try {
        answer = await send();
      } catch (fault) {
        answer = await again(outgoing, send, fault);
      }
      this.breaker.succeed(performance.now());
      return answer;
    } catch (fault) {
      // who opens sessions leaves an upstream alone by itself; that says nothing new of it
      if (isOf(faults, fault) && (outgoing.isOut || fault.cause !== undefined)) this.fail(begun);
      throw fault;
    } finally {
      this.slots.leave();
    }
  }

  /** It is reached otherwise from now on, or not at all: how it did before says nothing. */
  forget(): void {
    clearTimeout(this.timer);
    this.breaker = new Breaker();
  }

  private refuseWhileShut(): void {
    if (!this.breaker.isOpen) return;
    const seconds = Math.ceil(this.breaker.left(performance.now()) / 1000);
    throw new Refusal('upstream.unavailable', `it fails all the time and is tried again in ${seconds} s`);
  }

  private fail(begun: number): void {
    if (this.breaker.fail(performance.now(), begun)) this.askLater();
  }

  private askLater(): void {
    this.timer = setTimeout(() => void this.ask(this.breaker), this.breaker.left(performance.now())).unref();
  }

  private async ask(breaker: Breaker): Promise<void> {
    try {
      await this.probe();
    } catch (fault) {
      if (breaker !== this.breaker) return;
      // one that refuses us, or says what nobody understands, is there; calls tell that better than we do
      if (!(fault instanceof Refusal) || faults.has(fault.code)) {
        breaker.failAgain(performance.now());
        return this.askLater();
      }
    }
    breaker.close(performance.now());
  }
}

/** One that has let go of a connection, or has ended, may not have seen the call. */
async function again<T>(outgoing: Outgoing, send: () => Promise<T>, fault: unknown): Promise<T> {
  if (outgoing.isOut || outgoing.signal.aborted || !isOf(unsent, fault)) throw fault;
  try {
    return await send();
  } catch (second) {
    throw outgoing.isOut || !isOf(unsent, second) ? second : fault; // of two alike the first one tells what was wrong
  }
}

const isOf = (codes: ReadonlySet<string>, fault: unknown): fault is Refusal =>
  fault instanceof Refusal && codes.has(fault.code);
