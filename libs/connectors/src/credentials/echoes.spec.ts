import { expect, it } from 'vitest';
import { Echoes } from './echoes.js';

it('leaves out what a server was shown, as JSON writes it, also what it was shown before [upstream.credential.echo]', () => {
  const echoes = new Echoes();
  const untouched = '{"result":"nothing of it"}';
  expect(echoes.hushed(untouched, undefined)).toBe(untouched);
  echoes.add('first-secret', 'with "quotes" and \\');
  echoes.add('second-secret', 'short');
  const text = JSON.stringify({ a: 'Bearer first-secret', b: ['second-secret', 'with "quotes" and \\'], c: 'short' });
  const hushed = { a: 'Bearer [credential]', b: ['[credential]', '[credential]'], c: 'short' };
  expect(JSON.parse(echoes.hushed(text, undefined))).toEqual(hushed);
  expect(JSON.parse(echoes.hushed('["the-session twice: the-session"]', 'the-session'))).toEqual([
    '[credential] twice: [credential]',
  ]);
});

it.each([
  ['as PHP writes it', '["a\\/b\\/long-secret"]', 'a/b/long-secret'],
  ['as Go writes it', '["a\\u0026b\\u003clong-secret"]', 'a&b<long-secret'],
])('leaves it out %s, too [upstream.credential.echo]', (_, text, secret) => {
  expect(JSON.parse(text)).toEqual([secret]);
  const echoes = new Echoes();
  echoes.add(secret);
  expect(echoes.hushed(text, undefined)).toBe('["[credential]"]');
});

it('remembers the newest ones only, however often a token is renewed [upstream.credential.echo]', () => {
  const echoes = new Echoes();
  for (let number = 0; number < 100; number++) echoes.add(`token-number-${number}.`);
  expect(echoes.hushed('token-number-99. token-number-1.', undefined)).toBe('[credential] token-number-1.');
});
