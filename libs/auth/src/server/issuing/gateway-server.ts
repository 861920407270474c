import type { ResourceServer } from 'oidc-provider';
import { TOKEN_SECONDS, TOOLS_SCOPE } from '../../core/token-claims.js';

/** How tokens for a resource of our gateway are made (RFC 9068). */
export const gatewayServer = (resource: string): ResourceServer => ({
  scope: TOOLS_SCOPE,
  audience: resource,
  accessTokenTTL: TOKEN_SECONDS,
  accessTokenFormat: 'jwt',
  jwt: { sign: { alg: 'ES256' } },
});
