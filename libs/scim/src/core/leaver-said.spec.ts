import { expect, it } from 'vitest';
import { saysInactive } from './leaver-said.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const op = (...Operations: object[]) => ({ Operations });

it.each([
  [{ userName: 'x', active: false }],
  [{ Active: 'False' }],
  [{ [`${USER}:active`]: 'false' }],
  [{ [USER]: { active: false } }],
  [op({ op: 'Replace', path: 'active', value: 'False' })],
  [op({ op: 'replace', value: { active: false } })],
  [op({ op: 'replace', value: { displayName: 'x' } }, { op: 'replace', value: { [`${USER}:active`]: false } })],
  [op({ op: 'replace', path: `${USER}:Active`, value: [false] })],
  [op({ op: 'replace', path: 'active', value: { value: 'false' } })],
  [op({ op: 'replace', path: USER, value: { active: false } })],
  [op({ op: 'Remove', path: 'active' })],
  [op({ op: 'replace', path: 'active', value: null })],
  [{ operations: [{ OP: 'ADD', PATH: 'ACTIVE', VALUE: 'FALSE' }] }],
  [op({ method: 'PATCH', path: '/Users/1', data: op({ op: 'replace', value: { active: false } }) })],
])('%j says that somebody left [scim.leaver-refused]', (body) => {
  expect(saysInactive(body)).toBe(true);
});

it.each([
  [{ userName: 'x', active: true }],
  [{ active: 'True' }],
  [{ displayName: 'active', title: 'false' }],
  [op({ op: 'replace', path: 'active', value: true })],
  [op({ op: 'replace', path: 'displayName', value: false })],
  [op({ op: 'remove', path: 'emails[type eq "active"]' })],
  [{ inactive: false }],
  [null],
  ['active'],
  [undefined],
  [Object.assign(Buffer.from('{"active":false'), { active: false })], // bytes are not walked through
])('%j does not say that [scim.leaver-refused]', (body) => {
  expect(saysInactive(body)).toBe(false);
});
