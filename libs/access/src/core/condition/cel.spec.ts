import { expect, it } from 'vitest';
import { callOf } from '../../../../../test/support/condition-env.js';
import { expression } from './cel.js';
import { expressionFault } from './cel-fault.js';
import type { ConditionEnv } from './env.js';
import type { Match } from './types.js';

const judged = (source: string, stated: Partial<ConditionEnv>): Match => {
  expect(expressionFault(source)).toBeNull();
  return expression(source)(callOf(stated));
};

it.each<[string, unknown, Match]>([
  ['args.amount <= 100', { amount: 100 }, true],
  ['args.amount * 2.0 <= 100.0', { amount: 51 }, false],
  ['args.ownerId == person.employeeNumber', { ownerId: '42' }, true],
  ['args.ownerId == person.title', { ownerId: '42' }, 'missing'],
  ['args.lines.all(line, line.net + line.tax <= 100)', { lines: [{ net: 90, tax: 10 }] }, true],
  ['args.lines.all(line, line.net + line.tax <= 100)', { lines: [{ net: 90 }] }, 'missing'],
  ['has(args.note) && args.note.startsWith("x")', {}, false],
  ['args.note != "secret"', {}, 'missing'],
  ['args.note != "secret"', { note: 'sec\u200bret' }, 'missing'],
  ['args.other == "a" && args.note != "secret"', { other: 'a', note: 'se\u0301cret' }, 'missing'],
  ['args.other == "a"', { other: 'a', note: 'se\u0301cret' }, true],
  ['!has(args.note) || args.note != "secret"', { note: 'sec\u200bret' }, 'missing'],
  ['args.note.matches("^[A-Z]{2}[0-9]+$")', { note: 'AB12' }, true],
  ['args.note.matches("^(a+)+$")', { note: `${'a'.repeat(1023)}!` }, false],
  ['args.note.matches("^(a+)+$")', { note: `${'a'.repeat(1024)}!` }, 'missing'],
  ['args.l.exists_one(x, x == "a")', { l: ['a', 'b'] }, true],
  ['args.l.exists_one(x, x == "a")', { l: ['a', 'a'] }, false],
  ['args.ip.matches("^([0-9]{1,3}\\\\.){3}[0-9]{1,3}$")', { ip: '10.0.0.1' }, true],
  ['args.l.all(x, x.t.size() == 2 && size(x.t) == 2)', { l: [{ t: 'ab' }] }, true],
  ['args.flag', { flag: true }, true],
  ['args.flag', { flag: 'true' }, 'missing'],
  ['args.flag', { flag: {} }, 'missing'],
  ['args.a.b.c == 1', { a: { b: 1 } }, 'missing'],
  ['args.toString == "x"', {}, 'missing'],
  ['args.__proto__.x == 1', {}, 'missing'],
  ['args.a.size() == 2', { a: { $typeName: 'google.protobuf.Any', value: 1 } }, true],
  ['args.a.size() == 1', { a: { constructor: { name: 'Object' } } }, true],
  ['server.classification != "restricted"', {}, 'missing'],
  ['"lead" in person.roles && agent.environment == "staging" && call.client == "client-1"', {}, true],
  ['args.l.size() > 0', { l: Array.from({ length: 1001 }, () => 1) }, 'missing'],
])('%s of %j is %s [access.condition-cel]', (source, args, expected) => {
  expect(judged(source, { args })).toBe(expected);
});

it('knows only true and false, as an error is an object [access.condition-cel-error]', () => {
  const results = ['person.nobody', 'args.a', 'args.a == 1 || args.b', 'args.missing'].map((source) =>
    expression(source)(callOf({ args: { a: 2, b: 'yes' } })),
  );
  expect(results).toEqual(['missing', 'missing', 'missing', 'missing']);
});

it.each<[string, string]>([
  ['args.', 'no expression'],
  ['secret.a == 1', 'secret is not known'],
  ['args == 1', 'args without the name of a part of it'],
  ['args[person.userName] == 1', 'without the name of a part'],
  ['person.salary == 1', 'salary is no attribute of people'],
  ['server.url == "x"', 'server.url is not known'],
  ['args.a + 1.0', 'not true or false'],
  ['"a"', 'not true or false'],
  ['{"a": 1}.a == 1', 'makes an object'],
  ['google.protobuf.Int32Value{value: 1} == 1', 'makes an object'],
  ['timestamp(args.t).getHours("UTC") < 5', 'is not offered'],
  ['args.l.map(x, x * 2.0).size() > 1', 'map and filter are not offered'],
  ['args.l.all(x, args.m.all(y, x == y))', 'a macro within a macro'],
  ['args.l.all(x, x in args.m)', 'a list that is written out'],
  ['args.l.all(x, args.s.contains("a"))', 'looks at its variable only'],
  ['args.l.all(x, x.matches("a"))', 'in a macro, matches is not offered'],
  ['args.l.all(x, args.s.size() > 1)', 'size looks at its variable only'],
  ['args.l.all(x, size(args.s) > 1)', 'size looks at its variable only'],
  ['args.l.all(x, double(args.s) > 1.0)', 'double looks at its variable only'],
  ['args.l.all(x, matches(args.s, "a"))', 'looks at its variable only'],
  ['args.l.all(person, person == "x")', 'a variable named as another'],
  ['args.l.all(x, x > 1) && args.l.exists(x, x > 2) && args.l.exists(x, x > 3)', 'more than 2 macros'],
  ['args.s.matches(args.p)', 'a text that is written out'],
  ['args.s.contains(args.p)', 'a text that is written out'],
  ['args.s.matches("(a")', 'RE2 does not know'],
  ['args.s.matches("(?=a)b")', 'RE2 does not know'],
  [`args.s.matches("${'a'.repeat(129)}")`, 'longer than 128'],
  ['args.s.matches("((a{1,100}){1,100}){1,100}")', 'repeats more than 256'],
  ['args.s.matches("(a{16}){16}")', 'repeats more than 256'],
  ['args.s == "cаt"', 'look-alike'],
  ['args.s == "a\u202Eb"', 'hidden'],
  [`args.s == "${'a'.repeat(1024)}"`, 'longer than 1024'],
  [`${'['.repeat(40)}args.b${']'.repeat(40)} == args.c`, 'too large'],
  ['args.l.all(x, x + args.s == "a")', 'only parts of its variable are added'],
])('refuses %s [access.condition-cel-refused]', (source, fault) => {
  expect(expressionFault(source)).toContain(fault);
});
