import { expect, it } from 'vitest';
import { callOf, WEDNESDAY } from '../../../../../test/support/condition-env.js';
import { couldMatch } from './could-match.js';
import type { ConditionEnv } from './env.js';
import { attributesIn, countersIn, patternsIn } from './parts.js';
import { stepUpFor } from './step-up.js';
import type { Assurance, Condition } from './types.js';

const records = { unit: 'records', per: ['agent'], window: 'session' } as const;
const everything: Condition = {
  all: [
    { arg: 'ownerId', op: 'eq', of: { person: 'employeeNumber' } },
    { any: [{ owner: 'department', op: 'eq', value: 'x' }, { not: { person: 'roles', op: 'eq', value: 'y' } }] },
    {
      cel: `args.a == person.title || owner["urn:acme:1:User:level"] == 3.0 && [person.department].exists(d, d == "x")`,
    },
    { counter: records, op: 'lt', value: 5 },
    { not: { counter: { ...records, per: ['agent'] }, op: 'gt', value: 3 } },
    { called: { tag: 'a' } },
    { not: { called: { kind: 'tool', tag: 'a' } } },
    { assurance: { maxAge: 5 } },
  ],
};

it('tells what must be looked up, each once [access.condition-parts]', () => {
  expect(attributesIn(everything)).toEqual(['employeeNumber', 'department', 'roles', 'title', 'urn:acme:1:User:level']);
  expect(countersIn(everything)).toEqual([records]);
  expect(patternsIn(everything)).toHaveLength(1);
});

const mfa: Condition = { assurance: { acr: ['mfa', 'phr'], maxAge: 60 } };
const phr: Condition = { assurance: { acr: ['phr'], maxAge: 300 } };
const yes: Condition = { person: 'level', op: 'gt', value: 1 };
const no: Condition = { person: 'level', op: 'gt', value: 3 };
it.each<[string, Condition, Assurance | null]>([
  ['what is asked', mfa, { acr: ['mfa', 'phr'], maxAge: 60 }],
  ['nothing, as it is met', { assurance: { acr: ['mfa'] } }, null],
  ['what both ask', { all: [mfa, phr, yes] }, { acr: ['phr'], maxAge: 60 }],
  [
    'also what is met already, as a new sign-in replaces the old',
    { all: [mfa, { assurance: { maxAge: 600 } }] },
    { acr: ['mfa', 'phr'], maxAge: 60 },
  ],
  ['nothing that would do', { all: [mfa, no] }, null],
  ['nothing that would be both', { all: [mfa, { assurance: { acr: ['pwd'] } }] }, null],
  ['one of two ways', { any: [no, mfa] }, { acr: ['mfa', 'phr'], maxAge: 60 }],
  ['nothing, where not signing in is asked', { not: { assurance: { acr: ['mfa'] } } }, null],
  ['nothing, where what it asks is unknown', { all: [mfa, { arg: 'x', op: 'eq', value: 1 }] }, null],
])('a step-up asks %s [access.condition-step-up]', (_, condition, expected) => {
  expect(stepUpFor(condition, callOf())).toEqual(expected);
});

const call: Condition = { arg: 'a', op: 'eq', value: 1 };
it.each<[string, Condition, boolean]>([
  ['whatever the arguments', { all: [call, yes] }, true],
  ['but not against an attribute', { all: [call, no] }, false],
  ['nor where it is not known', { all: [call, { person: 'title', op: 'eq', value: 'x' }] }, false],
  ['nor where not knowing is turned round', { all: [call, { not: { person: 'title', op: 'eq', value: 'x' } }] }, false],
  ['unless another way is open', { any: [call, no] }, true],
  ['not is turned round', { not: { any: [call, yes] } }, false],
  ['and could be', { not: { all: [call, yes] } }, true],
  ['nor outside its hours', { all: [call, { time: { zone: 'UTC', from: '12:00' } }] }, false],
  [
    'whatever was called, used, or signed',
    { all: [{ called: { tag: 'a' } }, mfa, { not: mfa }, { counter: records, op: 'gt', value: 9 }] },
    true,
  ],
])('a call could be there: %s [access.condition-could]', (_, condition, expected) => {
  expect(couldMatch(condition, callOf({ at: WEDNESDAY } as Partial<ConditionEnv>))).toBe(expected);
});
