import { Injectable } from '@nestjs/common';
import { type CacheProvider, SAML, type SamlConfig, ValidateInResponseTo } from '@node-saml/node-saml';
import { z } from 'zod';
import { Clock, Refusal, Surroundings } from '@app/kernel';
import { judgeAssertion } from '../core/sign-in/saml-assertion.js';
import { faultOfResponse } from '../core/sign-in/saml-response.js';
import type { SamlSettings } from '../core/sign-in/provider-settings.js';
import { newSecret } from '../secrets.js';
import type { IdentityProviderRow } from './identity-provider.row.js';
import { type Answer, type Arrival, type Departure, type WayIn, ourAddresses } from './way-in.js';

const Form = z.object({ SAMLResponse: z.string() });
const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';

/** SAML 2.0, web browser SSO profile, begun by us only. The library verifies signatures; what it leaves out is ours. */
@Injectable()
export class SamlWayIn implements WayIn {
  constructor(
    private readonly clock: Clock,
    private readonly surroundings: Surroundings,
  ) {}

  async depart(provider: IdentityProviderRow, stepUp: boolean): Promise<Departure> {
    const requestId = `_${newSecret()}`;
    const url = await new SAML(this.config(provider, requestId, stepUp)).getAuthorizeUrlAsync('', undefined, {});
    return { url, remembered: requestId };
  }

  async arrive(provider: IdentityProviderRow, requestId: string, answer: Answer): Promise<Arrival> {
    const form = answer.method === 'POST' ? Form.safeParse(answer.form).data : undefined;
    if (!form) throw invalid('form');
    const { callbackUrl: acsUrl } = ourAddresses(this.surroundings.publicUrl, provider.id);
    const fault = faultOfResponse(form.SAMLResponse, { acsUrl, requestId });
    if (fault === 'status') throw new Refusal('sign-in.denied');
    if (fault) throw invalid(fault);
    const config = this.config(provider, requestId, false);
    const signed = await signedAssertion(config, form.SAMLResponse);
    const expected = { issuer: provider.issuer ?? '', audience: String(config.audience), acsUrl, requestId };
    const judged = judgeAssertion(signed, { ...expected, now: this.clock.now() });
    if (typeof judged === 'string') throw invalid(judged);
    const { assertionId: id, expiresAt, ...vouched } = judged;
    return { ...vouched, once: { id, expiresAt } };
  }

  /** What the identity provider is told of us (SAML metadata §2.4.4). */
  describe(provider: Pick<IdentityProviderRow, 'id'>): string {
    const { entityId: issuer, callbackUrl } = ourAddresses(this.surroundings.publicUrl, provider.id);
    const unused = { idpCert: 'none', identifierFormat: PERSISTENT, wantAssertionsSigned: true };
    return new SAML({ ...unused, issuer, callbackUrl }).generateServiceProviderMetadata(null, null);
  }

  private config(provider: IdentityProviderRow, requestId: string, stepUp: boolean): SamlConfig {
    const { ssoUrl, certificates, audience, strong, subjectFrom } = provider.settings as SamlSettings;
    const { entityId, callbackUrl } = ourAddresses(this.surroundings.publicUrl, provider.id);
    return {
      issuer: entityId,
      callbackUrl,
      entryPoint: ssoUrl,
      idpIssuer: provider.issuer ?? '',
      idpCert: [...certificates],
      audience: audience ?? entityId,
      identifierFormat: subjectFrom === 'NameID' ? PERSISTENT : null,
      wantAssertionsSigned: true,
      wantAuthnResponseSigned: false, // many sign the assertion only, and nothing but the assertion is believed
      validateInResponseTo: ValidateInResponseTo.always,
      generateUniqueId: () => requestId,
      cacheProvider: onlyKnows(requestId, this.clock.now()),
      maxAssertionAgeMs: 300_000,
      acceptedClockSkewMs: 5_000,
      signatureAlgorithm: 'sha256',
      digestAlgorithm: 'sha256',
      forceAuthn: stepUp,
      disableRequestedAuthnContext: !stepUp || strong.acr.length === 0,
      authnContext: [...strong.acr],
    };
  }
}

async function signedAssertion(config: SamlConfig, SAMLResponse: string): Promise<string> {
  try {
    const { profile } = await new SAML(config).validatePostResponseAsync({ SAMLResponse });
    const signed = profile?.getAssertionXml?.();
    if (signed !== undefined) return signed;
  } catch (cause) {
    throw invalid('signature or time', { cause });
  }
  throw invalid('no signed assertion');
}

/** The library keeps requests in memory by default. Ours is in the attempt, which this answer has used up already. */
function onlyKnows(requestId: string, at: Date): CacheProvider {
  const value = at.toISOString();
  return {
    saveAsync: () => Promise.resolve({ value, createdAt: at.getTime() }),
    getAsync: (key) => Promise.resolve(key === requestId ? value : null),
    removeAsync: (key) => Promise.resolve(key),
  };
}

const invalid = (what: string, options?: ErrorOptions): Refusal =>
  new Refusal('sign-in.response-invalid', what, options);
