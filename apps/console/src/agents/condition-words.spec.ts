import { expect, it } from 'vitest';
import { budgetWords } from './counter-words.js';
import { inWords } from './condition-words.js';
import { obligationWords } from './obligation-words.js';
import { patternWords } from './pattern-words.js';

const a = { arg: 'a', op: 'gt', value: 0 } as const;
const b = { arg: 'b', op: 'eq', value: true } as const;
const c = { arg: 'c', op: 'lt', value: 2 } as const;
const perDay = { unit: 'cost', per: ['agent', 'tool'], window: { every: 'day', zone: 'Europe/Berlin' } } as const;
const office = {
  zone: 'Europe/Berlin',
  days: ['fri', 'mon', 'tue', 'thu', 'wed'],
  from: '08:00',
  to: '18:00',
} as const;

it.each([
  [{ arg: 'a', op: 'lte', value: 100 }, 'a ≤ 100'],
  [{ arg: 'note', op: 'eq', value: null }, 'note is null'],
  [{ arg: 'note', op: 'ne', value: 'x' }, 'note is not “x”'],
  [{ arg: 'to', op: 'in', value: ['a', 1] }, 'to is one of “a”, 1'],
  [{ arg: 'to', op: 'notIn', value: ['a'] }, 'to is none of “a”'],
  [{ arg: 'path', op: 'prefix', value: '/in/' }, 'path begins with “/in/”'],
  [{ arg: 'path', op: 'suffix', value: '.md' }, 'path ends with “.md”'],
  [{ arg: 'host', op: 'cidr', value: ['10.0.0.0/8', 'fd00::/8'] }, 'host is an address in 10.0.0.0/8, fd00::/8'],
  [{ arg: 'ownerId', op: 'eq', of: { person: 'employeeNumber' } }, "ownerId is the person's employeeNumber"],
  [
    { arg: 'items[*].account', each: 'all', op: 'in', of: { person: 'entitlements' } },
    "every items[*].account is one of the person's entitlements",
  ],
  [{ arg: 'to[*]', each: 'any', op: 'eq', of: { owner: 'roles' } }, "some to[*] is one of the owner's roles"],
  [{ owner: 'department', op: 'eq', value: 'Law' }, "the owner's department is “Law”"],
  [{ person: 'roles', op: 'ne', value: 'clerk' }, "the person's roles do not include “clerk”"],
  [{ person: 'roles', op: 'prefix', value: 'eu-' }, "one of the person's roles begins with “eu-”"],
  [{ agent: 'tags', op: 'in', value: ['finance', 'hr'] }, "the agent's tags include one of “finance”, “hr”"],
  [
    { agent: 'environment', op: 'eq', of: { server: 'environment' } },
    "the agent's environment is the server's environment",
  ],
  [{ call: 'client', op: 'eq', value: 'desk' }, 'the client is “desk”'],
  [{ time: office }, 'it is Monday to Friday, 08:00 to 18:00 (Europe/Berlin)'],
  [{ time: { zone: 'UTC', days: ['sat', 'mon'] } }, 'it is Monday, Saturday (UTC)'],
  [{ time: { zone: 'UTC', from: '22:00', to: '06:00' } }, 'it is 22:00 to 06:00 of the next day (UTC)'],
  [{ time: { zone: 'UTC', to: '06:00' } }, 'it is before 06:00 (UTC)'],
  [{ assurance: { acr: ['mfa', 'phr'], maxAge: 300 } }, 'the person signed in with mfa, phr at most 5 minutes ago'],
  [{ assurance: { maxAge: 90 } }, 'the person signed in at most 90 seconds ago'],
  [{ called: { tag: 'customer-data' } }, 'this session called one of the tools tagged “customer-data”'],
  [{ not: { called: { risk: ['read'] } } }, 'this session called none of the tools of risk read'],
  [
    { counter: { unit: 'records', per: ['agent'], window: 'session' }, op: 'lt', value: 1000 },
    'fewer than 1,000 records so far this session (per agent)',
  ],
  [
    { counter: perDay, op: 'gte', value: 5 },
    'at least 5 units of cost so far today (per agent and tool, Europe/Berlin)',
  ],
  [{ cel: 'args.a < 1.5 || has(args.b)' }, 'the expression “args.a < 1.5 || has(args.b)” is true'],
  [{ not: { any: [a, b] } }, 'not (a > 0 or b is true)'],
  [{ all: [] }, 'always'],
  [{ any: [] }, 'never'],
  [{ all: [a, { any: [b, c] }] }, 'a > 0 and (b is true or c < 2)'],
  [{ any: [{ all: [a] }] }, 'a > 0'],
] as const)('%j reads “%s” [console.agents.conditions]', (condition, words) => {
  expect(inWords(structuredClone(condition) as Parameters<typeof inWords>[0])).toBe(words);
});

it.each([
  [
    { counter: perDay, limit: 20_000, exceeded: 'hold' },
    'at most 20,000 units of cost a day (per agent and tool, Europe/Berlin), then a person must approve',
  ],
  [
    { counter: { unit: 'calls', per: ['person'], window: { every: 'hour', zone: 'UTC' } }, limit: 3, exceeded: 'deny' },
    'at most 3 calls an hour (per person, UTC), then it is refused',
  ],
] as const)('the budget %j reads “%s” [console.agents.grants]', (budget, words) => {
  expect(budgetWords(structuredClone<unknown>(budget) as Parameters<typeof budgetWords>[0])).toBe(words);
});

it.each([
  [{ redact: ['customers[*].iban'] }, 'customers[*].iban is blanked out in the result'],
  [{ redact: ['a', 'b'] }, 'a, b are blanked out in the result'],
  [{ cap: { records: 10, bytes: 4096 } }, 'the result holds at most 10 records, 4,096 bytes'],
] as const)('the obligation %j reads “%s” [console.agents.grants]', (obligation, words) => {
  expect(obligationWords(structuredClone(obligation) as Parameters<typeof obligationWords>[0])).toBe(words);
});

it.each([
  [{ kind: 'prompt' }, 'all prompts'],
  [{ name: 'refund*', tag: 'money', server: 's1' }, 'tools named “refund*”, tagged “money”, on crm'],
  [
    { risk: ['read', 'write'], environment: ['production'], classification: ['internal', 'public'] },
    'tools of risk read/write, in production, with internal/public data',
  ],
] as const)('the pattern %j reads “%s” [console.agents.grants]', (pattern, words) => {
  expect(patternWords(structuredClone(pattern) as Parameters<typeof patternWords>[0], () => 'crm')).toBe(words);
});
