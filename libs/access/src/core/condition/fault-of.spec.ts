import { expect, it } from 'vitest';
import { z } from 'zod';
import { caps } from './caps.js';
import { conditionForm } from './condition-form.js';
import { faultOf, ruleFault } from './fault-of.js';
import type { Condition } from './types.js';

const inputSchema = {
  type: 'object',
  $defs: { address: { type: 'object', properties: { ip: { type: 'string' }, port: { type: 'integer' } } } },
  properties: {
    amount: { type: 'number' },
    note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    table: { enum: ['customers', 'financials'] },
    anything: {},
    from: { $ref: '#/$defs/address' },
    items: { type: 'array', items: { type: 'object', properties: { account: { type: 'string' } } } },
    rows: { type: 'array', items: { type: 'array', items: { type: 'integer' } } },
    loop: { $ref: '#/properties/loop' },
  },
};
const fault = (condition: unknown): string | null => faultOf(condition, { inputSchema });
const small: Condition = { arg: 'amount', op: 'lte', value: 100 };
const nested = (depth: number, inner: unknown): unknown => (depth === 1 ? inner : { all: [nested(depth - 1, inner)] });

it.each<[string, Condition]>([
  ['a number', small],
  ['null or a text', { arg: 'note', op: 'eq', value: null }],
  ['a listed value', { arg: 'table', op: 'eq', value: 'customers' }],
  ['by a reference', { arg: 'from.ip', op: 'cidr', value: ['10.0.0.0/8', '2001:db8::/32'] }],
  ['what has no type', { arg: 'anything', op: 'prefix', value: 'a' }],
  ['lists', { arg: 'items[*].account', each: 'all', op: 'in', of: { person: 'entitlements' } }],
  ['lists of lists', { arg: 'rows[*][*]', each: 'any', op: 'gt', value: 5 }],
  ['an extension of the customer', { person: 'urn:acme:params:scim:hr:2.0:User:shift', op: 'eq', value: 'night' }],
  ['a name in another script', { person: 'department', op: 'in', value: ['Финансы', 'Τμήμα', '財務', 'Café'] }],
  ['deep enough', nested(caps.depth, small) as Condition],
  ['large enough', { any: Array.from({ length: caps.nodes - 1 }, () => small) }],
  ['a set', { arg: 'table', op: 'in', value: Array.from({ length: caps.values }, (_, i) => `t${i}`) }],
  ['an expression', { cel: 'args.amount < 5 && has(args.note)' }],
])('may be saved: %s [access.condition-fits-tool]', (_, condition) => {
  expect(fault(condition)).toBeNull();
  expect(conditionForm.parse(condition)).toEqual(condition);
});

it.each<[string, unknown, string]>([
  ['a huge set', { arg: 'table', op: 'in', value: Array.from({ length: 257 }, (_, i) => `t${i}`) }, '$.value: '],
  ['a huge text', { all: [{ arg: 'note', op: 'eq', value: 'x'.repeat(1025) }] }, '$.all[0].value: '],
  ['huge ranges', { arg: 'from.ip', op: 'cidr', value: Array.from({ length: 65 }, () => '10.0.0.0/8') }, '$.value: '],
  [
    'a deep tree',
    nested(caps.depth + 1, small),
    '$.all[0].all[0].all[0].all[0].all[0].all[0].all[0].all[0]: nested deeper than 8',
  ],
  ['a tree that is deep beyond reason', nested(5000, small), 'nested deeper than 8'],
  ['a large tree', { any: Array.from({ length: 64 }, () => small) }, '$.any[63]: beyond 64 parts'],
  [
    'many lists',
    { all: Array.from({ length: 9 }, () => ({ arg: 'items[*].account', each: 'any', op: 'eq', value: 'x' })) },
    '$.all[8]: beyond 8 tests over lists',
  ],
  [
    'many expressions',
    { all: Array.from({ length: 3 }, () => ({ cel: 'args.amount > 1' })) },
    '$.all[2]: beyond 2 expressions',
  ],
  ['a pattern of JavaScript', { arg: 'note', op: 'matches', value: '(a+)+$' }, '$.op: '],
  [
    'a catastrophic pattern',
    { not: { cel: 'args.note.matches("((a{1,500}){1,500})+$")' } },
    '$.not.cel: a pattern that repeats more than 256 times',
  ],
  [
    'a huge expression',
    { all: [small, { cel: `args.amount == ${'1'.repeat(1024)}` }] },
    '$.all[1].cel: longer than 1024',
  ],
  ['an object as a value', { arg: 'note', op: 'eq', value: { toString: 'x' } }, '$.value: '],
  ['a list as a value', { arg: 'note', op: 'eq', value: ['a'] }, '$.value: '],
  ['a text as a bound', { all: [small, { arg: 'amount', op: 'lt', value: '100' }] }, '$.all[1].value: '],
  ['no value', { arg: 'amount', op: 'lt' }, '$: not exactly one of value and of'],
  ['two operands', { arg: 'amount', person: 'title', op: 'eq', value: 1 }, '$: not exactly one of arg'],
  ['two constructs', { all: [small], any: [small] }, '$: Unrecognized key'],
  ['an unknown construct', { any: [{ script: 'x' }] }, '$.any[0]'],
  ['more than is asked', { ...small, otherwise: 'x' }, '$: Unrecognized key: "otherwise"'],
  ['no condition', { all: [small, null] }, '$.all[1]: no condition'],
  ['a group as an object', { all: { length: 1, 0: small } }, '$.all: '],
  ['an empty group', { any: [] }, '$.any: '],
  [
    'an argument of the prototype',
    { arg: '__proto__.a', op: 'eq', value: 1 },
    '$.arg: the tool has no argument __proto__.a',
  ],
  [
    'an argument it does not have',
    { all: [small, { any: [{ arg: 'from.ipp', op: 'eq', value: 'x' }] }] },
    '$.all[1].any[0].arg: the tool has no argument from.ipp',
  ],
  ['the same in an expression', { cel: 'args.ammount < 5' }, '$.cel: the tool has no argument ammount'],
  ['the other operand', { arg: 'table', op: 'eq', of: { arg: 'tables' } }, '$.of.arg: the tool has no argument tables'],
  ['a text test of a number', { arg: 'amount', op: 'prefix', value: '1' }, '$.arg: amount is number, not string'],
  ['a number test of a text', { arg: 'from.ip', op: 'lt', value: 1 }, '$.arg: from.ip is string, not number'],
  ['a text never is a number', { arg: 'amount', op: 'eq', value: '100' }, '$.arg: amount is number, not string'],
  ['a test of a list', { arg: 'items', op: 'eq', value: 'x' }, '$.arg: items is array, not string'],
  [
    'elements of what is no list',
    { arg: 'amount[*]', each: 'any', op: 'eq', value: 1 },
    '$.arg: the tool has no argument',
  ],
  ['a list without each', { arg: 'items[*].account', op: 'eq', value: 'x' }, '$: a path over a list without each'],
  ['each without a list', { arg: 'amount', each: 'any', op: 'eq', value: 1 }, '$: each without a path over a list'],
  ['a schema that refers to itself', { arg: 'loop.a', op: 'eq', value: 1 }, '$.arg: the tool has no argument loop.a'],
  [
    'an unknown attribute',
    { all: [{ person: 'salary', op: 'eq', value: 1 }] },
    '$.all[0].person: no attribute of people',
  ],
  [
    'an unknown attribute to compare with',
    { arg: 'table', op: 'eq', of: { owner: 'salary' } },
    '$.of.owner: no attribute',
  ],
  ['an unknown zone', { time: { zone: 'Mars/Olympus', from: '09:00' } }, '$.time.zone: no time zone'],
  ['a look-alike zone', { time: { zone: 'Еurope/Berlin', from: '09:00' } }, '$.time.zone: no time zone'],
  ['no time of day', { time: { zone: 'UTC', from: '9:00' } }, '$.time.from: no time'],
  [
    'a window of no length',
    { time: { zone: 'UTC', from: '09:00', to: '09:00' } },
    '$.time.to: a window that ends where it begins',
  ],
  ['a window without end', { time: { zone: 'UTC' } }, '$.time: a window that is always open'],
  ['no range', { arg: 'from.ip', op: 'cidr', value: ['10.0.0.0/8', '10.0.0.0/33'] }, '$.value[1]: no range'],
  ['an empty assurance', { assurance: {} }, '$.assurance: an assurance that asks for nothing'],
  ['an empty pattern', { called: { kind: 'tool' } }, '$.called: a pattern that states nothing'],
  ['a look-alike in a glob', { called: { name: 'dеlete_*' } }, '$.called.name: a glob of printable ASCII'],
  ['a look-alike in a tag', { called: { tag: 'раyments' } }, '$.called.tag: a tag'],
  ['a look-alike in a name of ours', { server: 'name', op: 'eq', value: 'сора' }, '$.value: printable ASCII'],
  ['a look-alike in a value', { arg: 'table', op: 'ne', value: 'finаncials' }, '$.value: '],
  ['a full-width value', { arg: 'table', op: 'ne', value: 'ｆinancials' }, '$.value: '],
  ['a zero-width character', { arg: 'table', op: 'in', value: ['a', 'fin\u200bancials'] }, '$.value'],
  ['a change of direction', { arg: 'table', op: 'eq', value: 'fin\u202eslaicna' }, '$.value: '],
  ['a decomposed text', { arg: 'table', op: 'eq', value: 'cafe\u0301' }, '$.value: '],
  ['half a character', { arg: 'table', op: 'eq', value: 'a\ud800' }, '$.value: '],
  ['a look-alike in a path', { arg: 'сору', op: 'eq', value: 1 }, '$.arg: the tool has no argument'],
  ['a mixed path', { arg: 'amоunt', op: 'eq', value: 1 }, '$.arg: a path with hidden or look-alike'],
  [
    'nothing that could ever hold',
    {
      all: [
        { arg: 'table', op: 'eq', value: 'a' },
        { arg: 'table', op: 'in', value: ['b', 'c'] },
      ],
    },
    '$.all[1]: never holds',
  ],
  ['an empty interval', { all: [small, { arg: 'amount', op: 'gt', value: 200 }] }, '$.all[1]: never holds'],
  [
    'a counter below nothing',
    { counter: { unit: 'calls', per: ['agent'], window: 'session' }, op: 'lt', value: -1 },
    '$.value: ',
  ],
  ['a number that has neighbours', { arg: 'amount', op: 'lt', value: 2 ** 53 }, '$.value: a number that cannot'],
  [
    'what is never so',
    { counter: { unit: 'calls', per: ['agent'], window: 'session' }, op: 'lt', value: 0 },
    '$.value: never less than nothing',
  ],
  [
    'a counter for nobody',
    { counter: { unit: 'calls', per: [], window: 'session' }, op: 'lt', value: 1 },
    '$.counter.per: ',
  ],
  ['a text', 'true', '$: no condition'],
  ['a list', [small], '$: no condition'],
])('is refused with its place: %s [access.condition-refused]', (_, condition, place) => {
  expect(fault(condition)).toContain(place);
});

it('takes no structure apart that the tool may not have, where tools are not known one by one [access.condition-pattern]', () => {
  expect(faultOf({ arg: 'whatever', op: 'eq', value: 1 }, { inputSchema: null })).toBeNull();
  expect(faultOf({ arg: 'whatever', op: 'prefix', value: 1 }, { inputSchema: null })).toContain('$.value: ');
  expect(faultOf(small, { inputSchema: undefined })).toBe('$.arg: the tool has no argument amount');
});

it('lets a rule ask attributes of the person only [access.rule-condition]', () => {
  expect(
    ruleFault({
      all: [{ person: 'department', op: 'eq', value: 'x' }, { not: { person: 'active', op: 'eq', value: false } }],
    }),
  ).toBeNull();
  expect(ruleFault({ any: [small] })).toBe('$.any[0]: a rule asks attributes of the person only');
  expect(ruleFault({ person: 'title', op: 'eq', of: { arg: 'x' } })).toContain('$: a rule asks');
  expect(ruleFault({ cel: 'person.title == "x"' })).toContain('$: a rule asks');
});

it('is as strict when it is parsed at the edge, whatever is nested in it [access.condition-caps]', () => {
  let deep: unknown = small;
  for (let i = 0; i < 100_000; i++) deep = { not: deep };
  expect(conditionForm.safeParse(deep).error?.issues[0]?.message).toContain('nested deeper than 8');
});

it('tells editors what must be there [access.condition-schema]', () => {
  const { anyOf = [] } = z.toJSONSchema(conditionForm, { io: 'input' });
  const required = anyOf.flatMap((one) => (typeof one === 'object' ? [one.required] : []));
  expect(required.slice(0, 4)).toEqual([['all'], ['any'], ['not'], ['time']]);
  expect(required.at(-1)).toEqual(['op']);
});
