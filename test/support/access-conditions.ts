import type { AccessFacts, AccessRequest } from '@app/access';
import fc from 'fast-check';

/** Conditions of every kind, over few values, so that calls meet them; and arguments and contexts that do. */
export type Grant = AccessFacts['profileGrants'][number];
export type Condition = NonNullable<Grant['condition']>;
export type Pattern = NonNullable<Grant['pattern']>;
export type Context = NonNullable<AccessRequest['context']>;
type Counter = NonNullable<Grant['budget']>['counter'];

export const patterns: readonly Pattern[] = [
  { name: '*' },
  { name: 'name?' },
  { name: '*0', server: 'server0' },
  { risk: ['read'] },
  { risk: ['write', 'unknown'], environment: ['production'] },
  { tag: 'money' },
  { tag: 'shared' },
  { environment: ['staging', 'test'] },
  { classification: ['restricted', 'confidential'] },
  { kind: 'prompt', name: '*' },
];
const counter: fc.Arbitrary<Counter> = fc.record({
  unit: fc.constantFrom('calls', 'calls', 'records', 'bytes', 'cost'),
  per: fc.subarray(['agent', 'person', 'tool', 'profile', 'grant'] as const, { maxLength: 3 }),
  window: fc.constantFrom<Counter['window'][]>(
    'session',
    { every: 'day', zone: 'Europe/Berlin' },
    { every: 'hour', zone: 'UTC' },
  ),
});
export const budget: fc.Arbitrary<Grant['budget']> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.record({ counter, limit: fc.integer({ min: 0, max: 5 }), exceeded: fc.constantFrom('deny', 'hold') }),
  },
);
export const obligations: fc.Arbitrary<Grant['obligations']> = fc.constantFrom<Grant['obligations'][]>(
  [],
  [],
  [],
  [{ redact: ['customers[*].iban'] }],
  [{ cap: { records: 5 } }, { redact: ['note'] }],
);

const number = fc.integer({ min: 0, max: 3 });
const fixed: readonly Condition[] = [
  { arg: 's', op: 'prefix', value: 'a' },
  { arg: 's', op: 'suffix', value: 'c' },
  { arg: 's', op: 'in', value: ['a', 'abc'] },
  { arg: 's', op: 'notIn', value: ['abc'] },
  { arg: 'ip', op: 'cidr', value: ['10.0.0.0/8', 'fd00::/8'] },
  { arg: 'items[*].account', each: 'all', op: 'eq', value: 'x' },
  { arg: 'items[*].account', each: 'any', op: 'eq', value: 'x' },
  { arg: 'ownerId', op: 'eq', of: { person: 'employeeNumber' } },
  { arg: 'ownerId', op: 'ne', of: { owner: 'employeeNumber' } },
  { person: 'department', op: 'eq', value: 'sales' },
  { person: 'department', op: 'ne', value: 'sales' },
  { person: 'roles', op: 'in', value: ['lead', 'clerk'] },
  { owner: 'department', op: 'eq', value: 'sales' },
  { owner: 'roles', op: 'eq', of: { person: 'department' } },
  { agent: 'environment', op: 'eq', of: { server: 'environment' } },
  { agent: 'tags', op: 'eq', value: 'trusted' },
  { server: 'environment', op: 'ne', value: 'production' },
  { server: 'classification', op: 'in', value: ['public', 'internal'] },
  { call: 'client', op: 'eq', value: 'client0' },
  { time: { zone: 'Europe/Berlin', days: ['mon', 'tue'], from: '09:00', to: '17:00' } },
  { time: { zone: 'America/New_York', from: '22:00', to: '06:00' } },
  { assurance: { acr: ['mfa', 'phr'] } },
  { assurance: { acr: ['phr', 'pwd'], maxAge: 300 } },
  { assurance: { maxAge: 900 } },
];
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 48, arbitrary: fc.constantFrom(...fixed) },
  {
    weight: 16,
    arbitrary: fc.record({
      arg: fc.constantFrom('n', 'x'),
      op: fc.constantFrom('lt', 'lte', 'gt', 'gte'),
      value: number,
    }),
  },
  { weight: 4, arbitrary: fc.record({ called: fc.constantFrom(...patterns) }) },
  { weight: 4, arbitrary: fc.record({ counter, op: fc.constantFrom('lt', 'gte'), value: number }) },
  {
    weight: 1,
    arbitrary: fc.record({
      cel: fc.constantFrom(
        'args.n <= 2.0',
        'args.s.startsWith("a") && person.department == "sales"',
        'args.n > 0.0 || owner.active',
      ),
    }),
  },
);
export const someCondition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 6, arbitrary: leaf },
  { weight: 1, arbitrary: fc.record({ all: fc.array(leaf, { maxLength: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ any: fc.array(leaf, { maxLength: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ not: leaf }) },
);
/** For the one grant that everything hangs on. */
export const narrowing: fc.Arbitrary<Condition> = fc.oneof(someCondition, fc.constantFrom(...fixed.slice(-3)));
export const condition: fc.Arbitrary<Condition | null> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: someCondition },
);

export const args = fc.record(
  {
    n: fc.constantFrom<(number | string)[]>(0, 1, 2, 3, '1'),
    s: fc.constantFrom('a', 'abc', ''),
    ip: fc.constantFrom('10.1.2.3', '8.8.8.8', 'fd00::1', 'here'),
    items: fc.constantFrom<unknown[]>([], [{ account: 'x' }], [{ account: 'x' }, { account: 'y' }], 'none'),
    ownerId: fc.constantFrom('e0', 'e1'),
  },
  { requiredKeys: [] },
);
/** Without what must be looked up. */
export const context = (at: Date): fc.Arbitrary<Context> =>
  fc.record({
    clientId: fc.constantFrom('client0', 'client1', null),
    signIn: fc.option(
      fc.record({
        acr: fc.constantFrom('mfa', 'phr', 'pwd', null),
        amr: fc.constant([]),
        at: fc.constantFrom(60, 600, 7200).map((age) => new Date(at.getTime() - age * 1000)),
      }),
      { nil: null },
    ),
  });
