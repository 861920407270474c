import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Bell, Surroundings } from '@app/kernel';
import { CatalogSync } from './catalog-sync.js';

const USUAL_SECONDS = 300;
/** How often it is looked whose time has come, as a part of the time between two readings of a server. */
const PART = 10;

/** Has every server read from time to time, by the gateways, which have their sessions open already. */
@Injectable()
export class SyncRounds implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('CatalogSync');
  private readonly bell = new Bell();
  private readonly seconds: number;
  private stopping = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly sync: CatalogSync,
    { catalogSyncSeconds = USUAL_SECONDS }: Surroundings,
  ) {
    this.seconds = catalogSyncSeconds;
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.bell.ring();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      await this.bell.wait((this.seconds * 1000) / PART);
      if (this.stopping) return;
      await this.sync.round(this.seconds).catch((trouble: unknown) => this.log.warn(`no round: ${String(trouble)}`));
    }
  }
}
