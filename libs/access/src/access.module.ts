import { Module } from '@nestjs/common';
import { AgentsModule } from '@app/agents';
import { FenceModule, FenceReplicaModule } from '@app/fence';
import { AccessIndex } from './access-index.js';
import { AgentGrants } from './agent-grants.js';
import { EffectiveAccess } from './effective-access.js';
import { KillSwitches } from './kill-switches.js';
import { ProfileBindings } from './profile-bindings.js';
import { Profiles } from './profiles.js';

@Module({
  imports: [AgentsModule, FenceModule],
  providers: [AgentGrants, EffectiveAccess, KillSwitches, ProfileBindings, Profiles],
  exports: [AgentGrants, EffectiveAccess, KillSwitches, ProfileBindings, Profiles],
})
export class AccessModule {}

/** For processes that decide. */
@Module({ imports: [FenceReplicaModule], providers: [AccessIndex], exports: [AccessIndex] })
export class AccessIndexModule {}
