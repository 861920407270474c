import { expect, it } from 'vitest';
import { callOf, WEDNESDAY } from '../../../../../test/support/condition-env.js';
import { compile } from './compile.js';
import { matches } from './condition.js';
import { counterKey } from './counter.js';
import type { ConditionEnv } from './env.js';
import type { CallContext, Condition, Match } from './types.js';

/** Both evaluations, which must say the same. */
function judged(condition: Condition, env: ConditionEnv): Match {
  const plain = matches(condition, env);
  expect(compile(condition)(env)).toBe(plain);
  return plain;
}

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
  ['not what is named', { arg: 'table', op: 'ne', value: 'a' }, { table: 'b' }, true],
  ['an object is not known to be another', { arg: 'table', op: 'ne', value: 'a' }, { table: {} }, 'missing'],
  ['absent is not known to be another', { arg: 'table', op: 'notIn', value: ['a'] }, {}, 'missing'],
  ['none of what is named', { arg: 'table', op: 'notIn', value: ['a', 'b'] }, { table: 'c' }, true],
  ['one of what is named', { arg: 'table', op: 'notIn', value: ['a', 'b'] }, { table: 'b' }, false],
  ['a beginning', { arg: 'path', op: 'prefix', value: '/srv/' }, { path: '/srv/a' }, true],
  ['another beginning', { arg: 'path', op: 'prefix', value: '/srv/' }, { path: '/etc/a' }, false],
  ['a path that goes up again', { arg: 'path', op: 'prefix', value: '/srv/' }, { path: '/srv/../etc' }, 'missing'],
  ['one that hides it', { arg: 'path', op: 'prefix', value: '/srv/' }, { path: '/srv/%2E%2e%2fetc' }, 'missing'],
  ['an end', { arg: 'to', op: 'suffix', value: '@acme.example' }, { to: 'a@acme.example' }, true],
  ['another end', { arg: 'to', op: 'suffix', value: '@acme.example' }, { to: 'a@acme.example.org' }, false],
  ['all, one unknown', { all: [small, prod] }, { amount: 1 }, 'missing'],
  ['all, one false and one unknown', { all: [small, prod] }, { amount: 101 }, false],
  ['any, one unknown', { any: [small, prod] }, { amount: 101 }, 'missing'],
  ['any, one true and one unknown', { any: [prod, small] }, { amount: 1 }, true],
  ['not of what is unknown', { not: prod }, {}, 'missing'],
  ['not', { not: small }, { amount: 101 }, true],
])('%s [access.condition]', (_, condition, args, expected) => {
  expect(judged(condition, callOf({ args }))).toBe(expected);
});

const accounts = (each: 'any' | 'all'): Condition => ({ arg: 'items[*].account', each, op: 'in', value: ['a', 'b'] });
it.each<[string, Condition, unknown, Match]>([
  ['any', accounts('any'), { items: [{ account: 'x' }, { account: 'a' }] }, true],
  ['any, none', accounts('any'), { items: [{ account: 'x' }] }, false],
  ['any, of nothing', accounts('any'), { items: [] }, false],
  ['all', accounts('all'), { items: [{ account: 'b' }, { account: 'a' }] }, true],
  ['all but one', accounts('all'), { items: [{ account: 'b' }, { account: 'x' }] }, false],
  ['all of nothing', accounts('all'), { items: [] }, false],
  ['all, one does not say', accounts('all'), { items: [{ account: 'b' }, {}] }, 'missing'],
  ['no list', accounts('all'), { items: { account: 'a' } }, 'missing'],
  ['lists within lists', { arg: 'rows[*][*]', each: 'all', op: 'lt', value: 5 }, { rows: [[1, 2], [3]] }, true],
  ['more than is read', accounts('any'), { items: Array.from({ length: 1001 }, () => ({ account: 'a' })) }, 'missing'],
  [
    'more than is gone through, though nothing is found',
    { arg: 'rows[*][*]', each: 'any', op: 'lt', value: 5 },
    { rows: Array.from({ length: 1001 }, () => []) },
    'missing',
  ],
  ['as many as are read', accounts('any'), { items: Array.from({ length: 1000 }, () => ({ account: 'a' })) }, true],
])('over a list: %s [access.condition-lists]', (_, condition, args, expected) => {
  expect(judged(condition, callOf({ args }))).toBe(expected);
});

const noneOfMine = { arg: 'team', op: 'ne', of: { person: 'roles' } } as const;
const mine: Condition = { arg: 'ownerId', op: 'eq', of: { person: 'employeeNumber' } };
it.each<[string, Condition, Partial<ConditionEnv>, Match]>([
  ['only what is mine', mine, { args: { ownerId: '42' } }, true],
  ['what is not', mine, { args: { ownerId: '43' } }, false],
  ['a number is not a text', mine, { args: { ownerId: 42 } }, 'missing'],
  ['nobody says whose', mine, { args: {} }, 'missing'],
  ['nobody knows who I am', mine, { args: { ownerId: '42' }, person: {} }, 'missing'],
  ['nobody is there', mine, { args: { ownerId: '42' }, person: null }, 'missing'],
  ['one of several values', { person: 'roles', op: 'eq', value: 'lead' }, {}, true],
  ['ne is the opposite of eq, also of several', { person: 'roles', op: 'ne', value: 'lead' }, {}, false],
  ['none of several', { person: 'roles', op: 'notIn', value: ['audit'] }, {}, true],
  ['no values are known to be none', { owner: 'roles', op: 'eq', value: 'lead' }, {}, false],
  ['and not to be it', { owner: 'roles', op: 'ne', value: 'lead' }, {}, true],
  ['the owner', { owner: 'department', op: 'eq', value: 'finance' }, {}, true],
  ['within a value of mine', { arg: 'n', op: 'lte', of: { person: 'level' } }, { args: { n: 3 } }, true],
  ['among values of mine', { arg: 'team', op: 'in', of: { person: 'roles' } }, { args: { team: 'sales' } }, true],
  ['none of mine', { arg: 'team', op: 'ne', of: { person: 'roles' } }, { args: { team: 'sales' } }, false],
  ['nothing said is not none of no values', noneOfMine, { args: {}, person: { roles: [] } }, 'missing'],
  ['a text is none of no values', noneOfMine, { args: { team: 'sales' }, person: { roles: [] } }, true],
  ['an object may be anything', noneOfMine, { args: { team: {} }, person: { roles: [] } }, 'missing'],
  ['a text that hides something, too', noneOfMine, { args: { team: 'sa\u200bles' }, person: { roles: [] } }, 'missing'],
  ['an element that says nothing', { ...noneOfMine, arg: 'teams[*]', each: 'all' }, { args: { teams: ['sales', {}] }, person: { roles: [] } }, 'missing'], // prettier-ignore
  ['a text is not in order with no values', { arg: 'n', op: 'lt', of: { person: 'roles' } }, { args: { n: 'x' }, person: { roles: [] } }, 'missing'], // prettier-ignore
  ['the agent', { agent: 'tags', op: 'eq', value: 'eu' }, {}, true],
  [
    'its environment is that of the server',
    { agent: 'environment', op: 'eq', of: { server: 'environment' } },
    {},
    false,
  ],
  ['what nobody said of a server', { server: 'classification', op: 'ne', value: 'restricted' }, {}, 'missing'],
  ['the client', { call: 'client', op: 'in', value: ['client-1'] }, {}, true],
  ['an unknown client', { call: 'client', op: 'ne', value: 'x' }, { context: undefined }, 'missing'],
  ['no attribute by the prototype', { person: 'constructor', op: 'ne', value: 'x' }, {}, 'missing'],
])('%s [access.condition-attributes]', (_, condition, stated, expected) => {
  expect(judged(condition, callOf(stated))).toBe(expected);
});

const ip = (...value: string[]): Condition => ({ arg: 'ip', op: 'cidr', value });
it.each<[unknown, Condition, Match]>([
  ['10.1.2.3', ip('192.168.0.0/16', '10.0.0.0/8'), true],
  ['11.1.2.3', ip('192.168.0.0/16', '10.0.0.0/8'), false],
  ['::ffff:10.1.2.3', ip('10.0.0.0/8'), true],
  ['2001:db8::1', ip('2001:db8::/32'), true],
  ['2001:db9::1', ip('2001:db8::/32'), false],
  ['010.1.2.3', ip('10.0.0.0/8'), 'missing'],
  ['10.1', ip('10.0.0.0/8'), 'missing'],
  ['10.1.2.3/8', ip('10.0.0.0/8'), 'missing'],
  ['fe80::1%eth0', ip('fe80::/10'), 'missing'],
  [167838211, ip('10.0.0.0/8'), 'missing'],
])('the address %s [access.condition-cidr]', (address, condition, expected) => {
  expect(judged(condition, callOf({ args: { ip: address } }))).toBe(expected);
});

const ago = (seconds: number, acr: string | null = 'mfa'): CallContext => ({
  clientId: null,
  signIn: { acr, amr: [], at: new Date(WEDNESDAY.getTime() - seconds * 1000) },
});
it.each<[string, Condition, CallContext | undefined, Match]>([
  ['fresh', { assurance: { acr: ['mfa'], maxAge: 300 } }, ago(300), true],
  ['stale', { assurance: { acr: ['mfa'], maxAge: 300 } }, ago(301), false],
  ['weak', { assurance: { acr: ['phr', 'mfa'] } }, ago(1, 'pwd'), false],
  ['nobody says how', { assurance: { acr: ['mfa'] } }, ago(1, null), 'missing'],
  ['nobody says how, and stale', { assurance: { acr: ['mfa'], maxAge: 5 } }, ago(6, null), false],
  ['nobody signed in', { assurance: { maxAge: 5 } }, { clientId: null, signIn: null }, 'missing'],
  ['nothing is known', { assurance: { maxAge: 5 } }, undefined, 'missing'],
])('assurance, %s [access.condition-assurance]', (_, condition, context, expected) => {
  expect(judged(condition, callOf({ context }))).toBe(expected);
});

const counter = { unit: 'records', per: ['grant', 'agent'], window: 'session' } as const;
const key = counterKey(counter, callOf().ids);
const used = (usage?: Record<string, number>): CallContext => ({
  clientId: null,
  signIn: null,
  ...(usage && { usage }),
});
it.each<[string, CallContext | undefined, Match]>([
  ['room', used({ [key]: 99 }), true],
  ['none left', used({ [key]: 100 }), false],
  ['nothing used yet', used({}), true],
  ['not looked up', used(), 'missing'],
  ['nothing known', undefined, 'missing'],
])('a counter, %s [access.condition-counter]', (_, context, expected) => {
  expect(judged({ counter, op: 'lt', value: 100 }, callOf({ context }))).toBe(expected);
});

it('names one counter by one text, for whom it counts [access.counter-key]', () => {
  expect(key).toBe('records session agent=a1 grant=g1');
  const daily = {
    unit: 'calls',
    per: ['person', 'tool', 'profile'],
    window: { every: 'day', zone: 'Europe/Berlin' },
  } as const;
  expect(counterKey(daily, callOf().ids)).toBe('calls day Europe/Berlin person=p1 tool=t1 profile=');
  expect(counterKey({ ...daily, per: daily.per.toReversed() }, callOf().ids)).toBe(counterKey(daily, callOf().ids));
});

it('asks what this session has called [access.condition-history]', () => {
  const condition: Condition = { not: { called: { tag: 'customer-data' } } };
  const after = (called?: string[]): CallContext => ({ clientId: null, signIn: null, ...(called && { called }) });
  expect(judged(condition, callOf({ context: after([]) }))).toBe(true);
  expect(judged(condition, callOf({ context: after(['{"kind":"tool","tag":"customer-data"}']) }))).toBe(false);
  expect(judged(condition, callOf({ context: after() }))).toBe('missing');
  expect(judged(condition, callOf({ context: undefined }))).toBe('missing');
});

it.each(['__proto__.polluted', 'constructor.name', 'toString', 'list.length'])(
  'never asks a prototype: %s [access.condition-own-properties]',
  (arg) => {
    const args: unknown = Object.assign(Object.create({ inherited: 1 }) as object, { list: ['a'] });
    expect(judged({ arg, op: 'gt', value: 0 }, callOf({ args }))).toBe('missing');
    expect(judged({ arg: 'inherited', op: 'gt', value: 0 }, callOf({ args }))).toBe('missing');
  },
);

it.each<[string, unknown, string]>([
  ['an operator', { arg: 'a', op: 'matches', value: '(a+)+$' }, 'unknown operator'],
  ['an operand', { file: 'a', op: 'eq', value: 'x' }, 'unknown operand'],
  ['a zone', { time: { zone: 'Europe/Nowhere', from: '09:00' } }, 'Invalid time zone'],
  ['a range', { arg: 'a', op: 'cidr', value: ['10.0.0.0/33'] }, 'not a range'],
])('fails on %s it does not know, so that the decision is a deny [access.error-denies]', (_, condition, message) => {
  const env = callOf({ args: { a: 'x' } });
  expect(() => matches(condition as Condition, env)).toThrow(message);
  expect(() => compile(condition as Condition)(env)).toThrow(message);
});
