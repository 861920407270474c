import fc from 'fast-check';
import { expect, it } from 'vitest';
import { args, someCondition } from '../../../../../test/support/access-conditions.js';
import { callOf, WEDNESDAY } from '../../../../../test/support/condition-env.js';
import { caps } from './caps.js';
import { compile } from './compile.js';
import { matches } from './condition.js';
import { couldMatch } from './could-match.js';
import type { ConditionEnv } from './env.js';
import { faultOf } from './fault-of.js';
import type { Attributes, Condition } from './types.js';

const attributes: fc.Arbitrary<Attributes | null> = fc.option(
  fc.record(
    {
      employeeNumber: fc.constantFrom('e0', 'e1', 'e\u200b0'),
      department: fc.constantFrom('sales', 'law'),
      roles: fc.constantFrom<string[]>([], ['lead'], ['lead', 'clerk']),
      active: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
);
const anything = fc.oneof(
  args,
  fc.record({ n: fc.jsonValue(), s: fc.jsonValue(), items: fc.jsonValue() }),
  fc.jsonValue(),
);
const call: fc.Arbitrary<ConditionEnv> = fc
  .record({ args: anything, person: attributes, owner: attributes, at: fc.date({ noInvalidDate: true }) })
  .map((stated) => callOf(stated));
/** Groups within groups, which tell a wrong rule of three values from the right one. */
const tree: fc.Arbitrary<Condition> = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    someCondition,
    fc.record({ all: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('tree') }),
  ),
})).tree;

it('says compiled what it says plainly [access.condition-compiled]', () => {
  fc.assert(
    fc.property(tree, fc.array(call, { minLength: 1, maxLength: 5 }), (condition, calls) => {
      const compiled = compile(condition);
      for (const env of calls) expect(compiled(env)).toBe(matches(condition, env));
    }),
    { numRuns: 2000 },
  );
});

it('never takes a call for impossible that is there [access.condition-could]', () => {
  fc.assert(
    fc.property(tree, call, (condition, env) => {
      fc.pre(matches(condition, env) === true);
      expect(couldMatch(condition, env)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

const table: Condition = { arg: 'table', op: 'ne', value: 'financials' };
it.each<[string, unknown]>([
  ['a zero-width space', 'finan\u200bcials'],
  ['a soft hyphen', 'finan\u00adcials'],
  ['a variation selector', 'financials\ufe0f'],
  ['a tag character', 'financials\u{e0041}'],
  ['a change of direction', '\u202efinancials'],
  ['a NUL at the end', 'financials\u0000'],
  ['half a character', 'financials\ud800'],
  ['a decomposed letter', 'financi\u0301als'],
  ['more than is read', `financials${' '.repeat(caps.characters)}`],
  ['a list of one', ['financials']],
  ['an object that says it', { toString: 'financials' }],
])('%s hides nothing from a ban [access.condition-unclear]', (_, value) => {
  expect(compile(table)(callOf({ args: { table: value } }))).toBe('missing');
  expect(compile({ not: table })(callOf({ args: { table: value } }))).toBe('missing');
});

it.each([JSON.parse('1e999') as number, 2 ** 53, -(2 ** 60), Number.NaN])(
  'takes %s for no number, as it may have been written as another [access.condition-unclear]',
  (n) => {
    const env = callOf({ args: { n } });
    const tests: readonly Condition[] = [
      { arg: 'n', op: 'ne', value: 5 },
      { arg: 'n', op: 'in', value: [1, 2 ** 53 - 1] },
      { arg: 'n', op: 'gt', value: 5 },
      { cel: 'args.n != 5' },
    ];
    expect(tests.map((test) => compile(test)(env))).toEqual(['missing', 'missing', 'missing', 'missing']);
  },
);

it('reads a text in any script that is written as people write it [access.condition-unclear]', () => {
  for (const value of ['Café', 'Финансы', '財務', 'مالية', 'two\nlines\t', '👍']) {
    expect(compile(table)(callOf({ args: { table: value } }))).toBe(true);
  }
});

/** As slow as the law allows: what is legal to save, and calls as large as the gateway takes. */
const long = (length: number): string => `é${'a'.repeat(length - 1)}`;
const elements = Array.from({ length: caps.elements }, (_, i) => ({
  t: `${long(58)}${i}`,
  ip: `2001:db8::${(i % 9999) + 1}`,
  n: i,
}));
const worst: readonly (readonly [string, Condition, unknown])[] = [
  [
    'sets over lists',
    {
      all: Array.from(
        { length: caps.lists },
        () =>
          ({
            arg: 'l[*].t',
            each: 'all',
            op: 'notIn',
            value: Array.from({ length: caps.values }, (_, i) => `${'é'.repeat(1000)}${i}`),
          }) as const,
      ),
    },
    { l: elements },
  ],
  [
    'ranges over lists',
    {
      all: Array.from(
        { length: caps.lists },
        () =>
          ({
            arg: 'l[*].ip',
            each: 'any',
            op: 'cidr',
            value: Array.from({ length: caps.ranges }, (_, i) => `10.${i}.0.0/16`),
          }) as const,
      ).map((not) => ({ not })),
    },
    { l: elements },
  ],
  [
    'texts of all tests',
    { all: Array.from({ length: caps.nodes - 1 }, () => ({ arg: 's', op: 'ne', value: 'x' }) as const) },
    { s: long(caps.characters) },
  ],
  [
    'paths of all tests',
    { any: Array.from({ length: caps.nodes - 1 }, () => ({ arg: 's', op: 'prefix', value: 'x' }) as const) },
    { s: `/${'.%2e'.repeat(caps.characters / 4 - 1)}` },
  ],
  [
    'expressions over lists',
    {
      all: Array.from({ length: caps.expressions }, () => ({
        cel: `args.l.all(x, x.t != "${'b'.repeat(60)}" && !x.t.endsWith("zzz") && !x.t.contains("aab")) && args.l.all(x, x.n + x.n >= 0.0 && x.t > "a")`,
      })),
    },
    { l: elements.slice(0, 200) },
  ],
  [
    'numbers over lists',
    {
      all: Array.from({ length: caps.expressions }, () => ({
        cel: 'args.l.all(x, x + x + x + x + x + x >= 0.0) && args.l.exists_one(x, x + x + x + x < -1.0) || args.n == 5',
      })),
    },
    { l: Array.from({ length: 996 }, (_, i) => i), n: 5 },
  ],
  [
    'lists compared within lists',
    {
      all: Array.from({ length: caps.expressions }, () => ({
        cel: 'args.l.all(x, args.s == args.n && args.n == args.s && args.s == args.n && args.n == args.s && args.s == args.n)',
      })),
    },
    { l: [...Array(330).keys()], n: [...Array(330).keys()], s: [...Array(330).keys()] },
  ],
  [
    'patterns over texts',
    {
      all: Array.from({ length: caps.expressions }, () => ({
        cel: 'args.s.matches("(a{1,50}){1,5}$") && args.s.matches("((a+)+)+[a-z]*$")',
      })),
    },
    { s: `${'a'.repeat(caps.matched - 1)}!` },
  ],
];
/** Milliseconds of the processor, which others' load does not lengthen. */
function cpu(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
it.each(worst)('keeps the event loop for moments only: %s [access.condition-bounded]', (_, condition, hostile) => {
  const inputSchema = { properties: { n: {}, l: { items: { properties: { t: {}, ip: {}, n: {} } } }, s: {} } };
  expect(faultOf(condition, { inputSchema })).toBeNull();
  const compiled = compile(condition);
  const env = callOf({ args: hostile, at: WEDNESDAY });
  const took = Math.min(...[1, 2, 3].map(() => cpu(() => compiled(env))));
  if (process.env['SAY']) process.stderr.write(`${_}: ${String(compiled(env))} ${took} ms\n`);
  expect(took).toBeLessThan(100);
});
