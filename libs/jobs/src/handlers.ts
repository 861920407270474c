import { Injectable, Logger } from '@nestjs/common';
import { system } from '@app/kernel';
import { Db } from '@app/database';
import type { Job } from './core/job.js';
import { type Payload, Subscriptions } from './subscriptions.js';

/** Long enough for a cause, short enough for a list. */
const ERROR_LENGTH = 1000;

/** Runs the handlers, and buries what they gave up. */
@Injectable()
export class Handlers {
  private readonly log = new Logger('Jobs');
  private readonly active = new Set<Promise<unknown>>();

  constructor(
    private readonly db: Db,
    private readonly subscriptions: Subscriptions,
  ) {}

  handle(job: Job): Promise<void> {
    return this.watched(this.claim(job));
  }

  giveUp(job: Job, error: Error, attempts: number): void {
    void this.watched(this.bury(job, error, attempts));
  }

  /** Resolves when nothing is being done. */
  async idle(): Promise<void> {
    while (this.active.size > 0) await Promise.allSettled(this.active);
  }

  /** The claim commits with the effect, so that of any number of deliveries one takes effect. */
  private async claim({ messageId, tenant, handler }: Job): Promise<void> {
    const outcome = await this.db.write(system(`jobs/${handler}`, tenant), async (tx) => {
      const [message] = await tx.query<{ topic: string; payload: Payload }[]>(
        `WITH claimed AS (
           INSERT INTO processed (message_id, handler) SELECT id, $2 FROM outbox WHERE id = $1
           ON CONFLICT DO NOTHING RETURNING message_id
         ) SELECT topic, payload FROM outbox JOIN claimed ON claimed.message_id = outbox.id`,
        [messageId, handler],
      );
      if (!message) return tx.unchanged('done before' as const);
      const work = this.subscriptions.work(message.topic, handler);
      // another release of the program knows this handler; it will find that the work was not done
      if (!work) return tx.unchanged('not ours' as const);
      return (await work(tx, message.payload)) === 'done' ? 'done' : tx.unchanged('nothing to do' as const);
    });
    if (outcome === 'nothing to do') await this.mark(tenant, messageId, handler);
  }

  private async bury({ messageId, tenant, handler }: Job, error: Error, attempts: number): Promise<void> {
    this.log.error(`${handler} gave up message ${messageId} after ${attempts} attempts: ${error.message}`);
    try {
      await this.db.upkeep(tenant, (tx) =>
        tx.query(
          `INSERT INTO dead_letter (message_id, handler, error, attempts)
           SELECT id, $2, $3, greatest($4::int, 1) FROM outbox WHERE id = $1
             AND NOT EXISTS (SELECT FROM processed WHERE message_id = $1 AND handler = $2)
           ON CONFLICT (message_id, handler) DO UPDATE SET error = excluded.error, attempts = excluded.attempts, at = now()`,
          [messageId, handler, error.message.slice(0, ERROR_LENGTH), attempts],
        ),
      );
    } catch (fault) {
      // the reconciler will find it neither done nor given up, and have it tried again
      this.log.warn(`could not bury message ${messageId}: ${String(fault)}`);
    }
  }

  private async mark(tenant: string, messageId: string, handler: string): Promise<void> {
    await this.db.upkeep(tenant, (tx) =>
      tx.query('INSERT INTO processed (message_id, handler) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
        messageId,
        handler,
      ]),
    );
  }

  private watched<T>(work: Promise<T>): Promise<T> {
    this.active.add(work);
    const forget = (): void => void this.active.delete(work);
    work.then(forget, forget);
    return work;
  }
}
