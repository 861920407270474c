import { expect, it } from 'vitest';
import { judgeAssertion } from './saml-assertion.js';

const now = new Date('2026-06-01T09:00:00Z');
const expected = { issuer: 'idp', audience: 'us', acsUrl: 'https://us/acs', requestId: '_1', now };
const at = now.toISOString();
const end = new Date(now.getTime() + 60_000).toISOString();

function judged(attributes: string) {
  const confirmation = `<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData Recipient="https://us/acs" InResponseTo="_1" NotOnOrAfter="${end}"/></SubjectConfirmation>`;
  const conditions = `<Conditions NotOnOrAfter="${end}"><AudienceRestriction><Audience>us</Audience></AudienceRestriction></Conditions>`;
  const said = judgeAssertion(
    `<Assertion ID="_a" IssueInstant="${at}"><Issuer>idp</Issuer><Subject>${confirmation}</Subject>${conditions}<AuthnStatement AuthnInstant="${at}"/>${attributes}</Assertion>`,
    expected,
  );
  if (typeof said === 'string') throw new Error(said);
  return said.values;
}

it('believes attributes of the statement, and none that only stand in the value of another one [sign-in.saml.attributes]', () => {
  const inner = '<Attribute Name="id"><AttributeValue>admin</AttributeValue></Attribute>';
  const outer = `<Attribute Name="note"><AttributeValue>${inner}</AttributeValue></Attribute>`;
  const values = judged(`<AttributeStatement>${outer}</AttributeStatement><Advice>${inner}</Advice>`);
  expect([...values.keys()]).toEqual(['note']);
  expect(judged(`<AttributeStatement>${inner}</AttributeStatement>`).get('id')).toEqual(['admin']);
});
