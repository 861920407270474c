import { expect, it } from 'vitest';
import { caps, type Condition, type Match, matches, sizeFault, unknownArgument } from './condition.js';

const small: Condition = { arg: 'amount', op: 'lte', value: 100 };
const prod: Condition = { arg: 'target.env', op: 'eq', value: 'prod' };

it.each<[string, Condition, unknown, Match]>([
  ['a number within', small, { amount: 100 }, true],
  ['a number beyond', small, { amount: 100.01 }, false],
  ['an absent argument', small, {}, 'missing'],
  ['a number as text, which a server may read as a number', small, { amount: '5000' }, 'missing'],
  ['an infinite number', small, { amount: Number.POSITIVE_INFINITY }, 'missing'],
  ['a nested value', prod, { target: { env: 'prod' } }, true],
  ['another nested value', prod, { target: { env: 'test' } }, false],
  ['a list where a text is meant', prod, { target: { env: ['prod'] } }, 'missing'],
  ['null where a text is meant', prod, { target: { env: null } }, 'missing'],
  ['no object on the way', prod, { target: 'prod' }, 'missing'],
  ['no arguments at all', prod, undefined, 'missing'],
  ['one of a list', { arg: 'table', op: 'in', value: ['a', 'b'] }, { table: 'b' }, true],
  ['none of a list', { arg: 'table', op: 'in', value: ['a', 'b'] }, { table: 'c' }, false],
  ['another kind than the list', { arg: 'table', op: 'in', value: ['a', 'b'] }, { table: 1 }, 'missing'],
  ['a beginning', { arg: 'path', op: 'prefix', value: '/srv/' }, { path: '/srv/a' }, true],
  ['another beginning', { arg: 'path', op: 'prefix', value: '/srv/' }, { path: '/etc/a' }, false],
  ['a path that goes up again', { arg: 'path', op: 'prefix', value: '/srv/' }, { path: '/srv/../etc' }, 'missing'],
  ['one that hides it', { arg: 'path', op: 'prefix', value: '/srv/' }, { path: '/srv/%2E%2e%2fetc' }, 'missing'],
  ['all, one unknown', { all: [small, prod] }, { amount: 1 }, 'missing'],
  ['all, one false and one unknown', { all: [small, prod] }, { amount: 101 }, false],
  ['any, one unknown', { any: [small, prod] }, { amount: 101 }, 'missing'],
  ['any, one true and one unknown', { any: [prod, small] }, { amount: 1 }, true],
])('%s [access.condition]', (_, condition, args, expected) => {
  expect(matches(condition, args)).toBe(expected);
});

it.each(['__proto__.polluted', 'constructor.name', 'toString', 'list.length'])(
  'never asks a prototype: %s [access.condition-own-properties]',
  (arg) => {
    const args: unknown = Object.assign(Object.create({ inherited: 1 }) as object, { list: ['a'] });
    expect(matches({ arg, op: 'gt', value: 0 }, args)).toBe('missing');
    expect(matches({ arg: 'inherited', op: 'gt', value: 0 }, args)).toBe('missing');
    const schema = { properties: { list: { type: 'array' } } };
    expect(unknownArgument({ arg, op: 'eq', value: 1 }, schema)).toBe(`$: ${arg}`);
  },
);

it('fails on an operator it does not know, so that the decision is a deny [access.error-denies]', () => {
  expect(() => matches({ arg: 'a', op: 'matches', value: '(a+)+$' } as unknown as Condition, { a: 'x' })).toThrow(
    'unknown operator',
  );
});

it('names the place of an argument that the tool does not have [access.condition-fits-tool]', () => {
  const schema = { properties: { amount: {}, target: { properties: { env: {} } } } };
  expect(unknownArgument({ all: [small, { any: [prod] }] }, schema)).toBeNull();
  const typo: Condition = { all: [small, { any: [prod, { arg: 'target.envv', op: 'eq', value: 'x' }] }] };
  expect(unknownArgument(typo, schema)).toBe('$.all[1].any[1]: target.envv');
  expect(unknownArgument(small, null)).toBe('$: amount');
});

it('has caps on depth and size [access.condition-caps]', () => {
  const nested = (depth: number): Condition => (depth === 1 ? small : { all: [nested(depth - 1)] });
  expect(sizeFault(nested(caps.depth))).toBeNull();
  expect(sizeFault(nested(caps.depth + 1))).toContain('deeper than 8');
  expect(sizeFault({ any: Array.from({ length: caps.nodes - 1 }, () => small) })).toBeNull();
  expect(sizeFault({ any: Array.from({ length: caps.nodes }, () => small) })).toContain('64 parts');
});
