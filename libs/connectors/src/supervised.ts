import { Refusal, within } from '@app/kernel';
import { backoff } from './core/backoff.js';
import { type EndSignal, onAbort } from './end-signal.js';
import type { Session } from './session.js';

/** A session that has lived so long counts as a success: its end starts no waiting. */
const SETTLED_MS = 10_000;
const CLOSING_MS = 3_000;

/** Keeps one session of an upstream alive: opened when asked for, opened again after its end, but not in a frenzy. */
export class Supervised {
  private opening: Promise<Session> | undefined;
  private current: Session | undefined;
  private failures = 0;
  private openedAt = 0;
  private notBefore = 0;

  constructor(private readonly open: () => Promise<Session>) {}

  /** The one that lives, if there is one now. */
  get alive(): Session | undefined {
    return this.current?.ended ? undefined : this.current;
  }

  /** @throws Refusal `upstream.unavailable` while the upstream is left alone; the signal's reason */
  async session(signal: EndSignal): Promise<Session> {
    if (this.current?.ended) this.bury();
    if (this.current) return this.current;
    const now = performance.now();
    if (now < this.notBefore) {
      throw new Refusal('upstream.unavailable', `it is tried again in ${Math.ceil((this.notBefore - now) / 1000)} s`);
    }
    this.opening ??= this.start();
    const { opening } = this;
    // Who gives up waiting leaves the start to the others.
    let forget = (): void => {};
    const givenUp = new Promise<never>((_, reject) => (forget = onAbort(signal, reject)));
    return Promise.race([opening, givenUp]).finally(forget);
  }

  async close(): Promise<void> {
    if (this.current) return this.current.close();
    const opened = this.opening?.then((session) => session.close());
    // One that is only just opening, and does so slowly, must not keep the program from stopping.
    await within(CLOSING_MS, opened ?? Promise.resolve()).catch(() => undefined);
  }

  private async start(): Promise<Session> {
    try {
      this.current = await this.open();
      this.openedAt = performance.now();
      return this.current;
    } catch (failure) {
      this.fail();
      throw failure;
    } finally {
      this.opening = undefined;
    }
  }

  private bury(): void {
    const session = this.current;
    this.current = undefined;
    void session?.close().catch(() => {});
    if (performance.now() - this.openedAt < SETTLED_MS) this.fail();
    else this.failures = 0;
  }

  private fail(): void {
    this.failures += 1;
    this.notBefore = performance.now() + backoff(this.failures);
  }
}
