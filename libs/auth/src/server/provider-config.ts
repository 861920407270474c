import type { JWK } from 'jose';
import {
  type AccessToken,
  type Adapter,
  type ClientCredentials,
  type Configuration,
  type KoaContextWithOIDC,
  errors,
} from 'oidc-provider';
import { gatewayOf, isGatewayResource } from '../core/gateway-resource.js';
import { issuerOf } from '../core/issuer.js';
import { TOKEN_SECONDS, TOOLS_SCOPE, type TokenFacts, chainClaims } from '../core/token-claims.js';
import type { ClientConfig } from './clients/client-features.js';
import { codeFlow } from './people/code-flow-config.js';

const asymmetric = ['ES256', 'EdDSA', 'Ed25519', 'PS256', 'RS256'] as const;

export type ProviderParts = Readonly<{
  publicUrl: string;
  /** Private keys to publish; the first one signs. */
  keys: JWK[];
  cookieKey: string;
  adapter: (model: string) => Adapter;
  spokenFor: (token: AccessToken | ClientCredentials) => Promise<TokenFacts>;
  mayAct: (personId: string) => Promise<boolean>;
  clients: ClientConfig;
  /** Hears of every token that is about to be issued. */
  used: (ctx: KoaContextWithOIDC, facts: TokenFacts) => Promise<void>;
}>;

/** Every feature that is not named here is off. */
export const providerConfig = (parts: ProviderParts): Configuration => {
  const { publicUrl, keys, cookieKey, adapter, spokenFor, mayAct, clients, used } = parts;
  const { deviceFlow, ttl, ...people } = codeFlow(mayAct);
  return {
    ...people,
    ...clients,
    adapter,
    jwks: { keys },
    cookies: { keys: [cookieKey] },
    scopes: [TOOLS_SCOPE],
    claims: {},
    discovery: { authorization_grant_profiles_supported: ['urn:ietf:params:oauth:grant-profile:id-jag'] },
    enabledJWA: { clientAuthSigningAlgValues: [...asymmetric] },
    // `native` may send codes to any port of the own machine, and to https addresses all the same (RFC 8252 §7)
    clientDefaults: { id_token_signed_response_alg: 'ES256', application_type: 'native' },
    pkce: { required: () => true },
    ttl: { ...ttl, ClientCredentials: TOKEN_SECONDS },
    assertJwtClientAuthClaimsAndHeader: (_ctx, { iat, exp }) => {
      const seconds = Number(exp) - Number(iat); // NaN without `iat`, which is refused as well
      if (!(seconds > 0 && seconds <= TOKEN_SECONDS))
        throw new errors.InvalidClientAuth('the assertion lives too long');
    },
    extraTokenClaims: async (ctx, token) => {
      const facts = await spokenFor(token);
      await used(ctx, facts);
      return chainClaims(issuerOf(publicUrl), facts);
    },
    renderError: (ctx, out) => {
      // a person looks at this; programs that take anything get the error itself
      if (ctx.accepts('json', 'html') === 'html') return ctx.redirect(`/not-connected?error=${out.error}`);
      ctx.type = 'json';
      ctx.body = out;
    },
    features: {
      ...clients.features,
      clientCredentials: { enabled: true },
      deviceFlow,
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
  };
};
