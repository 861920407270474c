import { Module } from '@nestjs/common';
import { AccessModule } from '@app/access';
import { AgentsModule } from '@app/agents';
import { Surroundings } from '@app/kernel';
import { Sealer } from '@app/database';
import { DirectoryModule } from '@app/directory';
import { FenceModule } from '@app/fence';
import { AccessTokens } from './tokens/access-tokens.js';
import { HolderProofs } from './tokens/holder-proofs.js';
import { AgentClients } from './server/clients/agent-clients.js';
import { AuthorizationServer } from './server/authorization-server.js';
import { ClientDocuments } from './server/clients/client-documents.js';
import { ClientFeatures } from './server/clients/client-features.js';
import { ClientRules } from './server/clients/client-rules.js';
import { Connections } from './server/people/connections.js';
import { DelegatedAgents } from './server/people/delegated-agents.js';
import { FirstGrants } from './server/people/first-grants.js';
import { grantParts } from './server/grants/parts.js';
import { Grants } from './server/grants/grants.js';
import { DocumentedClients } from './server/clients/documented-clients.js';
import { Introspection } from './server/ending/introspection.js';
import { KeyRotation } from './server/keys/key-rotation.js';
import { RegistrationTokens } from './server/clients/registration-tokens.js';
import { Revocation } from './server/ending/revocation.js';
import { SelfRegistered } from './server/clients/self-registered.js';
import { TokenQuestions } from './server/ending/token-questions.js';
import { Usage } from './server/clients/usage.js';
import { RevokedTokens } from './tokens/revoked-tokens.js';
import { Interactions } from './server/people/interactions.js';
import { KnownClients } from './server/clients/known-clients.js';
import { LiveChain } from './server/issuing/live-chain.js';
import { Bootstrap } from './people/bootstrap.js';
import { Expired } from './expired.js';
import { OidcRecords } from './server/records/oidc-records.js';
import { PersonLeftSubscriber } from './people/person-left.subscriber.js';
import { PersonTokens } from './server/people/person-tokens.js';
import { SpokenFor } from './server/issuing/spoken-for.js';
import { StolenTokens } from './server/ending/stolen-tokens.js';
import { RegisteredClients } from './server/clients/registered-clients.js';
import { Roles } from './people/roles.js';
import { SignInLinks } from './people/sign-in-links.js';
import { SigningKeys } from './server/keys/signing-keys.js';
import { WebSessions } from './people/web-sessions.js';
import { ApiTokens } from './api-tokens/api-tokens.js';
import { AuditorReads } from './people/auditor-reads.js';
import { BootstrapTokens } from './people/bootstrap-tokens.js';
import { Attempts } from './break-glass/attempts.js';
import { BreakGlass } from './break-glass/break-glass.js';
import { BreakGlassAccounts } from './break-glass/break-glass-accounts.js';
import { Challenges } from './break-glass/challenges.js';
import { KeyRegistration } from './break-glass/key-registration.js';
import { Identities } from './sign-in/identities.js';
import { IdentityProviders } from './sign-in/identity-providers.js';
import { OidcWayIn } from './sign-in/oidc-way-in.js';
import { SamlWayIn } from './sign-in/saml-way-in.js';
import { SignIns } from './sign-in/sign-ins.js';
import { LocalPeople } from './people/local-people.js';

const authorizationServer = {
  provide: AuthorizationServer,
  inject: [
    Surroundings,
    SigningKeys,
    Sealer,
    OidcRecords,
    SpokenFor,
    PersonTokens,
    KnownClients,
    StolenTokens,
    Grants,
    ClientFeatures,
  ],
  useFactory: (...parts: Parameters<typeof AuthorizationServer.open>) => AuthorizationServer.open(...parts),
};

@Module({
  imports: [AccessModule, AgentsModule, DirectoryModule, FenceModule],
  providers: [
    ...grantParts,
    ApiTokens,
    Attempts,
    AuditorReads,
    BootstrapTokens,
    BreakGlass,
    BreakGlassAccounts,
    Challenges,
    KeyRegistration,
    LocalPeople,
    Identities,
    IdentityProviders,
    OidcWayIn,
    SamlWayIn,
    SignIns,
    AccessTokens,
    AgentClients,
    authorizationServer,
    Bootstrap,
    ClientDocuments,
    ClientFeatures,
    ClientRules,
    DocumentedClients,
    Introspection,
    KeyRotation,
    Revocation,
    RegistrationTokens,
    RevokedTokens,
    SelfRegistered,
    TokenQuestions,
    Usage,
    Connections,
    DelegatedAgents,
    Expired,
    FirstGrants,
    HolderProofs,
    Interactions,
    KnownClients,
    LiveChain,
    OidcRecords,
    PersonLeftSubscriber,
    PersonTokens,
    RegisteredClients,
    Roles,
    SignInLinks,
    SigningKeys,
    SpokenFor,
    StolenTokens,
    WebSessions,
  ],
  exports: [
    LocalPeople,
    ApiTokens,
    AuditorReads,
    BootstrapTokens,
    BreakGlass,
    BreakGlassAccounts,
    KeyRegistration,
    Identities,
    IdentityProviders,
    SamlWayIn,
    SignIns,
    AccessTokens,
    AuthorizationServer,
    Bootstrap,
    ClientDocuments,
    ClientRules,
    KeyRotation,
    RegistrationTokens,
    RevokedTokens,
    SigningKeys,
    Connections,
    Expired,
    HolderProofs,
    Interactions,
    OidcRecords,
    RegisteredClients,
    Roles,
    SignInLinks,
    WebSessions,
  ],
})
export class AuthModule {}
