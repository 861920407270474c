import { expect, it } from 'vitest';
import { isFreshProof, isLasting, oneValue, strongProof } from './vouched.js';

it.each([
  ['sub', true],
  ['oid', true],
  ['NameID', true],
  ['employeeNumber', true],
  ['http://schemas.microsoft.com/identity/claims/objectidentifier', true],
  ['email', false],
  ['Email', false],
  ['e-mail', false],
  ['mail', false],
  ['upn', false],
  ['preferred_username', false],
  ['http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress', false],
  ['http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name', false],
  ['http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn', false],
  ['urn:oid:0.9.2342.19200300.100.1.3', false],
  ['urn:oid:1.2.840.113549.1.9.1', false],
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.6', false],
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.13', true],
  ['userPrincipalName', false],
  ['sAMAccountName', false],
])('%s lasts: %s [sign-in.identity]', (name, expected) => {
  expect(isLasting(name)).toBe(expected);
});

const now = new Date('2026-06-01T09:00:00Z');
const vouched = (over = {}) => ({
  values: new Map([
    ['one', ['a']],
    ['two', ['a', 'b']],
    ['none', []],
    ['empty', ['']],
    ['long', ['x'.repeat(501)]],
  ]),
  authenticatedAt: now,
  acr: ['loa2'],
  amr: ['pwd', 'otp'],
  sessionIndex: null,
  ...over,
});

it('one value names somebody; none, several and overlong ones name nobody [sign-in.identity]', () => {
  const said = ['one', 'two', 'none', 'empty', 'long', 'missing'].map((name) => oneValue(vouched(), name));
  expect(said).toEqual(['a', null, null, null, null, null]);
});

it.each([
  [{ acr: ['loa2'], amr: [] }, {}, true],
  [{ acr: [], amr: ['otp'] }, {}, true],
  [{ acr: ['loa3'], amr: ['hwk'] }, {}, false],
  [{ acr: [], amr: [] }, {}, false],
  [{ acr: ['loa2'], amr: [] }, { authenticatedAt: null }, false],
])('what counts as strong is %j: %j proves %s [sign-in.step-up]', (strong, over, expected) => {
  expect(strongProof(vouched(over), strong) !== null).toBe(expected);
});

it.each([
  [0, true],
  [300, true],
  [301, false],
])('a proof %s seconds ago is fresh: %s [sign-in.step-up]', (seconds, expected) => {
  expect(isFreshProof(new Date(now.getTime() - seconds * 1000), now)).toBe(expected);
  expect(isFreshProof(null, now)).toBe(false);
});
