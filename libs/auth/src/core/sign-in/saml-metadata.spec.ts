import { expect, it } from 'vitest';
import { readSamlMetadata } from './saml-metadata.js';

const entity = (inside: string): string =>
  `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example">${inside}</md:EntityDescriptor>`;
const sso =
  '<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso"/>';

it.each([
  ['no XML', 'hello'],
  ['a document type', `<!DOCTYPE a>${entity('')}`],
  ['a service provider', entity('<md:SPSSODescriptor/>')],
  ['no key', entity(`<md:IDPSSODescriptor>${sso}</md:IDPSSODescriptor>`)],
  [
    'a key that is none',
    entity(
      `<md:IDPSSODescriptor><md:KeyDescriptor><X509Certificate>AAAA</X509Certificate></md:KeyDescriptor>${sso}</md:IDPSSODescriptor>`,
    ),
  ],
  ['two providers', `<x>${entity('<md:IDPSSODescriptor/>').repeat(2)}</x>`],
])('metadata with %s is none [sign-in.metadata]', (_, xml) => {
  expect(readSamlMetadata(xml)).toBeNull();
});
