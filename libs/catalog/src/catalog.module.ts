import { Module } from '@nestjs/common';
import { FenceModule } from '@app/fence';
import { Approvals } from './approvals.js';
import { Health } from './health.js';
import { Servers } from './servers.js';
import { Tools } from './tools.js';
import { Variants } from './variants.js';

@Module({
  imports: [FenceModule],
  providers: [Approvals, Health, Servers, Tools, Variants],
  exports: [Approvals, Health, Servers, Tools, Variants],
})
export class CatalogModule {}
