import { once } from 'node:events';
import { createServer } from 'node:http';
import { inflateRawSync } from 'node:zlib';
import { SignedXml } from 'xml-crypto';
import { newId } from '@app/kernel';
import { selfSigned } from './idp-certificate.js';

const EXC = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
export const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
export const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
export const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
export const STRONG = 'urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken';
const PASSWORD = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';

/** What our side asked for. */
export type AuthnRequest = Readonly<{ id: string; acsUrl: string; issuer: string; xml: string }>;

export type Statement = {
  issuer: string;
  subject: string;
  format: string;
  destination: string;
  recipient: string;
  inResponseTo: string;
  responseTo: string;
  audience: string;
  assertionId: string;
  issueInstant: Date;
  notBefore: Date;
  notOnOrAfter: Date;
  authnInstant: Date;
  context: string;
  status: string;
  attributes: Record<string, string[]>;
};

export type Signing = {
  key: ReturnType<typeof selfSigned>;
  signatureAlgorithm: string;
  digestAlgorithm: string;
  of: 'Assertion' | 'Response' | 'both' | 'nothing';
};

const at = (seconds: number): Date => new Date(Date.now() + seconds * 1000);

/** Reads a request as the HTTP-Redirect binding carries it. */
export function readRequest(location: string): AuthnRequest {
  const packed = new URL(location).searchParams.get('SAMLRequest') ?? '';
  const xml = inflateRawSync(Buffer.from(packed, 'base64')).toString('utf8');
  const of = (pattern: RegExp): string => pattern.exec(xml)?.[1] ?? '';
  return {
    xml,
    id: of(/\bID="([^"]+)"/),
    acsUrl: of(/AssertionConsumerServiceURL="([^"]+)"/),
    issuer: of(/<saml:Issuer[^>]*>([^<]+)</),
  };
}

/** A SAML identity provider that signs for real, and says whatever a test wants it to say. */
export async function startSamlIdp() {
  const key = selfSigned('idp');
  let base = '';
  const metadata = (): string => `<?xml version="1.0" encoding="UTF-8"?><!-- by hand -->
    <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${base}/entity">
      <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
        <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
          <ds:X509Certificate>${key.certificate.replace(/-----.*-----/g, '')}</ds:X509Certificate>
        </ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
        <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${base}/post"/>
        <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${base}/sso"/>
      </md:IDPSSODescriptor>
    </md:EntityDescriptor>`;
  const server = createServer((_request, answer) => {
    answer.setHeader('content-type', 'application/samlmetadata+xml');
    answer.end(metadata());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;

  const statement = (request: AuthnRequest, over: Partial<Statement> = {}): Statement => ({
    issuer: `${base}/entity`,
    subject: 'unknown',
    format: PERSISTENT,
    destination: request.acsUrl,
    recipient: request.acsUrl,
    inResponseTo: request.id,
    responseTo: request.id,
    audience: request.issuer,
    assertionId: `_${newId()}`,
    issueInstant: at(0),
    notBefore: at(-5),
    notOnOrAfter: at(120),
    authnInstant: at(-1),
    context: PASSWORD,
    status: 'urn:oasis:names:tc:SAML:2.0:status:Success',
    attributes: {},
    ...over,
  });

  return {
    key,
    base,
    entityId: `${base}/entity`,
    ssoUrl: `${base}/sso`,
    metadata,
    statement,
    /** XML of a response, signed as any other identity provider signs. */
    respond: (request: AuthnRequest, over: Partial<Statement> = {}, signing: Partial<Signing> = {}): string =>
      signed(responseXml(statement(request, over)), { key, ...signing }),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

export function responseXml(said: Statement): string {
  return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_${newId()}" Version="2.0" IssueInstant="${said.issueInstant.toISOString()}" Destination="${said.destination}" InResponseTo="${said.responseTo}"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${said.issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="${said.status}"/></samlp:Status>${assertionXml(said)}</samlp:Response>`;
}

export function assertionXml(said: Statement): string {
  const attributes = Object.entries(said.attributes).map(
    ([name, values]) =>
      `<saml:Attribute Name="${name}">${values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('')}</saml:Attribute>`,
  );
  const held =
    attributes.length === 0 ? '' : `<saml:AttributeStatement>${attributes.join('')}</saml:AttributeStatement>`;
  return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${said.assertionId}" Version="2.0" IssueInstant="${said.issueInstant.toISOString()}"><saml:Issuer>${said.issuer}</saml:Issuer><saml:Subject><saml:NameID Format="${said.format}">${said.subject}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${said.notOnOrAfter.toISOString()}" Recipient="${said.recipient}" InResponseTo="${said.inResponseTo}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${said.notBefore.toISOString()}" NotOnOrAfter="${said.notOnOrAfter.toISOString()}"><saml:AudienceRestriction><saml:Audience>${said.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${said.authnInstant.toISOString()}" SessionIndex="_s1"><saml:AuthnContext><saml:AuthnContextClassRef>${said.context}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>${held}</saml:Assertion>`;
}

export function signed(
  xml: string,
  {
    key,
    signatureAlgorithm = RSA_SHA256,
    digestAlgorithm = SHA256,
    of = 'Assertion',
  }: Partial<Signing> & Pick<Signing, 'key'>,
): string {
  const targets = of === 'both' ? ['Assertion', 'Response'] : of === 'nothing' ? [] : [of];
  return targets.reduce((text, target) => {
    const signer = new SignedXml({
      privateKey: key.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      publicCert: key.certificate,
      signatureAlgorithm,
      canonicalizationAlgorithm: EXC,
      getKeyInfoContent: (how = {}) => SignedXml.getKeyInfoContent(how),
    });
    const place = `//*[local-name(.)='${target}']`;
    signer.addReference({ xpath: place, digestAlgorithm, transforms: [ENVELOPED, EXC] });
    signer.computeSignature(text, { location: { reference: `${place}/*[local-name(.)='Issuer']`, action: 'after' } });
    return signer.getSignedXml();
  }, xml);
}
