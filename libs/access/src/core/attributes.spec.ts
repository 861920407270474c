import { expect, it } from 'vitest';
import { attributeNames, attributesOf, isAttribute, type Stated } from './attributes.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const mira: Stated = {
  userName: 'mira',
  displayName: 'Mira',
  employeeNumber: '42',
  managerId: null,
  status: 'active',
  attributes: {
    title: 'Clerk',
    userType: { nested: true },
    emails: [{ value: 'old@x.example' }, { value: 'mira@x.example', primary: true }],
    roles: [{ value: 'sales' }, { display: 'no value' }],
    [ENTERPRISE]: { department: 'Law', manager: { value: 'x' } },
    'urn:acme:hr:1:User': { shift: 'night', sites: ['a', 'b'], deep: { x: 1 } },
  },
};

it('tells what a directory states of a person, and nothing that it does not [access.person-attributes]', () => {
  const common = { userName: 'mira', displayName: 'Mira', email: 'mira@x.example', employeeNumber: '42', active: true };
  expect(attributesOf(mira)).toEqual({
    ...common,
    title: 'Clerk',
    department: 'Law',
    roles: ['sales'],
    entitlements: [],
  });
  const asked = [
    'urn:acme:hr:1:User:shift',
    'urn:acme:hr:1:User:sites',
    'urn:acme:hr:1:User:deep',
    'urn:acme:hr:1:User:none',
  ];
  expect(attributesOf(mira, asked)).toEqual({
    'urn:acme:hr:1:User:shift': 'night',
    'urn:acme:hr:1:User:sites': ['a', 'b'],
  });
  expect(attributesOf({ ...mira, status: 'inactive' }, ['active'])).toEqual({ active: false });
});

it('never asks a prototype [access.condition-own-properties]', () => {
  const attributes = Object.create({ title: 'Chief' }) as Record<string, unknown>;
  expect(attributesOf({ ...mira, attributes }, ['title', 'urn:a:b:c:constructor'])).toEqual({});
});

it('knows its names [access.person-attributes]', () => {
  expect(attributeNames.every(isAttribute)).toBe(true);
  expect(isAttribute(`${ENTERPRISE}:costCenter`)).toBe(true);
  expect(['', 'salary', 'constructor', 'urn:a', 'urn:a b:c:d', 'name.givenName'].some(isAttribute)).toBe(false);
});
