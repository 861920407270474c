import { type Element, everywhere, readStrictXml, within } from './strict-xml.js';

/** Longest response that is looked at, in characters of base64. */
export const LONGEST_RESPONSE = 256 * 1024;

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const ENC = 'http://www.w3.org/2001/04/xmlenc#';
const EXC = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success';

/** What may stand in a signature; anything else, SHA-1 first of all, is refused whatever the library can do. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  SignatureMethod: [`${MORE}rsa-sha256`, `${MORE}rsa-sha512`],
  DigestMethod: [`${ENC}sha256`, `${ENC}sha512`],
  CanonicalizationMethod: [EXC],
  Transform: [`${DSIG}enveloped-signature`, EXC],
};

/** Why a response is refused before anything in it is believed. */
export type SamlFault =
  | 'size'
  | 'form'
  | 'one-assertion'
  | 'encrypted'
  | 'algorithm'
  | 'signature-form'
  | 'destination'
  | 'in-response-to'
  | 'status';

/**
 * The guards that stand before the library (SAML core §5.4, bindings §3.5.5.2). What is read here is not signed yet: it
 * can only refuse.
 * @param base64 of the form field `SAMLResponse`
 * @param expected our ACS URL, and the id of the request that this browser was sent away with
 */
export function faultOfResponse(base64: string, expected: { acsUrl: string; requestId: string }): SamlFault | null {
  if (base64.length > LONGEST_RESPONSE) return 'size';
  if (!/^[\w+/=\s]+$/.test(base64)) return 'form';
  const response = readStrictXml(Buffer.from(base64, 'base64').toString('utf8'));
  if (response?.name !== 'Response') return 'form';
  const { Destination, InResponseTo } = response.attributes;
  if (Destination !== expected.acsUrl) return 'destination';
  if (InResponseTo !== expected.requestId) return 'in-response-to';
  if (statusOf(response) !== SUCCESS) return 'status';
  if (!everywhere(response, 'EncryptedAssertion').next().done) return 'encrypted';
  const assertions = [...everywhere(response, 'Assertion')];
  if (assertions.length !== 1 || within(response, 'Assertion').length !== 1) return 'one-assertion';
  return faultOfSignatures(response);
}

const statusOf = (response: Element): string | undefined =>
  within(within(response, 'Status')[0], 'StatusCode')[0]?.attributes['Value'];

/** One signature of the assertion, perhaps one of the response, each in its own place and of the plainest form. */
function faultOfSignatures(response: Element): SamlFault | null {
  const signatures = [...everywhere(response, 'Signature')];
  const inPlace = [response, ...within(response, 'Assertion')].map((element) => within(element, 'Signature').length);
  if (signatures.length === 0 || signatures.length !== inPlace.reduce((sum, count) => sum + count, 0)) {
    return 'signature-form';
  }
  if (inPlace.some((count) => count > 1)) return 'signature-form';
  return signatures.map(faultOfSignature).find((fault) => fault !== null) ?? null;
}

/** The library takes an attribute by its local name, whatever its namespace: so there may be none with a prefix. */
const hasPrefixes = ({ attributes, children }: Element): boolean =>
  Object.keys(attributes).some((name) => name.includes(':')) || children.some(hasPrefixes);

function faultOfSignature(signature: Element): SamlFault | null {
  if (hasPrefixes(signature)) return 'signature-form';
  for (const [name, algorithms] of Object.entries(allowed)) {
    const found = [...everywhere(signature, name)];
    if (found.length === 0 && name !== 'Transform') return 'signature-form';
    if (found.some(({ attributes }) => !algorithms.includes(attributes['Algorithm'] ?? ''))) return 'algorithm';
  }
  const once = ['SignedInfo', 'SignatureValue', 'Reference', 'DigestValue', 'SignatureMethod', 'DigestMethod'];
  if (once.some((name) => [...everywhere(signature, name)].length !== 1)) return 'signature-form';
  return everywhere(signature, 'Object').next().done ? null : 'signature-form';
}
