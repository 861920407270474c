import { Module } from '@nestjs/common';
import { DirectoryModule } from '@app/directory';
import { FenceModule } from '@app/fence';
import { LifecycleModule } from '@app/lifecycle';
import { ScimDiscovery } from './discovery.js';
import { ScimGroups } from './groups.js';
import { ScimUsers } from './users.js';

@Module({
  imports: [DirectoryModule, FenceModule, LifecycleModule],
  providers: [ScimUsers, ScimGroups, ScimDiscovery],
  exports: [ScimUsers, ScimGroups, ScimDiscovery],
})
export class ScimModule {}
