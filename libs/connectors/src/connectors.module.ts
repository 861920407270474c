import { Module } from '@nestjs/common';
import { CatalogModule } from '@app/catalog';
import { FenceReplicaModule } from '@app/fence';
import { CatalogSync } from './catalog-sync.js';
import { Reaches } from './credentials/reaches.js';
import { ServerWatch } from './server-watch.js';
import { SyncRounds } from './sync-rounds.js';
import { Upstreams } from './upstreams.js';

@Module({
  imports: [CatalogModule],
  providers: [CatalogSync, Reaches, Upstreams],
  exports: [CatalogSync, Reaches, Upstreams],
})
export class ConnectorsModule {}

/** For processes that call servers: they read them from time to time, and follow what becomes of them. */
@Module({ imports: [ConnectorsModule, FenceReplicaModule], providers: [ServerWatch, SyncRounds] })
export class CatalogSyncModule {}
