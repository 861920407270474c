import { certificateOf } from './provider-settings.js';
import { type Element, everywhere, readStrictXml, within, withoutComments } from './strict-xml.js';

const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';

/** What an identity provider's metadata says that we need (SAML metadata §2.4.3). */
export type SamlMetadata = Readonly<{ issuer: string; ssoUrl: string; certificates: readonly string[] }>;

/** @returns null when it is no metadata of one identity provider that speaks HTTP-Redirect and has a usable key */
export function readSamlMetadata(xml: string): SamlMetadata | null {
  const root = readStrictXml(withoutComments(xml));
  if (!root) return null;
  const found = [...everywhere(root, 'EntityDescriptor')].filter((one) => within(one, 'IDPSSODescriptor').length > 0);
  const [entity, second] = found;
  const descriptor = within(entity, 'IDPSSODescriptor')[0];
  if (!entity || second || !descriptor) return null;
  const sso = within(descriptor, 'SingleSignOnService').find(({ attributes }) => attributes['Binding'] === REDIRECT);
  const { entityID: issuer } = entity.attributes;
  const ssoUrl = sso?.attributes['Location'];
  const certificates = signingCertificates(descriptor);
  return issuer && ssoUrl && certificates.length > 0 ? { issuer, ssoUrl, certificates } : null;
}

function signingCertificates(descriptor: Element): string[] {
  const keys = within(descriptor, 'KeyDescriptor').filter(({ attributes }) => attributes['use'] !== 'encryption');
  const texts = keys.flatMap((key) => [...everywhere(key, 'X509Certificate')].map(({ text }) => text));
  return [...new Set(texts.map(certificateOf).filter((pem) => pem !== null))];
}
