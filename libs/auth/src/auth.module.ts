import { Module } from '@nestjs/common';
import { Surroundings } from '@app/kernel';
import { Sealer } from '@app/database';
import { DirectoryModule } from '@app/directory';
import { FenceModule } from '@app/fence';
import { AccessTokens } from './access-tokens.js';
import { AgentClients } from './agent-clients.js';
import { AuthorizationServer } from './authorization-server.js';
import { Bootstrap } from './bootstrap.js';
import { Expired } from './expired.js';
import { OidcRecords } from './oidc-records.js';
import { PersonLeftSubscriber } from './person-left.subscriber.js';
import { Roles } from './roles.js';
import { SignInLinks } from './sign-in-links.js';
import { SigningKeys } from './signing-keys.js';
import { WebSessions } from './web-sessions.js';

const authorizationServer = {
  provide: AuthorizationServer,
  inject: [Surroundings, SigningKeys, Sealer, OidcRecords, AgentClients],
  useFactory: (...parts: Parameters<typeof AuthorizationServer.open>) => AuthorizationServer.open(...parts),
};

@Module({
  imports: [DirectoryModule, FenceModule],
  providers: [
    AccessTokens,
    AgentClients,
    authorizationServer,
    Bootstrap,
    Expired,
    OidcRecords,
    PersonLeftSubscriber,
    Roles,
    SignInLinks,
    SigningKeys,
    WebSessions,
  ],
  exports: [AccessTokens, AuthorizationServer, Bootstrap, Expired, OidcRecords, Roles, SignInLinks, WebSessions],
})
export class AuthModule {}
