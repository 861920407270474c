import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify } from './classify.js';
import type { PersonState } from './person-state.js';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ada = (over: Partial<PersonState> = {}): PersonState => ({
  status: 'active',
  externalId: 'e1',
  userName: 'ada',
  displayName: 'Ada',
  managerId: 'm1',
  attributes: { title: 'Clerk', [enterprise]: { department: 'Finance' } },
  ...over,
});

const past = { tombstones: [], hasLeft: true };

describe('somebody new', () => {
  it.each([
    ['who is active', ada(), [], 'joiner'],
    ['who is not active yet', ada({ status: 'inactive' }), [], 'pre_hire'],
    ['whom the source has sent before', ada(), ['old'], 'rehire'],
    ['who comes back but not yet', ada({ status: 'inactive' }), ['old'], 'rehire'],
  ] as const)('%s [lifecycle.classifier]', (_, after, tombstones, kind) => {
    expect(classify(null, after, { tombstones, hasLeft: false })).toEqual({ kind, changed: [] });
  });
});

describe('a change', () => {
  it.each<[string, Partial<PersonState>, Partial<PersonState>, string | null, string[]]>([
    ['off', {}, { status: 'inactive' }, 'leaver', ['status']],
    ['on', { status: 'inactive' }, { status: 'active' }, 'reinstated', ['status']],
    ['deleted while active', {}, { status: 'deleted' }, 'final_leaver', ['status']],
    ['deleted while inactive', { status: 'inactive' }, { status: 'deleted' }, 'final_leaver', ['status']],
    [
      'of the title',
      {},
      { attributes: { title: 'Head', [enterprise]: { department: 'Finance' } } },
      'mover',
      ['title'],
    ],
    [
      'of the department',
      {},
      { attributes: { title: 'Clerk', [enterprise]: { department: 'IT' } } },
      'mover',
      ['department'],
    ],
    ['of the manager', {}, { managerId: 'm2' }, 'mover.manager', ['manager']],
    [
      'of manager and department',
      {},
      { managerId: 'm2', attributes: { title: 'Clerk' } },
      'mover',
      ['department', 'manager'],
    ],
    ['of the external id', {}, { externalId: 'e2' }, 'relink_alert', ['externalId']],
    ['first external id', { externalId: null }, {}, null, ['externalId']],
    ['of the name', {}, { displayName: 'Ada L.', userName: 'al' }, null, ['displayName', 'userName']],
    ['of nothing', {}, {}, null, []],
    ['off and away at once', {}, { status: 'inactive', attributes: {} }, 'leaver', ['department', 'status', 'title']],
  ])('%s [lifecycle.classifier]', (_, before, after, kind, changed) => {
    expect(classify(ada(before), ada(after), past)).toEqual({ kind, changed });
  });
});

it('takes the first day of somebody who was announced for joining [lifecycle.classifier]', () => {
  const announced = { tombstones: [], hasLeft: false };
  expect(classify(ada({ status: 'inactive' }), ada(), announced).kind).toBe('joiner');
});

it('does not take another order of keys for a change [lifecycle.classifier]', () => {
  const name = (value: object) => ada({ attributes: { name: value } });
  const was = name({ givenName: 'Ada', familyName: 'L' });
  expect(classify(was, name({ familyName: 'L', givenName: 'Ada' }), past)).toEqual({ kind: null, changed: [] });
});

it('gives the same event for the same states, and no narrowing is told as anything else [lifecycle.classifier-pure]', () => {
  const state: fc.Arbitrary<PersonState> = fc.record({
    status: fc.constantFrom('active', 'inactive'),
    externalId: fc.option(fc.constantFrom('e1', 'e2')),
    userName: fc.constantFrom('a', 'b'),
    displayName: fc.constantFrom('a', 'b'),
    managerId: fc.option(fc.constantFrom('m1', 'm2')),
    attributes: fc.dictionary(fc.constantFrom('title', enterprise, '__proto__', 'x'), fc.jsonValue({ maxDepth: 1 })),
  });
  fc.assert(
    fc.property(state, state, (before, after) => {
      const verdict = classify(before, after, past);
      expect(classify(structuredClone(before), structuredClone(after), past)).toEqual(verdict);
      const left = before.status === 'active' && after.status === 'inactive';
      expect(verdict.kind === 'leaver').toBe(left);
      expect(classify(before, structuredClone(before), past)).toEqual({ kind: null, changed: [] });
    }),
  );
});
