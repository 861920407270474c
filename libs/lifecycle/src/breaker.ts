import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { type Actor, Clock, nameOf, newId, Refusal } from '@app/kernel';
import { Db, type Tx, type WriteTx } from '@app/database';
import { BreakerRow } from './breaker.row.js';
import { LEAST_LIMIT, mostLeavers, peopleToCount, WINDOW_MS } from './core/breaker.js';

export type Tally = Readonly<{ leavers: number; most: number }>;

/**
 * Too many leavers within one hour on one connection look like a fault at the provider's end (R-SCM-5). Each of them is
 * denied at once all the same; only what cannot be undone waits until an administrator has looked.
 */
@Injectable()
export class Breaker {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** To be asked before anything that cannot be undone is done on account of a leaver of this source. */
  isOpen(tx: Tx, sourceId: string): Promise<boolean> {
    return tx.existsBy(BreakerRow, { sourceId, releasedAt: IsNull() });
  }

  /** Newest first; released ones included. */
  list(actor: Actor): Promise<BreakerRow[]> {
    return this.db.read(actor, (tx) => tx.find(BreakerRow, { order: { openedAt: 'DESC', id: 'DESC' }, take: 200 }));
  }

  /**
   * Lets what has waited go on. Leavers until now no longer count towards the next one.
   * @throws Refusal breaker.not-open
   */
  release(actor: Actor, sourceId: string, reason: string): Promise<BreakerRow> {
    return this.db.write(actor, async (tx) => {
      const open = { where: { sourceId, releasedAt: IsNull() }, lock: { mode: 'pessimistic_write' } } as const;
      const breaker = await tx.findOne(BreakerRow, open);
      if (!breaker) throw new Refusal('breaker.not-open');
      const now = this.clock.now();
      const released = {
        releasedAt: now < breaker.openedAt ? breaker.openedAt : now,
        releasedBy: nameOf(actor),
        reason,
      };
      await tx.update(BreakerRow, { id: breaker.id }, released);
      const detail = { breakerId: breaker.id };
      tx.record({ action: 'lifecycle.breaker-released', subject: sourceId, detail, personal: { reason } });
      tx.send({ topic: 'lifecycle.breaker-released', payload: { sourceId, breakerId: breaker.id } });
      return Object.assign(breaker, released);
    });
  }

  /**
   * Counts a leaver whose event is written. Called when the write holds the fence, so that leavers are counted one after
   * the other; few leavers cost one look at an index, and the people of the source are counted only as far as it matters.
   * @returns whether it tripped now
   */
  async count(tx: WriteTx, sourceId: string): Promise<boolean> {
    if (await this.isOpen(tx, sourceId)) return false;
    const { leavers, most } = await this.tally(tx, sourceId);
    if (leavers <= most) return false;
    const breakerId = newId();
    await tx.insert(BreakerRow, { id: breakerId, sourceId, openedAt: this.clock.now(), leavers, most });
    tx.record({ action: 'lifecycle.breaker-tripped', subject: sourceId, detail: { breakerId, leavers, most } });
    tx.send({ topic: 'lifecycle.breaker-tripped', payload: { sourceId, breakerId, leavers, limit: most } });
    return true;
  }

  /** Who has left within the hour, with these people besides, and how many may; `most` is exact where it is exceeded. */
  async tally(tx: Tx, sourceId: string, besides: readonly string[] = []): Promise<Tally> {
    const [counted] = await tx.query<{ leavers: number }[]>(
      `SELECT count(DISTINCT person_id)::int AS leavers FROM (
         SELECT person_id FROM lifecycle_event
         WHERE source_id = $1 AND kind IN ('leaver', 'final_leaver') AND at > greatest($2::timestamptz,
           (SELECT max(released_at) FROM lifecycle_breaker WHERE source_id = $1))
         UNION ALL SELECT unnest($3::uuid[])) AS leaver`,
      [sourceId, new Date(this.clock.now().getTime() - WINDOW_MS), besides],
    );
    const leavers = counted?.leavers ?? 0;
    if (leavers <= LEAST_LIMIT) return { leavers, most: LEAST_LIMIT };
    const [rest] = await tx.query<{ present: number }[]>(
      `SELECT count(*)::int AS present FROM (
         SELECT FROM person WHERE source_id = $1 AND present AND id <> ALL ($3::uuid[]) LIMIT $2) AS staying`,
      [sourceId, peopleToCount(leavers), besides],
    );
    return { leavers, most: mostLeavers(leavers + (rest?.present ?? 0)) };
  }
}
