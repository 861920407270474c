import { Injectable } from '@nestjs/common';

export type Timer = Readonly<{ name: string; ms: number; work: () => Promise<void> }>;

/** What is to be done again and again. Libs register while they start; the worker that leads runs it. */
@Injectable()
export class Timers {
  readonly registered: Timer[] = [];

  /**
   * Does `work` when the worker starts and then `ms` after each end of it, on one worker at a time of all machines. It
   * must bear being cut off and being done too often; what it throws is logged and it is tried again `ms` later.
   */
  every(name: string, ms: number, work: () => Promise<void>): void {
    if (this.registered.some((timer) => timer.name === name)) throw new Error(`there is a timer '${name}' already`);
    this.registered.push({ name, ms, work });
  }
}
