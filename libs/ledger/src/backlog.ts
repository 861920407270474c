import { Injectable } from '@nestjs/common';
import { Clock, within } from '@app/kernel';
import { Db } from '@app/database';

/** More than these are not counted. */
const MOST_COUNTED = 100_000;
const KEPT_MS = 5_000;
const PATIENCE_MS = 2_000;

/** Entries that are committed and have no place in the tree yet; `oldestSeconds` is 0 when there are none. */
export type Waiting = Readonly<{ entries: number; oldestSeconds: number }>;

/** How far the sequencer is behind. It may be asked by anybody who asks for metrics, so it is found out seldom. */
@Injectable()
export class Backlog {
  private last: Promise<Waiting> | undefined;
  private until = 0;

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** As it was some seconds ago at the most; entries up to 100,000. Rejects when the database does not answer. */
  now(): Promise<Waiting> {
    if (!this.last || performance.now() >= this.until) {
      this.until = performance.now() + KEPT_MS;
      this.last = within(PATIENCE_MS, this.look());
    }
    return this.last;
  }

  private async look(): Promise<Waiting> {
    const [row] = await this.db.readEveryTenant((tx) =>
      tx.query<{ entries: string; oldest: Date | null }[]>(
        `SELECT (SELECT count(*) FROM (SELECT FROM ledger_pending LIMIT $1) counted) AS entries,
           (SELECT min(oldest.at) FROM tenant t, LATERAL (
              SELECT p.at FROM ledger_pending p WHERE p.tenant_id = t.id ORDER BY p.at, p.uid LIMIT 1) oldest) AS oldest`,
        [MOST_COUNTED],
      ),
    );
    const oldest = row?.oldest ? (this.clock.now().getTime() - row.oldest.getTime()) / 1000 : 0;
    return { entries: Number(row?.entries ?? 0), oldestSeconds: Math.max(0, oldest) };
  }
}
