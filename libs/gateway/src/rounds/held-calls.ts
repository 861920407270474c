import { randomBytes } from 'node:crypto';
import type { Errand } from './errand.js';
import type { HeldCall } from './held-call.js';

/** How long a call waits for a client that may never come back. */
const HELD_MS = 5 * 60_000;
/** A grant that ends by time alone ends what waits under it. */
const LOOK_MS = 1_000;
/** Each takes a place among the calls that its server is asked at the same time. */
const MOST_OF_ONE = 8;
const MOST_OF_ALL = 1_000;

/** What waits, for whom, and how it is ended. */
export type Held = Readonly<{ bearer: string; call: HeldCall; errand: Errand }>;
type Kept = Held & Readonly<{ forget: () => void }>;

/** The calls of this process that wait for an answer of a stateless client: few for each caller, and none for long. */
export class HeldCalls {
  private readonly waiting = new Map<string, Kept>();
  private readonly counts = new Map<string, number>();
  /** How addresses of this process begin. */
  private readonly here = randomBytes(9).toString('base64url');
  private offer: (address: string) => () => void = () => () => undefined;

  get size(): number {
    return this.waiting.size;
  }

  /** Called with each address at which one waits; returns what is called when it no longer does. */
  onKept(offer: (address: string) => () => void): void {
    this.offer = offer;
  }

  /** Whether there is room for one more of this caller. */
  hasRoom(bearer: string): boolean {
    return this.waiting.size < MOST_OF_ALL && (this.counts.get(bearer) ?? 0) < MOST_OF_ONE;
  }

  /** Whether it was given by this process, and so can be nowhere else. */
  isHere(address: string): boolean {
    return address.startsWith(this.here);
  }

  /** @returns the address under which it can be taken once */
  keep(held: Held): string {
    const { bearer, errand } = held;
    const address = `${this.here}${randomBytes(18).toString('base64url')}`;
    const over = (reason: Error): void => this.over(address, reason);
    const timer = setTimeout(() => over(new Error('nobody came with an answer')), HELD_MS).unref();
    const looking = setInterval(() => {
      const stop = errand.recheck();
      if (stop) over(stop);
    }, LOOK_MS).unref();
    const cut = (): void => over(new Error('the call was given up'));
    errand.signal.addEventListener('abort', cut, { once: true });
    const withdraw = this.offer(address);
    const forget = (): void => {
      clearTimeout(timer);
      clearInterval(looking);
      errand.signal.removeEventListener('abort', cut);
      withdraw();
    };
    this.waiting.set(address, { ...held, forget });
    this.counts.set(bearer, (this.counts.get(bearer) ?? 0) + 1);
    return address;
  }

  /** Takes it off the list, for one; undefined when it is not here, or is at another step by now. */
  take(address: string, step?: number): Held | undefined {
    const kept = this.waiting.get(address);
    if (!kept || (step !== undefined && kept.call.step !== step)) return undefined;
    this.waiting.delete(address);
    kept.forget();
    const count = (this.counts.get(kept.bearer) ?? 1) - 1;
    if (count > 0) this.counts.set(kept.bearer, count);
    else this.counts.delete(kept.bearer);
    return kept;
  }

  /** The process stops: every upstream is told that its call is given up. */
  close(): void {
    for (const address of this.waiting.keys()) this.over(address, new Error('this gateway is stopping'));
  }

  private over(address: string, reason: Error): void {
    const kept = this.take(address);
    kept?.errand.abort(reason);
    kept?.errand.end();
  }
}
