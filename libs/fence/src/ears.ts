import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { newId } from '@app/kernel';

const PATIENCE_MS = 1000;

/**
 * Finds out whether notifications arrive at all. A pooler in transaction mode accepts LISTEN, and nothing is ever heard:
 * the fence then works by asking alone, and an offboarding takes up to a heartbeat longer.
 */
export class Ears {
  private awaited: string | undefined;
  private hears: boolean | undefined;

  /** Undefined until it is known. */
  get work(): boolean | undefined {
    return this.hears;
  }

  /** @param told what a notification carried */
  heard(told: string | undefined): void {
    if (told !== undefined && told === this.awaited) this.hears = true;
  }

  /**
   * @param tell notifies from another connection; resolves after its commit
   * @returns whether it was heard; undefined when it could not be told, or when another test has begun meanwhile
   */
  async test(tell: (word: string) => Promise<unknown>): Promise<boolean | undefined> {
    const word = newId();
    this.awaited = word;
    this.hears = undefined;
    try {
      await tell(word);
    } catch {
      return undefined;
    }
    for (const end = performance.now() + PATIENCE_MS; performance.now() < end && !this.hears;) {
      await pause(20, undefined, { ref: false });
    }
    await turn(); // after a stall of ours the timer comes first, and what has arrived meanwhile second
    await turn();
    if (this.awaited !== word) return undefined;
    this.hears ??= false;
    return this.hears;
  }
}
