import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Db, type Tx } from '@app/database';
import { PostgresOutbox } from './postgres-outbox.js';
import { Subscriptions } from './subscriptions.js';
import { Timers } from './timers.js';

const EVERY_MS = 30_000;
/** Longer than all attempts of a handler take, so that what is under way is seldom sent again. */
const OVERDUE_MS = 120_000;
const KEPT_MS = 7 * 24 * 3_600_000;
const BATCH = 1000;

/** Some handler that is known here has neither done the message nor given it up. */
const UNSETTLED = `EXISTS (
  SELECT FROM unnest($2::text[], $3::text[]) AS subscribed (topic, handler) WHERE subscribed.topic = outbox.topic
    AND NOT EXISTS (SELECT FROM processed WHERE message_id = outbox.id AND processed.handler = subscribed.handler)
    AND NOT EXISTS (SELECT FROM dead_letter WHERE message_id = outbox.id AND dead_letter.handler = subscribed.handler))`;

/** `sent_at` does not mean done: what was sent long ago and is not settled is sent again, whatever became of the queue. */
@Injectable()
export class Reconciler implements OnModuleInit {
  private readonly log = new Logger('Reconciler');

  constructor(
    private readonly db: Db,
    private readonly subscriptions: Subscriptions,
    private readonly outbox: PostgresOutbox,
    private readonly timers: Timers,
  ) {}

  onModuleInit(): void {
    this.timers.every('jobs.reconcile', EVERY_MS, async () => {
      await this.resend(OVERDUE_MS);
      await this.sweep(KEPT_MS);
    });
  }

  /** @returns how many messages are to be sent again because they were sent `overdueMs` ago without effect */
  async resend(overdueMs: number): Promise<number> {
    const resent = await this.oldest(overdueMs, UNSETTLED, (tx, ids) =>
      tx.query('UPDATE outbox SET sent_at = NULL WHERE id = ANY($1)', [ids]),
    );
    if (resent > 0) {
      this.log.warn(`${resent} messages are sent again`);
      this.outbox.wake();
    }
    return resent;
  }

  /** Forgets messages that were settled `keptMs` ago; what was given up is kept for the people who look after it. */
  sweep(keptMs: number): Promise<number> {
    return this.oldest(
      keptMs,
      `NOT ${UNSETTLED} AND NOT EXISTS (SELECT FROM dead_letter WHERE message_id = outbox.id)`,
      (tx, ids) => tx.query('DELETE FROM outbox WHERE id = ANY($1)', [ids]),
    );
  }

  private oldest(
    ageMs: number,
    condition: string,
    work: (tx: Tx, ids: readonly string[]) => Promise<unknown>,
  ): Promise<number> {
    const subscribed = this.subscriptions.all();
    return this.db.upkeep('every-tenant', async (tx) => {
      const found = await tx.query<{ id: string }[]>(
        `SELECT id FROM outbox WHERE sent_at < now() - $1 * interval '1 millisecond' AND ${condition}
         ORDER BY sent_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
        [ageMs, subscribed.map(({ topic }) => topic), subscribed.map(({ handler }) => handler)],
      );
      if (found.length > 0)
        await work(
          tx,
          found.map(({ id }) => id),
        );
      return found.length;
    });
  }
}
