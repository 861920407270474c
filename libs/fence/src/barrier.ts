import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Surroundings, within } from '@app/kernel';
import { Db } from '@app/database';
import { type ReplicaFacts, settled } from './core/settling.js';

const POLL_MS = 5;
/** A read that hangs must not keep time from settling. */
const READ_TIMEOUT_MS = 1000;

type Waiter = Readonly<{ seq: number; since: number; done: () => void }>;

/** Where writes wait until each replica decides by their fence number or not at all. One poll serves all who wait. */
@Injectable()
export class Barrier {
  private waiting: Waiter[] = [];
  private polling = false;
  private longestLeaseMs: number;

  constructor(
    private readonly db: Db,
    { fenceLeaseMs }: Surroundings,
  ) {
    this.longestLeaseMs = fenceLeaseMs;
  }

  /** To be called after the commit that raised the fence to `seq`. Never rejects: time settles what nothing else does. */
  settled(seq: number): Promise<void> {
    return new Promise((done) => {
      this.waiting.push({ seq, since: performance.now(), done });
      if (!this.polling) void this.poll();
    });
  }

  private async poll(): Promise<void> {
    this.polling = true;
    while (this.waiting.length > 0) {
      // who comes while the rows are read waits for the next read: this one may be older than their commit
      const judged = new Set(this.waiting);
      const replicas = await this.replicas();
      this.waiting = this.waiting.filter((waiter) => {
        if (!judged.has(waiter) || !settled(replicas, waiter.seq, performance.now() - waiter.since)) return true;
        waiter.done();
        return false;
      });
      if (this.waiting.length > 0) await pause(POLL_MS);
    }
    this.polling = false;
  }

  private async replicas(): Promise<readonly ReplicaFacts[]> {
    try {
      const rows = await within(
        READ_TIMEOUT_MS,
        this.db.readEveryTenant((tx) =>
          tx.query<{ acked: string; lease: number }[]>(
            'SELECT acked_seq AS acked, lease_ms AS lease FROM fence_replica',
          ),
        ),
      );
      const replicas = rows.map(({ acked, lease }) => ({ ackedSeq: Number(acked), leaseMs: lease }));
      this.longestLeaseMs = Math.max(this.longestLeaseMs, ...replicas.map(({ leaseMs }) => leaseMs));
      return replicas;
    } catch {
      return [{ ackedSeq: -1, leaseMs: this.longestLeaseMs }]; // unreadable: as if one with the longest lease were silent
    }
  }
}
