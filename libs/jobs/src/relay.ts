import { Injectable, Logger } from '@nestjs/common';
import { Bell } from '@app/kernel';
import { Db } from '@app/database';
import type { Backend } from './backend.js';
import { type Waiting, jobsFor } from './core/job.js';
import { PostgresOutbox } from './postgres-outbox.js';
import { Subscriptions } from './subscriptions.js';

const POLL_MS = 250;
const BATCH = 200;

/** Carries what waits in the outbox to the queue, for all tenants. Any number of relays may run. */
@Injectable()
export class Relay {
  private readonly log = new Logger('Relay');
  private readonly bell = new Bell();
  private stopping = false;
  private troubled = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly db: Db,
    private readonly subscriptions: Subscriptions,
    private readonly outbox: PostgresOutbox,
  ) {}

  start(backend: Backend): void {
    this.outbox.onWake(() => this.bell.ring());
    this.running = this.run(backend);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.bell.ring();
    await this.running;
  }

  private async run(backend: Backend): Promise<void> {
    while (!this.stopping) {
      let carried = 0;
      try {
        carried = await this.carry(backend);
        this.troubled = false;
      } catch (trouble) {
        if (!this.troubled) this.log.warn(`messages wait: ${String(trouble)}`);
        this.troubled = true;
      }
      if (carried < BATCH && !this.stopping) await this.bell.wait(POLL_MS);
    }
  }

  /**
   * Sent and marked, or neither; killed in between, it sends again, and the queue knows the job by its id. The lock lets
   * a handler claim a message that is being sent again.
   */
  private carry(backend: Backend): Promise<number> {
    return this.db.upkeep('every-tenant', async (tx) => {
      const messages = await tx.query<Waiting[]>(
        `SELECT id, tenant_id AS tenant, topic,
           ARRAY(SELECT handler FROM processed WHERE message_id = outbox.id
                 UNION ALL SELECT handler FROM dead_letter WHERE message_id = outbox.id) AS settled
         FROM outbox WHERE sent_at IS NULL ORDER BY seq LIMIT ${BATCH} FOR NO KEY UPDATE SKIP LOCKED`,
      );
      if (messages.length === 0) return 0;
      const jobs = messages.flatMap((message) => jobsFor(message, this.subscriptions.handlersOf(message.topic)));
      if (jobs.length > 0) await backend.send(jobs);
      await tx.query('UPDATE outbox SET sent_at = now() WHERE id = ANY($1)', [messages.map(({ id }) => id)]);
      return messages.length;
    });
  }
}
