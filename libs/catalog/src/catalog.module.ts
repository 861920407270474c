import { Module } from '@nestjs/common';
import { FenceModule } from '@app/fence';
import { Servers } from './servers.js';
import { Tools } from './tools.js';

@Module({ imports: [FenceModule], providers: [Servers, Tools], exports: [Servers, Tools] })
export class CatalogModule {}
