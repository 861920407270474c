import { Logger } from '@nestjs/common';
import { Bell } from '@app/kernel';
import { Leadership } from './leadership.js';
import type { Timer } from './timers.js';

/** How soon another worker takes the lead when the leader has gone. */
const SUCCESSION_MS = 5000;

/** Runs the timers while this worker leads. */
export class Timekeeper {
  private readonly log = new Logger('Timers');
  private readonly leadership: Leadership;
  private readonly bells: Bell[] = [];
  private readonly running: Promise<void>[] = [];
  private stopping = false;

  constructor(databaseUrl: string) {
    this.leadership = new Leadership(databaseUrl);
  }

  start(timers: readonly Timer[]): void {
    for (const timer of timers) this.running.push(this.run(timer));
  }

  /** Waits for what is being done. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const bell of this.bells) bell.ring();
    await Promise.all(this.running);
    await this.leadership.end();
  }

  private async run({ name, ms, work }: Timer): Promise<void> {
    const bell = new Bell();
    this.bells.push(bell);
    while (!this.stopping) {
      const leading = await this.leadership.held();
      if (leading) {
        try {
          await work();
        } catch (fault) {
          this.log.error(`timer ${name} failed: ${String(fault)}`);
        }
      }
      if (!this.stopping) await bell.wait(leading ? ms : Math.min(ms, SUCCESSION_MS));
    }
  }
}
