import '../../../../test/support/no-inlined-wasm.js';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import fc from 'fast-check';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { matches } from '../core/condition/condition.js';
import type { ConditionEnv } from '../core/condition/env.js';
import type { Attributes, Condition } from '../core/condition/types.js';
import { contextOf } from './context.js';
import { asDecimal, decimalsAround } from './decimals.js';
import { expressed } from './expression.js';
import { Vocabulary } from './vocabulary.js';

const texts = ['a', 'abc', 'ABC', '', 'a*c', 'a\\"b', '/data/x', '/data/../x', 'e\u0301', '\u00e9', 'a\u200bb', '5'];
const addresses = [
  '10.1.2.3',
  '::ffff:10.1.2.3',
  '::ffff:a01:203',
  'fd00::1',
  'FD00:0::1',
  '10.1.2.3%eth0',
  '010.1.2.3',
  '1::%1',
];
const numbers = [0, -0, 1, 0.1, 0.3, 0.1 + 0.2, 1e-5, -1e-5, 0.00005, 99.99995, -3.25, 1e21, -1e300, 9e14, 2 ** 53];
const scalar = fc.constantFrom<(string | number | boolean | null)[]>(
  ...texts,
  ...addresses,
  ...numbers,
  true,
  false,
  null,
);
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 3, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom('a', 'abc'), { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constant({}) },
);
const attributes: fc.Arbitrary<Attributes | null> = fc.option(
  fc.dictionary(
    fc.constantFrom('x', 'y'),
    fc.oneof(scalar, fc.array(fc.oneof(scalar, fc.constantFrom(...texts)), { maxLength: 3 })) as fc.Arbitrary<
      Attributes[string]
    >,
  ),
);
const env: fc.Arbitrary<ConditionEnv> = fc
  .record({
    args: fc.oneof(fc.dictionary(fc.constantFrom('x', 'y'), value), fc.constant(null)),
    person: attributes,
    owner: attributes,
    tags: fc.subarray(['a', 'abc']),
    environment: fc.constantFrom('a', null),
    server: fc.constantFrom('production' as const, null),
    at: fc.integer({ min: 0, max: 20_000 }).map((hours) => new Date(Date.UTC(2026, 0, 1) + hours * 1_807_000)),
    client: fc.constantFrom('a', null),
    acr: fc.constantFrom('mfa', 'a', null),
    age: fc.constantFrom(null, 0, 60_000, 60_001, 1e9),
    called: fc.constantFrom(undefined, [], ['{"kind":"tool","name":"a"}']),
    used: fc.constantFrom(undefined, {}, { 'calls session agent=agent0': 2 }),
  })
  .map((raw) => ({
    args: raw.args,
    person: raw.person,
    owner: raw.owner,
    agent: { id: 'agent0', environment: raw.environment, tags: raw.tags },
    server: { name: 'a', environment: raw.server, classification: null },
    at: raw.at,
    ids: { agentId: 'agent0', personId: 'person0', toolId: 't', profileId: null, grantId: 'g' },
    context: {
      clientId: raw.client,
      signIn: raw.age === null ? null : { acr: raw.acr, amr: [], at: new Date(raw.at.getTime() - raw.age) },
      ...(raw.called && { called: raw.called }),
      ...(raw.used && { usage: raw.used }),
    },
  }));

const one = fc.constantFrom({ arg: 'x' }, { arg: 'y' });
const several = fc.constantFrom(
  { arg: 'x[*]' },
  { arg: 'x[*]', each: 'any' as const },
  { arg: 'x[*]', each: 'all' as const },
);
const who = fc.constantFrom(
  { person: 'x' },
  { owner: 'y' },
  { agent: 'tags' },
  { agent: 'environment' },
  { server: 'environment' },
  { call: 'client' },
);
const operand = fc.oneof(one, one, several, who);
const clear = fc.constantFrom(...texts.slice(0, 7), '\u00e9', '5');
const literal = fc.oneof(clear, fc.constantFrom(...numbers), fc.constantFrom(true, false, null));
const comparison = fc.oneof(
  fc.record({ op: fc.constantFrom('eq', 'ne'), value: literal }),
  fc.record({
    op: fc.constantFrom('in', 'notIn'),
    value: fc.oneof(fc.array(clear, { minLength: 1, maxLength: 3 }), fc.array(literal, { minLength: 1, maxLength: 3 })),
  }),
  fc.record({ op: fc.constantFrom('eq', 'ne', 'in', 'lt', 'gte'), of: operand }),
  fc.record({ op: fc.constantFrom('prefix', 'suffix'), value: fc.constantFrom('a', 'c', 'a*', '/data/', '\\') }),
  fc.record({
    op: fc.constant('cidr'),
    value: fc.constantFrom(['10.0.0.0/8'], ['fd00::/8'], ['10.1.2.3/32', '::/0'], ['10.1.2.3/8']),
  }),
  fc.record({ op: fc.constantFrom('lt', 'lte', 'gt', 'gte'), value: fc.constantFrom(...numbers) }),
);
const leaf = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(operand, comparison).map((parts) => Object.assign({}, ...parts) as Condition) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Condition[]>(
      { time: { zone: 'Europe/Berlin', days: ['mon', 'sun'], from: '09:00', to: '17:00' } },
      { time: { zone: 'America/New_York', days: ['fri'], from: '22:00', to: '06:30' } },
      { time: { zone: 'Asia/Kathmandu', from: '00:10' } },
      { assurance: { acr: ['mfa'], maxAge: 60 } },
      { assurance: { maxAge: 60 } },
      { assurance: { acr: ['a'] } },
      { called: { name: 'a' } },
      { counter: { unit: 'calls', per: ['agent'], window: 'session' }, op: 'lt', value: 2 },
      { cel: 'args.x == "a"' },
    ),
  },
);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 6, arbitrary: leaf },
  { weight: 1, arbitrary: fc.record({ not: leaf }) },
  { weight: 1, arbitrary: fc.record({ all: fc.array(leaf, { maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ any: fc.array(leaf, { maxLength: 3 }) }) },
);

let made = 0;
function cedarOf(of: Condition) {
  const words = new Vocabulary();
  const name = `condition${made++}`;
  const policies = (['surely', 'maybe'] as const).map((as) => {
    const when = expressed(of, as, { grantId: 'g', profileId: null }, words);
    return `permit (principal, action == Action::"${as}", resource) when { ${when} };`;
  });
  expect(cedar.preparsePolicySet(name, { staticPolicies: policies.join('\n') })).toEqual({ type: 'success' });
  return (env_: ConditionEnv, as: 'surely' | 'maybe'): boolean => {
    const server = { name: 'a', ...(env_.server.environment && { environment: env_.server.environment }) };
    const answer = cedar.statefulIsAuthorized({
      principal: { type: 'Agent', id: 'a' },
      action: { type: 'Action', id: as },
      resource: { type: 'Tool', id: 't' },
      context: contextOf(env_, words) as cedar.Context,
      preparsedPolicySetId: name,
      entities: [
        { uid: { type: 'Tool', id: 't' }, attrs: { server: { __entity: { type: 'Server', id: 's' } } }, parents: [] },
        { uid: { type: 'Server', id: 's' }, attrs: server, parents: [] },
      ],
    });
    if (answer.type === 'failure') throw new Error(JSON.stringify([of, answer.errors]));
    expect(answer.response.diagnostics.errors).toEqual([]);
    return answer.response.decision === 'allow';
  };
}

describe('a condition in the words of Cedar', () => {
  it(
    'is surely true where it is true, and maybe true unless it is false, for the oddest values [oracle.conditions]',
    { timeout: 300_000 },
    async () => {
      const seen = { true: 0, false: 0, missing: 0 };
      const wrong: unknown[] = [];
      for (const [i, of] of fc.sample(condition, { numRuns: 1500, seed: 5 }).entries()) {
        if (i % 50 === 0) await setImmediate(); // the runner wants to hear of us
        const theirs = cedarOf(of);
        for (const around of fc.sample(env, { numRuns: 8, seed: 100 + i })) {
          const ours = matches(of, around);
          seen[`${ours}`] += 1;
          const [surely, maybe] = [theirs(around, 'surely'), theirs(around, 'maybe')];
          if (surely !== (ours === true) || maybe !== (ours !== false)) wrong.push({ of, around, ours, surely, maybe });
        }
      }

      expect(wrong.slice(0, 3)).toEqual([]);
      expect(Math.min(...Object.values(seen))).toBeGreaterThan(500);
    },
  );
});

describe('numbers as decimals', () => {
  it('keep their order with every decimal [oracle.decimals]', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
      fc.integer().map((n) => n / 1e4),
      fc.constantFrom(...numbers),
    );
    fc.assert(
      fc.property(
        number,
        fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 1e4),
        (x, limit) => {
          const around = decimalsAround(x);
          const literal = asDecimal(limit);
          if (!around || literal === undefined) return;
          const [low, high, l] = [around.low, around.high, literal].map((text) => BigInt(text.replace('.', ''))) as [
            bigint,
            bigint,
            bigint,
          ];
          expect([low < l, high <= l, high > l, low >= l, low === l && high === l]).toEqual([
            x < limit,
            x <= limit,
            x > limit,
            x >= limit,
            x === limit,
          ]);
        },
      ),
      { numRuns: 20_000 },
    );
    expect(decimalsAround(1e300)).toBeUndefined();
    expect(decimalsAround(-1e-9)).toEqual({ low: '-0.0001', high: '0.0000' });
  });
});
