const MOST_FAILURES = 5;
const FIRST_MS = 1_000;
const MOST_MS = 30_000;
/** A server that did well for so long is given the benefit of the doubt again. */
const SETTLED_MS = 60_000;

/**
 * Whether calls go to an upstream: after so many failures in a row they do not, for a time, until a question of our own
 * was answered. Times are those of a monotonic clock, in milliseconds.
 */
export class Breaker {
  private failures = 0;
  private openings = 0;
  private closedAt = -Infinity;
  private answeredAt = -Infinity;
  /** When the upstream is asked again; null while calls go to it. */
  private until: number | null = null;

  get isOpen(): boolean {
    return this.until !== null;
  }

  /** How long until it is asked again; 0 when that is now, or calls go to it. */
  left(now: number): number {
    return Math.max(0, (this.until ?? now) - now);
  }

  /** A call was answered. One that was sent before calls stopped does not make them go on. */
  succeed(now: number): void {
    this.failures = 0;
    this.answeredAt = now;
  }

  /** The question of our own was answered. */
  close(now: number): void {
    this.succeed(now);
    this.until = null;
    this.closedAt = now;
  }

  /**
   * @param since when the call began: while others are answered meanwhile, what failed is this call, not the upstream
   * @returns whether calls stop going to it now
   */
  fail(now: number, since: number): boolean {
    if (this.until !== null || this.answeredAt > since) return false;
    this.failures += 1;
    if (this.failures < MOST_FAILURES) return false;
    if (now - this.closedAt > SETTLED_MS) this.openings = 0;
    this.leave(now);
    return true;
  }

  /** The question of our own was not answered. */
  failAgain(now: number): void {
    this.leave(now);
  }

  private leave(now: number): void {
    this.until = now + Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(this.openings, 10));
    this.openings += 1;
    this.failures = 0;
  }
}
