import { type Element, readStrictXml, within } from './strict-xml.js';
import { type Vouched, immutableNameId } from './vouched.js';

/** Where Entra and AD FS name how somebody proved themselves; SAML itself has no place for it. */
const METHODS = 'http://schemas.microsoft.com/claims/authnmethodsreferences';
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
/** An assertion must be younger than this, whatever it says of itself. */
const OLDEST_MS = 5 * 60_000;
const SKEW_MS = 5_000;

export type AssertionFault =
  | 'form'
  | 'issuer'
  | 'confirmation'
  | 'recipient'
  | 'in-response-to'
  | 'not-yet-valid'
  | 'expired'
  | 'audience'
  | 'authn-statement';

export type Expected = Readonly<{
  issuer: string;
  audience: string;
  acsUrl: string;
  requestId: string;
  now: Date;
}>;

/** A signed assertion that is meant for us, now, and for this request. `expiresAt`: no later use is believed. */
export type JudgedAssertion = Vouched & Readonly<{ assertionId: string; expiresAt: Date }>;

/**
 * The checks that stand behind the library (SAML profiles §4.1.4.3), all of them on the bytes whose signature it
 * verified. The library itself looks neither at the issuer of an assertion nor at the recipient.
 * @param signed XML of the assertion, as it was digested
 */
export function judgeAssertion(signed: string, expected: Expected): JudgedAssertion | AssertionFault {
  const assertion = readStrictXml(signed);
  const { ID: assertionId, IssueInstant } = assertion?.attributes ?? {};
  if (assertion?.name !== 'Assertion' || !assertionId || assertionId.length > 200) return 'form';
  if (only(assertion, 'Issuer')?.text !== expected.issuer) return 'issuer';
  const confirmed = confirmationOf(assertion, expected);
  if (typeof confirmed === 'string') return confirmed;
  const conditions = only(assertion, 'Conditions');
  const issued = timeOf(IssueInstant);
  const ends = timeOf(conditions?.attributes['NotOnOrAfter']);
  if (!conditions || issued === null || ends === null) return 'form';
  const begins = timeOf(conditions.attributes['NotBefore'], issued);
  if (begins === null) return 'form';
  const now = expected.now.getTime();
  if (now + SKEW_MS < Math.max(begins, issued)) return 'not-yet-valid';
  if (now - SKEW_MS >= Math.min(ends, confirmed, issued + OLDEST_MS)) return 'expired';
  const audiences = within(conditions, 'AudienceRestriction');
  if (audiences.length === 0 || !audiences.every((one) => names(one, expected.audience))) return 'audience';
  const vouched = vouchedBy(assertion, now);
  if (!vouched) return 'authn-statement';
  return { ...vouched, assertionId, expiresAt: new Date(Math.max(ends, confirmed, issued + OLDEST_MS) + 3_600_000) };
}

/** @returns until when the bearer is the subject, in ms */
function confirmationOf(assertion: Element, { acsUrl, requestId }: Expected): number | AssertionFault {
  const confirmation = only(only(assertion, 'Subject'), 'SubjectConfirmation');
  const data = only(confirmation, 'SubjectConfirmationData');
  if (confirmation?.attributes['Method'] !== BEARER || !data) return 'confirmation';
  const { Recipient, InResponseTo, NotOnOrAfter, NotBefore } = data.attributes;
  if (Recipient !== acsUrl) return 'recipient';
  if (InResponseTo !== requestId) return 'in-response-to';
  return NotBefore === undefined ? (timeOf(NotOnOrAfter) ?? 'confirmation') : 'confirmation';
}

const names = (restriction: Element, audience: string): boolean =>
  within(restriction, 'Audience').some(({ text }) => text.trim() === audience);

function vouchedBy(assertion: Element, now: number): Vouched | null {
  const statement = only(assertion, 'AuthnStatement');
  const authenticated = timeOf(statement?.attributes['AuthnInstant']);
  if (!statement || authenticated === null || authenticated > now + SKEW_MS) return null;
  const nameId = only(only(assertion, 'Subject'), 'NameID');
  const values = new Map<string, string[]>();
  if (nameId && immutableNameId(nameId.attributes['Format'])) values.set('NameID', [nameId.text.trim()]);
  for (const attribute of within(assertion, 'AttributeStatement').flatMap((one) => within(one, 'Attribute'))) {
    const { Name = '' } = attribute.attributes;
    const said = within(attribute, 'AttributeValue').map(({ text }) => text.trim());
    if (Name !== 'NameID') values.set(Name, [...(values.get(Name) ?? []), ...said]);
  }
  const context = only(statement, 'AuthnContext');
  return {
    values,
    authenticatedAt: new Date(authenticated),
    acr: within(context, 'AuthnContextClassRef').map(({ text }) => text.trim()),
    amr: values.get(METHODS) ?? [],
    sessionIndex: statement.attributes['SessionIndex'] ?? null,
  };
}

/** Two where one is meant are as good as none. */
function only(element: Element | undefined, name: string): Element | undefined {
  const [first, second] = within(element, name);
  return second ? undefined : first;
}

/** SAML core §1.3.3: xs:dateTime in UTC. */
function timeOf(text: string | undefined, otherwise: number | null = null): number | null {
  if (text === undefined) return otherwise;
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
