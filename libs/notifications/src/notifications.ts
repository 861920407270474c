import { Injectable, Logger } from '@nestjs/common';
import { type Actor, Clock } from '@app/kernel';
import { Db } from '@app/database';
import { PersonRow } from '@app/directory';
import { delayAfter, MOST_ATTEMPTS } from './core/attempts.js';
import { Failure } from './failure.js';
import { Mailer } from './mailer.js';
import { NotificationRow } from './notification.row.js';
import { Poster } from './poster.js';
import { WebhookRow } from './webhook.row.js';

const AT_ONCE = 20;
/** Longer than any attempt: what is not done by then was cut off, and another worker may take it over. */
const LEASE_MS = 120_000;
const KEPT_MS = 90 * 86_400_000;

/** Messages on their way. They are sent at least once: a receiver tells a repetition by the id, which stays the same. */
@Injectable()
export class Notifications {
  private readonly log = new Logger('Notifications');

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly mailer: Mailer,
    private readonly poster: Poster,
  ) {}

  /** Newest first. */
  list(actor: Actor, state?: NotificationRow['state']): Promise<NotificationRow[]> {
    const where = state === undefined ? {} : { state };
    return this.db.read(actor, (tx) =>
      tx.find(NotificationRow, { where, order: { createdAt: 'DESC', id: 'DESC' }, take: 500 }),
    );
  }

  /** Sends what is due, each outside every transaction; run by a timer. @returns how many were tried */
  async deliver({ tenant }: Actor): Promise<number> {
    await this.sweep(tenant);
    let tried = 0;
    for (;;) {
      const claimed = await this.claim(tenant);
      await Promise.all(claimed.map((each) => this.attempt(tenant, each)));
      tried += claimed.length;
      if (claimed.length < AT_ONCE) return tried;
    }
  }

  /** The attempt counts from the claim on, so that what kills its worker each time is not tried for ever. */
  private claim(tenant: string): Promise<NotificationRow[]> {
    const now = this.clock.now();
    return this.db.upkeep(tenant, async (tx) => {
      const [claimed] = await tx.query<[{ id: string }[], number]>(
        `UPDATE notification SET attempts = attempts + 1, next_at = $2 WHERE id IN (
           SELECT id FROM notification WHERE state = 'queued' AND next_at <= $1 ORDER BY next_at
           LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED) RETURNING id`,
        [now, new Date(now.getTime() + LEASE_MS)],
      );
      return tx
        .createQueryBuilder(NotificationRow, 'n')
        .where('n.id = ANY (:ids)', { ids: claimed.map(({ id }) => id) })
        .getMany();
    });
  }

  private async attempt(tenant: string, row: NotificationRow): Promise<void> {
    const failure = await this.send(tenant, row).then(
      () => null,
      (stop: unknown) => (stop instanceof Failure ? stop : new Failure(String(stop), false)),
    );
    const now = this.clock.now();
    const over = failure !== null && (failure.permanent || row.attempts >= MOST_ATTEMPTS);
    const state = failure === null ? 'sent' : over ? 'failed' : 'queued';
    const nextAt = state === 'queued' ? new Date(now.getTime() + delayAfter(row.attempts)) : now;
    const end = { state, nextAt, error: failure?.message ?? null, sentAt: failure === null ? now : null } as const;
    // whoever has taken it over meanwhile has the last word
    const mine = { id: row.id, state: 'queued', attempts: row.attempts } as const;
    await this.db.upkeep(tenant, (tx) => tx.update(NotificationRow, mine, end));
    if (over) this.log.warn(`notification ${row.id} (${row.template}) failed: ${failure.message}`);
  }

  private async send(tenant: string, row: NotificationRow): Promise<void> {
    if (row.channel === 'email') {
      const there = { id: row.personId ?? '', status: 'active' } as const;
      const isThere = await this.db.upkeep(tenant, (tx) => tx.existsBy(PersonRow, there));
      if (!isThere) throw new Failure('the person is not active', true);
      return this.mailer.send(row);
    }
    const webhook = await this.db.upkeep(tenant, (tx) => tx.findOneBy(WebhookRow, { id: row.webhookId ?? '' }));
    return this.poster.send(row, webhook);
  }

  /** Ends what was cut off at its last attempt, and forgets what is old: these rows hold names and addresses. */
  private async sweep(tenant: string): Promise<void> {
    const now = this.clock.now();
    await this.db.upkeep(tenant, async (tx) => {
      await tx.query(
        `UPDATE notification SET state = 'failed', error = coalesce(error, 'cut off')
         WHERE state = 'queued' AND next_at <= $1 AND attempts >= ${MOST_ATTEMPTS}`,
        [now],
      );
      await tx.query('DELETE FROM notification WHERE created_at < $1', [new Date(now.getTime() - KEPT_MS)]);
    });
  }
}
