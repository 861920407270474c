import { Module } from '@nestjs/common';
import { FenceModule } from '@app/fence';
import { Approvals } from './approvals.js';
import { Credentials } from './credentials/credentials.js';
import { CredentialsSubscriber } from './credentials/credentials.subscriber.js';
import { Health } from './health.js';
import { Servers } from './servers.js';
import { Tools } from './tools.js';
import { Variants } from './variants.js';

@Module({
  imports: [FenceModule],
  providers: [Approvals, Credentials, CredentialsSubscriber, Health, Servers, Tools, Variants],
  exports: [Approvals, Credentials, Health, Servers, Tools, Variants],
})
export class CatalogModule {}
