import { Module } from '@nestjs/common';
import { FenceModule, FenceReplicaModule } from '@app/fence';
import { AccessIndex } from './access-index.js';
import { AgentGrants } from './agent-grants.js';
import { EffectiveAccess } from './effective-access.js';
import { ProfileBindings } from './profile-bindings.js';
import { Profiles } from './profiles.js';

@Module({
  imports: [FenceModule],
  providers: [AgentGrants, EffectiveAccess, ProfileBindings, Profiles],
  exports: [AgentGrants, EffectiveAccess, ProfileBindings, Profiles],
})
export class AccessModule {}

/** For processes that decide. */
@Module({ imports: [FenceReplicaModule], providers: [AccessIndex], exports: [AccessIndex] })
export class AccessIndexModule {}
