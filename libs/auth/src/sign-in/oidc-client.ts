import { generateKeyPairSync } from 'node:crypto';
import { importJWK } from 'jose';
import * as client from 'openid-client';
import { z } from 'zod';
import { Refusal, type Surroundings } from '@app/kernel';
import type { Sealer } from '@app/database';
import {
  ID_TOKEN_ALGORITHMS,
  type OidcMetadata,
  type OidcSettings,
  isProviderUrl,
} from '../core/sign-in/provider-settings.js';
import type { IdentityProviderRow } from './identity-provider.row.js';
import { publicFetch } from '../outbound/public-fetch.js';

/** What a provider's secret is sealed to. */
export const placeOf = (providerId: string): string => `identity_provider/${providerId}`;

/** The library's requests, kept to public addresses unless the operator says otherwise. */
export const fetchFor =
  ({ privateAddresses = false }: Surroundings): client.CustomFetch =>
  (url, { method, headers, body, signal }) =>
    publicFetch(url, privateAddresses, {
      method,
      headers: { ...headers },
      ...((typeof body === 'string' || body instanceof URLSearchParams) && { body: body.toString() }),
      ...(signal && { signal }),
    });

/**
 * What a provider says of itself, under the very name it was asked by (OIDC Discovery §4.3).
 * @throws Refusal `identity-provider.invalid`, `identity-provider.unavailable`
 */
export async function discoverProvider(issuer: string, surroundings: Surroundings): Promise<OidcMetadata> {
  if (!isProviderUrl(issuer)) throw new Refusal('identity-provider.invalid', 'issuer');
  const execute = issuer.startsWith('http:') ? [client.allowInsecureRequests] : [];
  const options = { execute, [client.customFetch]: fetchFor(surroundings) };
  const found = await client
    .discovery(new URL(issuer), 'discovery', undefined, client.None(), options)
    .catch((cause: unknown) => {
      throw (
        refusalWithin(cause) ??
        new Refusal('identity-provider.unavailable', 'it does not describe itself under this issuer', { cause })
      );
    });
  return usable(found.serverMetadata());
}

/** The library wraps what our own fetch threw. */
export function refusalWithin(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  return error instanceof Error ? refusalWithin(error.cause) : null;
}

function usable(said: client.ServerMetadata): OidcMetadata {
  const { issuer, authorization_endpoint, token_endpoint, jwks_uri, id_token_signing_alg_values_supported } = said;
  const addresses = [authorization_endpoint, token_endpoint, jwks_uri];
  if (
    !authorization_endpoint ||
    !token_endpoint ||
    !jwks_uri ||
    !addresses.every((url) => isProviderUrl(String(url)))
  ) {
    throw new Refusal('identity-provider.invalid', 'it names an endpoint that is not called');
  }
  const named: unknown = id_token_signing_alg_values_supported;
  const algorithms = ID_TOKEN_ALGORITHMS.filter((algorithm) => Array.isArray(named) && named.includes(algorithm));
  if (algorithms.length === 0)
    throw new Refusal('identity-provider.invalid', 'it signs ID tokens by nothing we accept');
  return {
    issuer,
    authorization_endpoint,
    token_endpoint,
    jwks_uri,
    id_token_signing_alg_values_supported: algorithms,
    authorization_response_iss_parameter_supported: said.authorization_response_iss_parameter_supported === true,
  };
}

/** A key pair for `private_key_jwt`: the private half never leaves this installation. */
export function newClientKey(kid: string): { secret: string; publicJwk: Readonly<Record<string, unknown>> } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const shown = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' };
  return { secret: JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid, alg: 'ES256' }), publicJwk: shown };
}

export async function clientAuthentication(
  { id, settings, sealedSecret }: IdentityProviderRow,
  sealer: Sealer,
): Promise<client.ClientAuth> {
  const { clientAuth } = settings as OidcSettings;
  if (clientAuth === 'none') return client.None();
  const secret = sealer.open(placeOf(id), sealedSecret ?? '').toString('utf8');
  if (clientAuth === 'client_secret_basic') return client.ClientSecretBasic(secret);
  if (clientAuth === 'client_secret_post') return client.ClientSecretPost(secret);
  const jwk = z.looseObject({ kty: z.string(), kid: z.string() }).parse(JSON.parse(secret));
  const key = await importJWK(jwk, 'ES256');
  if (key instanceof Uint8Array) throw new Error('the client key is no private key');
  return client.PrivateKeyJwt({ key, kid: jwk.kid });
}
