import fc from 'fast-check';
import { expect, it } from 'vitest';
import { localPath } from './return-to.js';

it.each([
  ['/', '/'],
  ['/agents', '/agents'],
  ['/interaction/abc?x=1#there', '/interaction/abc?x=1#there'],
  ['/a/../b', '/b'],
  [undefined, '/'],
  ['', '/'],
  ['agents', '/'],
  ['https://evil.example/', '/'],
  ['//evil.example/', '/'],
  ['/\\evil.example/', '/'],
  ['/a\\b', '/'],
  ['/.//evil.example', '/'],
  ['/a/..//evil.example', '/'],
  ['/%2e//evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['/\n/evil.example', '/'],
  ['javascript:alert(1)', '/'],
  [`/${'a'.repeat(2000)}`, '/'],
])('after signing in %j leads to %j [sign-in.return-to]', (wanted, expected) => {
  expect(localPath(wanted)).toBe(expected);
});

it('never leads to another host [sign-in.return-to]', () => {
  const part = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2e',
    '@',
    ':',
    '?',
    '#',
    'evil.example',
    '\t',
    ' ',
    'a',
    'http:',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const path = localPath(`/${parts.join('')}`);
      expect(new URL(path, 'https://surety.example').origin).toBe('https://surety.example');
      expect(path).not.toMatch(/^\/[/\\]/);
    }),
    { numRuns: 2000 },
  );
});
