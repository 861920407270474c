import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify } from './classify.js';
import { digestOf, type PersonFacts, stateOf } from './person-state.js';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const custom = 'urn:example:hr:User';
const ada = (over: Partial<PersonFacts> = {}): PersonFacts => {
  const { sourceStatus = 'active', startsAt = null, endsAt = null, onLeave = false, held = false } = over;
  const present = sourceStatus === 'active' && !onLeave;
  return {
    id: 'p1',
    status: present && !held ? 'active' : 'inactive',
    present,
    held,
    joinedAt: new Date(0),
    sourceStatus,
    startsAt,
    endsAt,
    onLeave,
    externalId: 'e1',
    userName: 'ada',
    displayName: 'Ada',
    employeeNumber: '7',
    managerId: 'm1',
    attributes: { title: 'Clerk', [enterprise]: { department: 'Finance' } },
    ...over,
  };
};
const off = { sourceStatus: 'inactive' } as const;
const ended = { present: false, status: 'inactive', endsAt: new Date(1000) } as const;
const early = { present: false, status: 'inactive', startsAt: new Date(1000) } as const;
const gone = { status: 'deleted', present: false } as const;
const never = { joinedAt: null } as const;
const placed = (extension: object, more: object = {}) => ({
  attributes: { title: 'Clerk', ...more, [enterprise]: { department: 'Finance', ...extension } },
});

const verdict = (before: Partial<PersonFacts> | null, after: Partial<PersonFacts>, formerly: string[] = []) =>
  classify(before && stateOf(ada(before)), stateOf(ada(after)), { formerly });

describe('somebody new', () => {
  it.each([
    ['who is active', {}, [], 'joiner'],
    ['who is not active yet', off, [], 'pre_hire'],
    ['who begins later', early, [], 'pre_hire'],
    ['who is away', { onLeave: true }, [], 'pre_hire'],
    ['who was here before', {}, ['old'], 'rehire'],
    ['who comes back but not yet', off, ['old'], 'rehire'],
  ] as const)('%s [lifecycle.classifier]', (_, after, formerly, kind) => {
    expect(verdict(null, after, [...formerly])).toEqual({ kind, changed: [] });
  });
});

describe('a change', () => {
  it.each<[string, Partial<PersonFacts>, Partial<PersonFacts>, string | null, string[]]>([
    ['off', {}, off, 'leaver', ['status']],
    ['on', off, {}, 'reinstated', ['status']],
    ['on for the first time', { ...off, ...never }, {}, 'joiner', ['status']],
    ['on while away', { ...off, onLeave: true }, { onLeave: true }, null, ['status']],
    ['on leave', {}, { onLeave: true }, 'leaver', ['onLeave', 'status']],
    ['back from leave', { onLeave: true }, {}, 'reinstated', ['onLeave', 'status']],
    ['on leave once off', off, { ...off, onLeave: true }, null, ['onLeave']],
    ['past the last day', { endsAt: ended.endsAt }, ended, 'leaver', ['status']],
    ['of the last day, backwards', {}, ended, 'leaver', ['endsAt', 'status']],
    ['of the last day, ahead', {}, { endsAt: new Date(9e12) }, null, ['endsAt']],
    ['on the first day', { ...early, ...never }, { startsAt: early.startsAt }, 'joiner', ['status']],
    ['to a later first day', {}, early, 'leaver', ['startsAt', 'status']],
    ['held', {}, { held: true }, null, ['status']],
    ['released', { held: true }, {}, null, ['status']],
    ['off while held', { held: true }, { ...off, held: true }, 'leaver', ['status']],
    ['on while held', { ...off, held: true }, { held: true }, 'reinstated', ['status']],
    ['deleted while active', {}, gone, 'final_leaver', ['status']],
    ['deleted while inactive', off, { ...gone, ...off }, 'final_leaver', ['status']],
    ['deleted before the first day', { ...off, ...never }, { ...gone, ...off, ...never }, 'final_leaver', ['status']],
    ['of the title', {}, placed({}, { title: 'Head' }), 'mover', ['title']],
    ['of the user type', {}, placed({}, { userType: 'x' }), 'mover', ['userType']],
    ['of the department', {}, placed({ department: 'IT' }), 'mover', ['department']],
    ['of the division', {}, placed({ division: 'x' }), 'mover', ['division']],
    ['of the organization', {}, placed({ organization: 'x' }), 'mover', ['organization']],
    ['of the cost center', {}, placed({ costCenter: 'x' }), 'mover', ['costCenter']],
    ['of the employee number', {}, { employeeNumber: '8' }, 'mover', ['employeeNumber']],
    ['of the manager', {}, { managerId: 'm2' }, 'mover.manager', ['manager']],
    [
      'of manager and department',
      {},
      { managerId: 'm2', attributes: { title: 'Clerk' } },
      'mover',
      ['department', 'manager'],
    ],
    ['of the external id', {}, { externalId: 'e2' }, 'relink_alert', ['externalId']],
    ['without the external id', {}, { externalId: null }, 'relink_alert', ['externalId']],
    ['first external id', { externalId: null }, {}, null, ['externalId']],
    [
      'of external id and department',
      {},
      { externalId: 'e2', attributes: {} },
      'relink_alert',
      ['department', 'externalId', 'title'],
    ],
    ['on under another external id', off, { externalId: 'e2' }, 'relink_alert', ['externalId', 'status']],
    ['off under another external id', {}, { ...off, externalId: 'e2' }, 'leaver', ['externalId', 'status']],
    ['of the name', {}, { displayName: 'Ada L.', userName: 'al' }, null, ['displayName', 'userName']],
    ['of an address', {}, placed({}, { emails: [{ value: 'x' }] }), null, ['emails']],
    [
      'of an attribute of the source’s own',
      {},
      placed({}, { [custom]: { department: 'x' } }),
      null,
      [`${custom}:department`],
    ],
    ['of nothing', {}, {}, null, []],
    ['off and away at once', {}, { ...off, attributes: {} }, 'leaver', ['department', 'status', 'title']],
  ])('%s [lifecycle.classifier]', (_, before, after, kind, changed) => {
    expect(verdict(before, after)).toEqual({ kind, changed });
  });
});

it('does not take another order of keys for a change [lifecycle.classifier]', () => {
  const name = (value: object) => ({ attributes: { name: value } });
  const was = name({ givenName: 'Ada', familyName: 'L' });
  expect(verdict(was, name({ familyName: 'L', givenName: 'Ada' }))).toEqual({ kind: null, changed: [] });
});

it('keeps nothing that describes a human being, and nothing that fits another one [lifecycle.log-private]', () => {
  const text = JSON.stringify(stateOf(ada({ managerId: '0190' })));
  for (const word of ['ada', 'Ada', 'Clerk', 'Finance', 'e1', '0190']) expect(text).not.toContain(`"${word}"`);
  expect(stateOf(ada({ id: 'p2' })).facts).not.toEqual(stateOf(ada()).facts);
});

it('gives the same event for the same states, and no narrowing is told as anything else [lifecycle.classifier-pure]', () => {
  const person: fc.Arbitrary<PersonFacts> = fc
    .record({
      sourceStatus: fc.constantFrom('active' as const, 'inactive' as const),
      onLeave: fc.boolean(),
      held: fc.boolean(),
      joinedAt: fc.option(fc.constant(new Date(0))),
      externalId: fc.option(fc.constantFrom('e1', 'e2')),
      userName: fc.constantFrom('a', 'b'),
      managerId: fc.option(fc.constantFrom('m1', 'm2')),
      attributes: fc.dictionary(fc.constantFrom('title', enterprise, '__proto__', 'x'), fc.jsonValue({ maxDepth: 1 })),
    })
    .map(ada);
  fc.assert(
    fc.property(person, person, (one, other) => {
      const [before, after] = [stateOf(one), stateOf(other)];
      const told = classify(before, after, { formerly: [] });
      const stored = (state: typeof before): typeof before => JSON.parse(JSON.stringify(state));
      expect(classify(stored(before), stored(after), { formerly: [] })).toEqual(told);
      expect(digestOf(stored(before))).toBe(digestOf(before));
      expect(told.kind === 'leaver').toBe(before.present && !after.present);
      expect(classify(before, stored(before), { formerly: [] })).toEqual({ kind: null, changed: [] });
    }),
  );
});
