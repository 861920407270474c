import type { IncomingMessage, ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import { Provider } from 'oidc-provider';
import { Sealer } from '@app/database';
import { Surroundings } from '@app/kernel';
import { AgentClients } from './agent-clients.js';
import { OAUTH_PATH, issuerOf } from '../core/issuer.js';
import { OidcRecords } from './oidc-records.js';
import { providerConfig } from './provider-config.js';
import { SigningKeys } from './signing-keys.js';

/** Answers one request, with nothing of it read yet; `originalUrl` and `baseUrl` are what a mounting router sets. */
export type Handler = (
  request: IncomingMessage & { originalUrl?: string; baseUrl?: string },
  response: ServerResponse,
) => Promise<void>;

/** Our OAuth 2.1 authorization server (RFC 6749, 8414, 8707, 9068), to be mounted at `/oauth`. */
export class AuthorizationServer {
  private constructor(
    private readonly provider: Provider,
    private readonly publicUrl: URL,
  ) {}

  static async open(
    { publicUrl }: Surroundings,
    keys: SigningKeys,
    sealer: Sealer,
    records: OidcRecords,
    clients: AgentClients,
  ): Promise<AuthorizationServer> {
    const provider = new Provider(
      issuerOf(publicUrl),
      providerConfig({
        publicUrl,
        signingKey: await keys.signing(),
        cookieKey: sealer.keyFor('oauth cookies').toString('base64url'),
        facts: (agentId) => clients.facts(agentId),
        adapter: (model) => {
          const kept = records.adapter(model);
          return model === 'Client' ? { ...kept, find: (id) => clients.client(id) } : kept;
        },
      }),
    );
    provider.proxy = true; // it then takes protocol and host from the headers that `callback` sets
    const logger = new Logger(AuthorizationServer.name);
    provider.on('server_error', (_ctx, error) => logger.error(error));
    return new AuthorizationServer(provider, new URL(publicUrl));
  }

  /**
   * The library derives its own addresses, and the audiences that an assertion may have, from the request. We let no
   * client choose them: protocol and host are always those of the public URL.
   */
  callback(): Handler {
    const answer = this.provider.callback();
    return async (request, response) => {
      request.headers['x-forwarded-proto'] = this.publicUrl.protocol.slice(0, -1);
      request.headers['x-forwarded-host'] = this.publicUrl.host;
      await answer(request, response);
    };
  }

  /** The metadata document at its path-inserted address, `/.well-known/<kind>/oauth` (RFC 8414 §3.1). */
  wellKnown(kind: 'oauth-authorization-server' | 'openid-configuration'): Handler {
    const answer = this.callback();
    return (request, response) => {
      request.baseUrl = OAUTH_PATH;
      request.url = `/.well-known/${kind}`;
      request.originalUrl = `${OAUTH_PATH}${request.url}`;
      return answer(request, response);
    };
  }
}
