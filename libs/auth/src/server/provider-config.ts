import type { JWK } from 'jose';
import { type Adapter, type Configuration, errors } from 'oidc-provider';
import { gatewayOf, isGatewayResource } from '../core/gateway-resource.js';
import { issuerOf } from '../core/issuer.js';
import { TOKEN_SECONDS, TOOLS_SCOPE, type TokenFacts, chainClaims } from '../core/token-claims.js';

const asymmetric = ['ES256', 'EdDSA', 'Ed25519', 'PS256', 'RS256'] as const;

export type ProviderParts = Readonly<{
  publicUrl: string;
  signingKey: JWK;
  cookieKey: string;
  adapter: (model: string) => Adapter;
  facts: (agentId: string) => Promise<TokenFacts | undefined>;
}>;

/** Agents only, by `client_credentials` and `private_key_jwt`; every feature that is not named here is off. */
export const providerConfig = ({ publicUrl, signingKey, cookieKey, adapter, facts }: ProviderParts): Configuration => ({
  adapter,
  jwks: { keys: [signingKey] },
  cookies: { keys: [cookieKey] },
  scopes: [TOOLS_SCOPE],
  claims: {},
  responseTypes: [],
  clientAuthMethods: ['private_key_jwt'],
  enabledJWA: { clientAuthSigningAlgValues: [...asymmetric] },
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  fetchResponseBodyLimits: { jwks_uri: 65_536, sector_identifier_uri: 65_536 },
  pkce: { required: () => true },
  ttl: { ClientCredentials: TOKEN_SECONDS },
  assertJwtClientAuthClaimsAndHeader: (_ctx, { iat, exp }) => {
    const seconds = Number(exp) - Number(iat); // NaN without `iat`, which is refused as well
    if (!(seconds > 0 && seconds <= TOKEN_SECONDS)) throw new errors.InvalidClientAuth('the assertion lives too long');
  },
  extraTokenClaims: async (_ctx, token) => {
    const live = token.clientId === undefined ? undefined : await facts(token.clientId);
    if (!live) throw new errors.InvalidClientAuth('the agent or its owner may not act');
    return chainClaims(issuerOf(publicUrl), live);
  },
  renderError: (ctx, out) => {
    ctx.type = 'json';
    ctx.body = out;
  },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    userinfo: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => gatewayOf(publicUrl),
      useGrantedResource: () => true,
      getResourceServerInfo: (ctx, resource) => {
        if (!isGatewayResource(publicUrl, resource)) throw new errors.InvalidTarget();
        if (ctx.oidc.params) ctx.oidc.params['scope'] ??= TOOLS_SCOPE; // the default scope of RFC 6749 §3.3
        return {
          scope: TOOLS_SCOPE,
          audience: resource,
          accessTokenTTL: TOKEN_SECONDS,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        };
      },
    },
  },
});
