import fc from 'fast-check';
import { type Filter as Theirs, parse } from 'scim2-parse-filter';
import { describe, expect, it } from 'vitest';
import { Refusal } from '@app/kernel';
import { type AttributePath, type Filter, operators, parseFilter } from './filter.js';

/** What another parser reads in the same text, in our words. It is right as long as nothing follows a `]`. */
function ours(filter: Theirs): Filter {
  switch (filter.op) {
    case 'and':
    case 'or':
      return { kind: filter.op, terms: filter.filters.map(ours) };
    case 'not':
      return { kind: 'not', term: ours(filter.filter) };
    case 'pr':
      return { kind: 'present', path: pathOf(filter.attrPath) };
    case '[]':
      return { kind: 'element', path: pathOf(filter.attrPath), filter: ours(filter.valFilter) };
    case 'eq':
    case 'ne':
    case 'co':
    case 'sw':
    case 'ew':
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return { kind: 'compare', path: pathOf(filter.attrPath), operator: filter.op, value: filter.compValue } as Filter;
  }
}

function pathOf(text: string): AttributePath {
  const colon = text.lastIndexOf(':');
  const [name = '', sub = null] = text.slice(colon + 1).split('.');
  return { urn: colon < 0 ? null : text.slice(0, colon), name, sub };
}

const readBy = <T>(read: () => T): T | 'refused' => {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error) return 'refused';
    throw error;
  }
};

const anyCase = (word: string): fc.Arbitrary<string> => fc.mixedCase(fc.constant(word));
const path = fc.constantFrom(
  'a',
  'userName',
  'name.familyName',
  'urn:x:2.0:User:b',
  'urn:x:2.0:User:c.d',
  'not_',
  'android',
);
const text = fc.string({ maxLength: 6 }).map((value) => JSON.stringify(value.replaceAll(/[\\\0]/g, '')));
const value = fc.oneof(text, fc.constantFrom('true', 'false', 'null', '0', '12', '1.5', '3e2', '"(a eq 1)"', '"]"'));
const leaf = fc.oneof(
  fc.tuple(path, fc.constantFrom(...operators).chain(anyCase), value).map((parts) => parts.join(' ')),
  fc.tuple(path, anyCase('pr')).map((parts) => parts.join('  ')),
);
const filter = (inner: fc.Arbitrary<string>) =>
  fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      inner,
      fc.tuple(tie('any'), anyCase('and'), tie('any')).map((parts) => parts.join(' ')),
      fc.tuple(tie('any'), anyCase('or'), tie('any')).map((parts) => parts.join(' ')),
      tie('any').map((one) => `(${one})`),
      fc.tuple(anyCase('not'), fc.constantFrom('', ' '), tie('any')).map(([not, gap, one]) => `${not}${gap}(${one})`),
    ),
  })).any;
const element = fc
  .tuple(fc.constantFrom('emails', 'urn:x:y:z'), filter(leaf))
  .map(([list, inner]) => `${list}[${inner}]`);

describe('our parser of filters', () => {
  it('reads what another one reads, alike [scim.filter.differential]', () => {
    fc.assert(
      fc.property(filter(fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 1, arbitrary: element })), (said) => {
        expect(readBy(() => parseFilter(said))).toEqual(readBy(() => ours(parse(said))));
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses whatever another one refuses [scim.filter.differential]', () => {
    const words = ['(', ')', '[', ']', 'a', 'b.c', 'eq', 'pr', 'not', 'and', 'or', '"x"', '1', 'true', '"', '"\\"'];
    let read = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 12 }), (parts) => {
        const said = parts.join(' ');
        const found = readBy(() => parseFilter(said));
        if (found === 'refused') return;
        read += 1;
        expect(found).toEqual(readBy(() => ours(parse(said))));
      }),
      { numRuns: 20_000 },
    );
    expect(read).toBeGreaterThan(20);
  });

  it('tells apart what the other one cannot (F6, F9) [scim.filter.differential]', () => {
    const [one, two] = ['emails[type eq "home"].value eq "b"', 'emails[type eq "home"] and emails.value eq "b"'];
    expect(parse(one)).toEqual(parse(two));
    expect(parseFilter(one)).not.toEqual(parseFilter(two));
    expect(() => parseFilter('a.b.c eq 1')).toThrow(Refusal);
  });
});
