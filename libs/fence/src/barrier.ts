import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Surroundings, within } from '@app/kernel';
import { Db } from '@app/database';
import { type ReplicaFacts, lookAgainAfter, outlasts, settled } from './core/settling.js';
import { longestLease } from './leases.js';
import { SERVED_MS, SERVER } from './server.js';

/** A read that hangs must not keep time from settling. */
const READ_TIMEOUT_MS = 1000;

type Waiter = Readonly<{ seq: number; since: number; done: () => void }>;
/** Replicas by what they acknowledged; one row without both when there is none. */
type Row = Readonly<{ acked: string | null; lease: number | null; server: string; servedMs: number | null }>;

/** Where writes wait until each replica decides by their fence number or not at all. One poll serves all who wait. */
@Injectable()
export class Barrier {
  private waiting: Waiter[] = [];
  private polling = false;
  private longestLeaseMs: number;
  private server: string | undefined;
  /** On our own clock, when we saw that another server answers than before. */
  private serverChanged = -Infinity;

  constructor(
    private readonly db: Db,
    surroundings: Surroundings,
  ) {
    this.longestLeaseMs = longestLease(surroundings);
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
    for (let [oldest] = this.waiting; oldest; [oldest] = this.waiting) {
      // who comes while the rows are read waits for the next read: this one may be older than their commit
      const judged = new Set(this.waiting);
      const bound = oldest.since + outlasts(this.longestLeaseMs) - performance.now();
      const replicas = await this.replicas(Math.min(READ_TIMEOUT_MS, Math.max(1, bound)));
      const now = performance.now();
      this.waiting = this.waiting.filter((waiter) => {
        if (!judged.has(waiter) || !settled(replicas, waiter.seq, now - waiter.since)) return true;
        waiter.done();
        return false;
      });
      const youngest = this.waiting.at(-1);
      if (youngest) await pause(lookAgainAfter(performance.now() - youngest.since));
    }
    this.polling = false;
  }

  private async replicas(timeoutMs: number): Promise<readonly ReplicaFacts[]> {
    try {
      const rows = await within(
        timeoutMs,
        this.db.readEveryTenant((tx) =>
          tx.query<Row[]>(
            `SELECT acked_seq AS acked, max(lease_ms) AS lease, ${SERVER}::text AS server, (${SERVED_MS})::float8 AS "servedMs"
             FROM fence LEFT JOIN fence_replica ON true GROUP BY acked_seq, fence.served_by, fence.served_since`,
          ),
        ),
      );
      const replicas = rows.flatMap(({ acked, lease }) =>
        acked === null || lease === null ? [] : [{ ackedSeq: Number(acked), leaseMs: lease }],
      );
      this.longestLeaseMs = Math.max(this.longestLeaseMs, ...replicas.map(({ leaseMs }) => leaseMs));
      return this.mayMissRows(rows[0]) ? [...replicas, this.unseen()] : replicas;
    } catch {
      return [this.unseen()]; // unreadable: as if one with the longest lease were silent
    }
  }

  /**
   * Another server may have lost the rows of replicas that still decide by what the former one told them. The time since
   * then is that of the database's clock; who saw the change also counts on their own, which cannot be set.
   */
  private mayMissRows(row: Row | undefined): boolean {
    if (!row) return true;
    if (this.server !== undefined && this.server !== row.server) this.serverChanged = performance.now();
    this.server = row.server;
    const bound = outlasts(this.longestLeaseMs);
    return performance.now() - this.serverChanged <= bound || (row.servedMs !== null && row.servedMs <= bound);
  }

  private unseen(): ReplicaFacts {
    return { ackedSeq: -1, leaseMs: this.longestLeaseMs };
  }
}
