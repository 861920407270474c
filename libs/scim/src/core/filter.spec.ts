import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '@app/kernel';
import { type Filter, parseFilter } from './filter.js';

const path = (name: string, sub: string | null = null, urn: string | null = null) => ({ urn, name, sub });
const eq = (name: string, value: string | boolean | number | null, sub: string | null = null): Filter => ({
  kind: 'compare',
  path: path(name, sub),
  operator: 'eq',
  value,
});
const codeOf = (text: string): string => {
  try {
    parseFilter(text);
    return 'parsed';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};
const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('a filter', () => {
  it.each<[string, string, Filter]>([
    ['F2', 'USERNAME Eq "B@x.com"', eq('USERNAME', 'B@x.com')],
    [
      'F5',
      'emails[type eq "work" and value co "@x"].value eq "b"',
      {
        kind: 'element',
        path: path('emails'),
        filter: {
          kind: 'and',
          terms: [
            { kind: 'and', terms: [eq('type', 'work'), { ...eq('value', '@x'), operator: 'co' } as Filter] },
            eq('value', 'b'),
          ],
        },
      },
    ],
    [
      'F9',
      'emails[type eq "home"] and emails.value eq "b"',
      {
        kind: 'and',
        terms: [{ kind: 'element', path: path('emails'), filter: eq('type', 'home') }, eq('emails', 'b', 'value')],
      },
    ],
    ['F12', 'not(active eq true)', { kind: 'not', term: eq('active', true) }],
    ['F13', 'active eq True', eq('active', true)],
    ['F14', 'title pr', { kind: 'present', path: path('title') }],
    ['F14 null', 'title eq NULL', eq('title', null)],
    [
      'F16',
      `${ENT}:manager.value eq "42"`,
      { kind: 'compare', path: path('manager', 'value', ENT), operator: 'eq', value: '42' },
    ],
    ['F19', String.raw`displayName eq "Babs \"J\" O'Hara"`, eq('displayName', `Babs "J" O'Hara`)],
    ['F20', String.raw`displayName eq "\u004f'Hara"`, eq('displayName', "O'Hara")],
    ['F21', String.raw`displayName eq "a\\b"`, eq('displayName', String.raw`a\b`)],
    [
      'F22',
      'a eq 1 or b eq 2 and c eq 3',
      { kind: 'or', terms: [eq('a', 1), { kind: 'and', terms: [eq('b', 2), eq('c', 3)] }] },
    ],
    [
      'F23',
      '(a eq 1 or b eq 2) and c eq -3.5e1',
      { kind: 'and', terms: [{ kind: 'or', terms: [eq('a', 1), eq('b', 2)] }, eq('c', -35)] },
    ],
    [
      'F24',
      '((a eq 1) or ((b eq 2) and (c eq 3)))',
      { kind: 'or', terms: [eq('a', 1), { kind: 'and', terms: [eq('b', 2), eq('c', 3)] }] },
    ],
    ['F26', 'emails[type eq "w]x"]', { kind: 'element', path: path('emails'), filter: eq('type', 'w]x') }],
    ['F27', 'members.$ref eq "x"', eq('members', 'x', '$ref')],
  ])('%s: %s is read as meant [scim.filter.grammar]', (_, text, expected) =>
    expect(parseFilter(text)).toEqual(expected),
  );

  it.each([
    'userName eq "x" garbage',
    'userName',
    '',
    '   ',
    '(userName eq "x"',
    'userName zz "x"',
    'userName eq',
    'userName eq bare',
    'userName eq "x" and',
    'emails[type eq "work"',
    'emails[type eq "work"]]',
    "userName eq 'x'",
    'name.familyName.foo eq "x"',
    'emails[addresses[type eq "x"]]',
    'emails.value[type eq "x"]',
    'a..b eq 1',
    'not a eq 1',
    'not not (a pr)',
    'x[y eq 1] eq 2',
    'emails[type eq "work"].value',
    'emails[type eq "work"].a.b eq 1',
    'userName eq 1e999',
    'userName eq "\u0000"',
    String.raw`userName eq "\u0000"`,
    String.raw`userName eq "\ud800"`,
    String.raw`userName eq "\x"`,
    'userName eq 01',
  ])('%j is refused (F28-F35) [scim.filter.grammar]', (text) => expect(codeOf(text)).toBe('scim.invalid-filter'));

  it('has bounds of depth, conditions and length (F36-F38) [scim.filter.bounds]', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}a pr${')'.repeat(depth)}`;
    const many = (terms: number) => Array.from({ length: terms }, () => 'a pr').join(' or ');
    const long = (length: number) => `a eq "${'x'.repeat(length - 7)}"`;
    expect([nested(24), nested(25), `${'not('.repeat(5000)}`].map(codeOf)).toEqual([
      'parsed',
      'scim.invalid-filter',
      'scim.invalid-filter',
    ]);
    expect([many(100), many(101), many(3000)].map(codeOf)).toEqual([
      'parsed',
      'scim.invalid-filter',
      'scim.invalid-filter',
    ]);
    expect([long(4096), long(4097)].map(codeOf)).toEqual(['parsed', 'scim.invalid-filter']);
  });

  it('takes linear time over unclosed strings (F39) [scim.filter.bounds]', () => {
    const began = performance.now();
    expect(codeOf(`userName eq "${String.raw`\a`.repeat(2000)}`)).toBe('scim.invalid-filter');
    expect(performance.now() - began).toBeLessThan(50);
  });

  it('is parsed or refused, never anything else [scim.filter.bounds]', () => {
    const words = ['(', ')', '[', ']', '"', 'a', '.b', 'eq', 'pr', 'not', 'and', 'or', '"x"', '1', ' ', '\\', ':', '$'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 30 }), (parts) => {
        expect(['parsed', 'scim.invalid-filter']).toContain(codeOf(parts.join(' ')));
      }),
    );
  });
});
