import { Module, StandardSchemaSerializerInterceptor, StandardSchemaValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AccessModule } from '@app/access';
import { AgentsModule } from '@app/agents';
import { AuthModule } from '@app/auth';
import { CatalogModule } from '@app/catalog';
import { ConnectorsModule } from '@app/connectors';
import { DirectoryModule } from '@app/directory';
import { LifecycleModule, SuccessionModule } from '@app/lifecycle';
import { NotificationsModule } from '@app/notifications';
import { ReportsModule } from '@app/reports';
import { ReviewsModule } from '@app/reviews';
import { ScimModule } from '@app/scim';
import { SignalsModule } from '@app/signals';
import { AccessAsCodeController } from './access-as-code/access-as-code.controller.js';
import { BindingsController } from './access/bindings.controller.js';
import { DriftController } from './access/drift.controller.js';
import { ProfilesController } from './access/profiles.controller.js';
import { RulesController } from './access/rules.controller.js';
import { AgentCredentialsController } from './agents/agent-credentials.controller.js';
import { AgentLifeController } from './agents/agent-life.controller.js';
import { AgentView } from './agents/agent.view.js';
import { AgentsController } from './agents/agents.controller.js';
import { BlueprintsController } from './agents/blueprints.controller.js';
import { KillSwitchesController } from './agents/kill-switches.controller.js';
import { OwnerProposalsController } from './agents/owner-proposals.controller.js';
import { TransfersController } from './agents/transfers.controller.js';
import { DifferencesView } from './agents/differences.view.js';
import { ExplainedTools } from './agents/explained-tools.js';
import { AnchorsController } from './audit/anchors.controller.js';
import { DeadLettersController } from './audit/dead-letters.controller.js';
import { DecisionStream } from './audit/decision-stream.js';
import { DecisionsController } from './audit/decisions.controller.js';
import { ErasuresController } from './audit/erasures.controller.js';
import { LedgerController } from './audit/ledger.controller.js';
import { ReportsController } from './audit/reports.controller.js';
import { ConnectionsController } from './authorization/connections.controller.js';
import { InteractionsController } from './authorization/interactions.controller.js';
import { ServerCredentialsController } from './catalog/server-credentials.controller.js';
import { ServersController } from './catalog/servers.controller.js';
import { ToolsController } from './catalog/tools.controller.js';
import { ClientRulesController } from './clients/client-rules.controller.js';
import { RegistrationTokensController } from './clients/registration-tokens.controller.js';
import { TokenKeysController } from './clients/token-keys.controller.js';
import { RegisteredClientsController } from './clients/registered-clients.controller.js';
import { AuthzenController } from './decisions/authzen.controller.js';
import { ExplainController } from './decisions/explain.controller.js';
import { PastController } from './decisions/past.controller.js';
import { DirectoryView } from './directory/directory.view.js';
import { PeopleController } from './directory/people.controller.js';
import { PersonController } from './directory/person.controller.js';
import { SourcesController } from './directory/sources.controller.js';
import { RefusalFilter } from './edge/refusal.filter.js';
import { RefusedRequests } from './edge/refused-requests.js';
import { NotificationsController } from './notifications/notifications.controller.js';
import { PolicyGuard } from './policy/policy.guard.js';
import { SessionCookie } from './policy/session-cookie.js';
import { HoldsController } from './lifecycle/holds.controller.js';
import { LifecycleController } from './lifecycle/lifecycle.controller.js';
import { ProofsController } from './ledger/proofs.controller.js';
import { TilesController } from './ledger/tiles.controller.js';
import { CampaignsController } from './reviews/campaigns.controller.js';
import { AgenticApplicationsController } from './scim/agentic-applications.controller.js';
import { ScimAgentsController } from './scim/agents.controller.js';
import { ScimBulkController } from './scim/bulk.controller.js';
import { ScimDiscoveryController } from './scim/discovery.controller.js';
import { ScimElsewhereController } from './scim/elsewhere.controller.js';
import { ScimEntitlementsController } from './scim/entitlements.controller.js';
import { ScimGroupsController } from './scim/groups.controller.js';
import { ScimMeController } from './scim/me.controller.js';
import { ScimExchange } from './scim/scim-exchange.js';
import { ScimRolesController } from './scim/roles.controller.js';
import { ScimSearchController } from './scim/search.controller.js';
import { ScimUsersController } from './scim/users.controller.js';
import { AgentBindingsController } from './trust/agent-bindings.controller.js';
import { DelegationsController } from './trust/delegations.controller.js';
import { TrustedIssuersController } from './trust/trusted-issuers.controller.js';
import { SessionController } from './session/session.controller.js';
import { SecurityEventsController } from './signals/security-events.controller.js';
import { SignalHoldsController } from './signals/signal-holds.controller.js';
import { SignalStreamsController } from './signals/signal-streams.controller.js';
import { ReceiptsController } from './succession/receipts.controller.js';
import { SuccessionsController } from './succession/successions.controller.js';
import { AttemptCookie } from './sign-in/attempt-cookie.js';
import { IdentityProvidersController } from './sign-in/identity-providers.controller.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { HealthController } from './wellknown/health.controller.js';
import { ProtectedResourceController } from './wellknown/protected-resource.controller.js';
import { ApiTokensController } from './api-tokens/api-tokens.controller.js';
import { BreakGlassController } from './break-glass/break-glass.controller.js';
import { GlassController } from './break-glass/glass.controller.js';
import { RolesController } from './roles/roles.controller.js';
import { BootstrapController } from './session/bootstrap.controller.js';
import { PersonSessionsController } from './session/person-sessions.controller.js';
import { SignedInPeople } from './policy/signed-in-people.js';

const everyRoute = [
  { provide: APP_GUARD, useClass: PolicyGuard },
  { provide: APP_PIPE, useClass: StandardSchemaValidationPipe },
  { provide: APP_INTERCEPTOR, useClass: StandardSchemaSerializerInterceptor },
  { provide: APP_INTERCEPTOR, useClass: ScimExchange },
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
    NotificationsModule,
    ReportsModule,
    ReviewsModule,
    ScimModule,
    SignalsModule,
    SuccessionModule,
  ],
  controllers: [
    AccessAsCodeController,
    ApiTokensController,
    BreakGlassController,
    GlassController,
    RolesController,
    BootstrapController,
    PersonSessionsController,
    AgenticApplicationsController,
    AgentCredentialsController,
    AgentLifeController,
    AgentsController,
    BlueprintsController,
    KillSwitchesController,
    TransfersController,
    BindingsController,
    CampaignsController,
    ClientRulesController,
    AgentBindingsController,
    ConnectionsController,
    DelegationsController,
    TrustedIssuersController,
    AnchorsController,
    DeadLettersController,
    ErasuresController,
    AuthzenController,
    DecisionsController,
    ExplainController,
    PastController,
    HealthController,
    HoldsController,
    IdentityProvidersController,
    InteractionsController,
    LedgerController,
    ProofsController,
    TilesController,
    LifecycleController,
    NotificationsController,
    OwnerProposalsController,
    PeopleController,
    PersonController,
    ProfilesController,
    RulesController,
    DriftController,
    ProtectedResourceController,
    ReceiptsController,
    RegisteredClientsController,
    ReportsController,
    ScimAgentsController,
    ScimBulkController,
    ScimDiscoveryController,
    ScimElsewhereController,
    ScimEntitlementsController,
    ScimGroupsController,
    ScimMeController,
    ScimRolesController,
    ScimSearchController,
    ScimUsersController,
    SecurityEventsController,
    ServerCredentialsController,
    ServersController,
    SessionController,
    SignInController,
    SignalHoldsController,
    SignalStreamsController,
    SourcesController,
    SuccessionsController,
    RegistrationTokensController,
    TokenKeysController,
    ToolsController,
  ],
  providers: [
    ...everyRoute,
    AgentView,
    AttemptCookie,
    DecisionStream,
    DifferencesView,
    DirectoryView,
    ExplainedTools,
    RefusedRequests,
    SessionCookie,
    SignedInPeople,
  ],
})
export class ApiModule {}
