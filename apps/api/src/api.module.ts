import { Module, StandardSchemaSerializerInterceptor, StandardSchemaValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AccessModule } from '@app/access';
import { AgentsModule } from '@app/agents';
import { AuthModule } from '@app/auth';
import { CatalogModule } from '@app/catalog';
import { ConnectorsModule } from '@app/connectors';
import { DirectoryModule } from '@app/directory';
import { LifecycleModule } from '@app/lifecycle';
import { ReportsModule } from '@app/reports';
import { ReviewsModule } from '@app/reviews';
import { ScimModule } from '@app/scim';
import { ProfilesController } from './access/profiles.controller.js';
import { AgentView } from './agents/agent.view.js';
import { AgentsController } from './agents/agents.controller.js';
import { DifferencesView } from './agents/differences.view.js';
import { ExplainedTools } from './agents/explained-tools.js';
import { DeadLettersController } from './audit/dead-letters.controller.js';
import { DecisionStream } from './audit/decision-stream.js';
import { DecisionsController } from './audit/decisions.controller.js';
import { LedgerController } from './audit/ledger.controller.js';
import { ReportsController } from './audit/reports.controller.js';
import { ServersController } from './catalog/servers.controller.js';
import { ToolsController } from './catalog/tools.controller.js';
import { DirectoryView } from './directory/directory.view.js';
import { PeopleController } from './directory/people.controller.js';
import { PersonController } from './directory/person.controller.js';
import { SourcesController } from './directory/sources.controller.js';
import { RefusalFilter } from './edge/refusal.filter.js';
import { RefusedRequests } from './edge/refused-requests.js';
import { PolicyGuard } from './policy/policy.guard.js';
import { SessionCookie } from './policy/session-cookie.js';
import { CampaignsController } from './reviews/campaigns.controller.js';
import { ScimDiscoveryController } from './scim/discovery.controller.js';
import { ScimGroupsController } from './scim/groups.controller.js';
import { ScimUsersController } from './scim/users.controller.js';
import { SessionController } from './session/session.controller.js';
import { HealthController } from './wellknown/health.controller.js';
import { ProtectedResourceController } from './wellknown/protected-resource.controller.js';

const everyRoute = [
  { provide: APP_GUARD, useClass: PolicyGuard },
  { provide: APP_PIPE, useClass: StandardSchemaValidationPipe },
  { provide: APP_INTERCEPTOR, useClass: StandardSchemaSerializerInterceptor },
  { provide: APP_FILTER, useClass: RefusalFilter },
];

/** The HTTP edge for people, identity providers and agents that ask for tokens. */
@Module({
  imports: [
    AccessModule,
    AgentsModule,
    AuthModule,
    CatalogModule,
    ConnectorsModule,
    DirectoryModule,
    LifecycleModule,
    ReportsModule,
    ReviewsModule,
    ScimModule,
  ],
  controllers: [
    AgentsController,
    CampaignsController,
    DeadLettersController,
    DecisionsController,
    HealthController,
    LedgerController,
    PeopleController,
    PersonController,
    ProfilesController,
    ProtectedResourceController,
    ReportsController,
    ScimDiscoveryController,
    ScimGroupsController,
    ScimUsersController,
    ServersController,
    SessionController,
    SourcesController,
    ToolsController,
  ],
  providers: [
    ...everyRoute,
    AgentView,
    DecisionStream,
    DifferencesView,
    DirectoryView,
    ExplainedTools,
    RefusedRequests,
    SessionCookie,
  ],
})
export class ApiModule {}
