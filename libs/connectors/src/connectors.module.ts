import { Module } from '@nestjs/common';
import { CatalogModule } from '@app/catalog';
import { Upstreams } from './upstreams.js';

@Module({ imports: [CatalogModule], providers: [Upstreams], exports: [Upstreams] })
export class ConnectorsModule {}
