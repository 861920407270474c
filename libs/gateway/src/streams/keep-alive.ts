import { COMMENT } from './frame.js';
import type { Pipe } from './pipe.js';

const EVERY_S = 15;

/** Says something on each quiet stream every 15 seconds: one timer for all of them, a part of them each second. */
class KeepAlive {
  private readonly parts = Array.from({ length: EVERY_S }, () => new Set<Pipe>());
  private size = 0;
  private turn = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @returns ends it */
  keep(pipe: Pipe): () => void {
    const part = this.parts[(this.turn + EVERY_S - 1) % EVERY_S];
    part?.add(pipe);
    this.size += 1;
    this.timer ??= setInterval(() => this.next(), 1000).unref();
    return () => {
      if (!part?.delete(pipe) || --this.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  }

  private next(): void {
    this.turn = (this.turn + 1) % EVERY_S;
    for (const pipe of this.parts[this.turn] ?? []) if (pipe.isOpen && pipe.waiting === 0) pipe.write(COMMENT);
  }
}

export const keepAlive = new KeepAlive();
