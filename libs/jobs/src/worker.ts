import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Surroundings, within } from '@app/kernel';
import { type Backend, openBackend } from './backend.js';
import { Handlers } from './handlers.js';
import { Relay } from './relay.js';
import { Timekeeper } from './timekeeper.js';
import { Timers } from './timers.js';

/** For the queue to learn what has been done. */
const GRACE_MS = 2000;

/** Starts and stops what carries messages and keeps time: subscriptions and timers are complete by then. */
@Injectable()
export class Worker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('Jobs');
  private readonly timekeeper: Timekeeper;
  private backend: Backend | undefined;

  constructor(
    private readonly surroundings: Surroundings,
    private readonly handlers: Handlers,
    private readonly relay: Relay,
    private readonly timers: Timers,
  ) {
    this.timekeeper = new Timekeeper(surroundings.databaseUrl);
  }

  async onApplicationBootstrap(): Promise<void> {
    this.backend = await openBackend(this.surroundings, {
      handle: (job) => this.handlers.handle(job),
      giveUp: (job, error, attempts) => this.handlers.giveUp(job, error, attempts),
      trouble: (error) => this.log.warn(`the queue is in trouble: ${error.message}`),
    });
    this.relay.start(this.backend);
    this.timekeeper.start(this.timers.registered);
  }

  /** Nothing new is sent, then what is under way ends, then the connections do; the database closes after all of it. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.relay.stop();
    await this.timekeeper.stop();
    if (this.backend) await this.end(this.backend);
  }

  /** A queue that is down would have us wait for ever; what it does not learn now, it finds out by itself. */
  private async end(backend: Backend): Promise<void> {
    const finished = backend.finish();
    await Promise.race([finished, this.handlers.idle().then(() => pause(GRACE_MS, undefined, { ref: false }))]);
    await this.handlers.idle();
    await within(GRACE_MS, backend.close()).catch((late: unknown) =>
      this.log.warn(`the queue did not close: ${String(late)}`),
    );
  }
}
