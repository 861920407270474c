import { Module } from '@nestjs/common';
import { Surroundings } from '@app/kernel';
import { Sealer } from '@app/database';
import { DirectoryModule } from '@app/directory';
import { FenceModule } from '@app/fence';
import { AccessTokens } from './tokens/access-tokens.js';
import { AgentClients } from './server/agent-clients.js';
import { AuthorizationServer } from './server/authorization-server.js';
import { LiveChain } from './server/live-chain.js';
import { Bootstrap } from './people/bootstrap.js';
import { Expired } from './expired.js';
import { OidcRecords } from './server/oidc-records.js';
import { PersonLeftSubscriber } from './people/person-left.subscriber.js';
import { Roles } from './people/roles.js';
import { SignInLinks } from './people/sign-in-links.js';
import { SigningKeys } from './server/signing-keys.js';
import { WebSessions } from './people/web-sessions.js';

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
    LiveChain,
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
