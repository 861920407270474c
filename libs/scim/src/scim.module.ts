import { Module } from '@nestjs/common';
import { AccessModule } from '@app/access';
import { AgentsModule } from '@app/agents';
import { DirectoryModule } from '@app/directory';
import { FenceModule } from '@app/fence';
import { LifecycleModule, SuccessionModule } from '@app/lifecycle';
import { AgentSearch } from './agent-search.js';
import { AgenticApplications } from './agentic-applications.js';
import { ScimAgents } from './agents.js';
import { ScimBulk } from './bulk.js';
import { Cursors } from './cursors.js';
import { ScimDiscovery } from './discovery.js';
import { GroupSearch } from './group-search.js';
import { GroupView } from './group-view.js';
import { ScimGroups } from './groups.js';
import { ScimMe } from './me.js';
import { RefusedWrites } from './refused-writes.js';
import { Pages } from './pages.js';
import { OwnerProposals } from './owner-proposals.js';
import { PublishedProfiles } from './published-profiles.js';
import { ScimSearch } from './scim-search.js';
import { UserSearch } from './user-search.js';
import { UserView } from './user-view.js';
import { ScimUsers } from './users.js';

@Module({
  imports: [AccessModule, AgentsModule, DirectoryModule, FenceModule, LifecycleModule, SuccessionModule],
  providers: [
    AgentSearch,
    AgenticApplications,
    OwnerProposals,
    PublishedProfiles,
    ScimAgents,
    Cursors,
    Pages,
    GroupSearch,
    GroupView,
    ScimSearch,
    UserSearch,
    UserView,
    ScimUsers,
    ScimGroups,
    ScimDiscovery,
    ScimBulk,
    ScimMe,
    RefusedWrites,
  ],
  exports: [
    AgenticApplications,
    OwnerProposals,
    PublishedProfiles,
    ScimAgents,
    ScimSearch,
    ScimUsers,
    ScimGroups,
    ScimDiscovery,
    ScimBulk,
    ScimMe,
    RefusedWrites,
  ],
})
export class ScimModule {}
