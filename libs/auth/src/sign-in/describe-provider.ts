import { Refusal, type Surroundings } from '@app/kernel';
import { describeCertificate, isProviderUrl } from '../core/sign-in/provider-settings.js';
import { readSamlMetadata } from '../core/sign-in/saml-metadata.js';
import { discoverProvider } from './oidc-client.js';
import { publicFetch } from '../outbound/public-fetch.js';

/** What an identity provider says of itself, for an administrator to look at before it is believed. */
export type ProviderDescription = Readonly<{
  issuer: string;
  ssoUrl: string;
  certificates: readonly Readonly<{ pem: string; fingerprint: string; endsAt: Date }>[];
}>;

/**
 * Reads SAML metadata, given as text or as the address where it is published.
 * @throws Refusal `identity-provider.invalid`, `identity-provider.unavailable`
 */
export async function readMetadata(
  from: Readonly<{ xml: string } | { url: string }>,
  { privateAddresses = false }: Surroundings,
): Promise<ProviderDescription> {
  const found = readSamlMetadata('xml' in from ? from.xml : await textAt(from.url, privateAddresses));
  if (!found) throw new Refusal('identity-provider.invalid', 'not the metadata of one identity provider');
  const certificates = found.certificates.map((pem) => ({ pem, ...describeCertificate(pem) }));
  return { issuer: found.issuer, ssoUrl: found.ssoUrl, certificates };
}

/** @throws Refusal `identity-provider.invalid`, `identity-provider.unavailable` */
export async function describeIssuer(issuer: string, surroundings: Surroundings) {
  const said = await discoverProvider(issuer, surroundings);
  return {
    issuer: said.issuer,
    authorizationEndpoint: said.authorization_endpoint,
    tokenEndpoint: said.token_endpoint,
    jwksUri: said.jwks_uri,
    algorithms: said.id_token_signing_alg_values_supported,
  };
}

async function textAt(url: string, allowPrivate: boolean): Promise<string> {
  if (!isProviderUrl(url)) throw new Refusal('identity-provider.invalid', 'url');
  const answer = await publicFetch(url, allowPrivate, { headers: { accept: 'application/samlmetadata+xml, */*' } });
  if (answer.status !== 200) throw new Refusal('identity-provider.unavailable', `HTTP ${answer.status}`);
  return answer.text();
}
