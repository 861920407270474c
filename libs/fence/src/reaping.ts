import { Logger } from '@nestjs/common';
import { Silence } from './core/silence.js';
import type { ReplicaLine } from './replica-line.js';

/** Longer than any lease that the settings allow, by far. */
const REAP_AFTER_MS = 180_000;
const REAP_EVERY_MS = 10_000;

/** A dead replica's row delays every writer by its lease; any living replica removes it. */
export class Reaping {
  private readonly log = new Logger('FenceReplica');
  private readonly silence = new Silence(REAP_AFTER_MS);
  private last = -Infinity;

  /** @param id of the replica that looks around */
  async lookAround(line: ReplicaLine, id: string, monotonic: number): Promise<void> {
    if (monotonic - this.last < REAP_EVERY_MS) return;
    this.last = monotonic;
    for (const gone of this.silence.observe(await line.others(id), monotonic)) {
      if (await line.reap(gone)) this.log.warn(`removed the row of replica ${gone.id}, which is silent`);
    }
  }
}
