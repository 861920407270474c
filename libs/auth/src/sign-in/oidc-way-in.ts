import { Injectable } from '@nestjs/common';
import * as client from 'openid-client';
import { Refusal, Surroundings } from '@app/kernel';
import { Sealer } from '@app/database';
import { z } from 'zod';
import { vouchedByClaims } from '../core/sign-in/oidc-claims.js';
import type { OidcSettings } from '../core/sign-in/provider-settings.js';
import { STEP_UP_MS } from '../core/sign-in/vouched.js';
import type { IdentityProviderRow } from './identity-provider.row.js';
import { clientAuthentication, fetchFor, refusalWithin } from './oidc-client.js';
import { type Answer, type Arrival, type Departure, type WayIn, ourAddresses } from './way-in.js';

const Remembered = z.object({ state: z.string(), nonce: z.string(), codeVerifier: z.string() });

/** OpenID Connect, authorization code flow with PKCE, state and nonce. */
@Injectable()
export class OidcWayIn implements WayIn {
  constructor(
    private readonly sealer: Sealer,
    private readonly surroundings: Surroundings,
  ) {}

  async depart(provider: IdentityProviderRow, stepUp: boolean): Promise<Departure> {
    const [state, nonce, codeVerifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
    const { scopes, strong } = provider.settings as OidcSettings;
    const anew = {
      prompt: 'login',
      max_age: String(STEP_UP_MS / 1000),
      ...(strong.acr.length > 0 && { acr_values: strong.acr.join(' ') }),
    };
    const url = client.buildAuthorizationUrl(await this.configuration(provider), {
      redirect_uri: ourAddresses(this.surroundings.publicUrl, provider.id).callbackUrl,
      scope: ['openid', ...scopes].join(' '),
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...(stepUp ? anew : {}),
    });
    return { url: url.href, remembered: JSON.stringify({ state, nonce, codeVerifier }) };
  }

  async arrive(provider: IdentityProviderRow, remembered: string, answer: Answer): Promise<Arrival> {
    if (answer.method !== 'GET') throw new Refusal('sign-in.response-invalid', 'form');
    const { state, nonce, codeVerifier } = Remembered.parse(JSON.parse(remembered));
    const url = new URL(ourAddresses(this.surroundings.publicUrl, provider.id).callbackUrl);
    url.search = answer.query.toString();
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier };
    try {
      const tokens = await client.authorizationCodeGrant(await this.configuration(provider), url, {
        ...checks,
        idTokenExpected: true,
      });
      return vouchedByClaims(tokens.claims() ?? {});
    } catch (cause) {
      throw refusalOf(cause);
    }
  }

  private async configuration(provider: IdentityProviderRow): Promise<client.Configuration> {
    const { clientId, metadata } = provider.settings as OidcSettings;
    const server = {
      ...metadata,
      id_token_signing_alg_values_supported: [...metadata.id_token_signing_alg_values_supported],
    };
    const authentication = await clientAuthentication(provider, this.sealer);
    const configuration = new client.Configuration(server, clientId, undefined, authentication);
    configuration[client.customFetch] = fetchFor(this.surroundings);
    client.enableNonRepudiationChecks(configuration); // the ID token's signature is verified, not only the connection
    if (metadata.issuer.startsWith('http:')) client.allowInsecureRequests(configuration);
    return configuration;
  }
}

/** What is told of a library's error is its kind; its text may hold what the provider sent. */
function refusalOf(cause: unknown): Refusal {
  const ours = refusalWithin(cause);
  if (ours) return ours;
  if (cause instanceof client.AuthorizationResponseError) return new Refusal('sign-in.denied', undefined, { cause });
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return new Refusal('sign-in.response-invalid', code, { cause });
}
