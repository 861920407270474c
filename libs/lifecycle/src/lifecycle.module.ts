import { Module } from '@nestjs/common';
import { AccessModule } from '@app/access';
import { AgentsModule } from '@app/agents';
import { DirectoryModule } from '@app/directory';
import { FenceModule } from '@app/fence';
import { Breaker } from './breaker.js';
import { FollowedProfiles } from './followed-profiles.js';
import { Holds } from './holds.js';
import { LifecycleLog } from './lifecycle-log.js';
import { Lifecycle } from './lifecycle.js';
import { MemberChanges } from './member-changes.js';
import { PersonChanges } from './person-changes.js';
import { Preview } from './preview.js';
import { Transitions } from './transitions.js';

const verbs = [Breaker, Holds, Lifecycle, LifecycleLog, Preview, Transitions];

@Module({
  imports: [AccessModule, AgentsModule, DirectoryModule, FenceModule],
  providers: [...verbs, FollowedProfiles, MemberChanges, PersonChanges],
  exports: verbs,
})
export class LifecycleModule {}
