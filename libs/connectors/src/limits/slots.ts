import { Refusal } from '@app/kernel';
import { type EndSignal, onAbort } from '../end-signal.js';

/** So many at a time; who comes later waits in a line that has an end. */
export class Slots {
  private out = 0;
  /** As it was said last; who is in line goes by it too. */
  private most = 0;
  private readonly line = new Set<() => void>();

  get inFlight(): number {
    return this.out;
  }

  get waiting(): number {
    return this.line.size;
  }

  /**
   * Takes a slot at once, or returns a promise of one. Whoever got it gives it back with `leave`.
   * @throws Refusal `upstream.busy`, at once or by the promise; by the promise the signal's reason
   */
  enter(
    most: Readonly<{ concurrent: number; waiting: number; waitMs: number }>,
    signal: EndSignal,
  ): void | Promise<void> {
    this.most = most.concurrent;
    if (this.line.size > 0) this.admit();
    if (this.out < this.most) {
      this.out += 1;
      return undefined;
    }
    if (this.line.size >= most.waiting) throw new Refusal('upstream.busy');
    return new Promise((resolve, reject) => {
      const end = (then: () => void): void => {
        this.line.delete(go);
        clearTimeout(timer);
        forget();
        then();
      };
      const go = (): void => end(resolve);
      const timer = setTimeout(() => end(() => reject(new Refusal('upstream.busy'))), most.waitMs);
      this.line.add(go);
      let forget = (): void => {};
      forget = onAbort(signal, (reason) => end(() => reject(reason)));
    });
  }

  /** Gives a slot back; who waits longest has it next. */
  leave(): void {
    this.out -= 1;
    if (this.line.size > 0) this.admit();
  }

  private admit(): void {
    for (const next of this.line) {
      if (this.out >= this.most) return;
      this.out += 1;
      next();
    }
  }
}
