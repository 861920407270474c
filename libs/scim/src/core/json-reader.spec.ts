import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '@app/kernel';
import { reading } from './json-reader.js';

function read(text: string | Buffer): { value: unknown; pauses: number } {
  const steps = reading(Buffer.from(text as string));
  for (let pauses = 0; ; pauses++) {
    const step = steps.next();
    if (step.done) return { value: step.value, pauses };
  }
}
const refusedAs = (text: string): string => {
  try {
    read(text);
    return 'read';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

describe('the reader', () => {
  it('reads what JSON.parse reads, as it reads it [scim.json]', () => {
    const named = fc.json({ stringUnit: 'binary', maxDepth: 6 });
    fc.assert(
      fc.property(named, fc.constantFrom(0, 1, 3), (text, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), null, indent);
        fc.pre(!spaced.includes('__proto__'));
        expect(read(spaced).value).toEqual(JSON.parse(spaced));
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses what JSON.parse refuses [scim.json]', () => {
    const pieces = [
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '"a"',
      '"b"',
      '"',
      '1',
      '-',
      '01',
      '1e5',
      '.',
      'true',
      'nul',
      ' ',
      '\\',
      '\n',
      '\u0001',
      'é',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        expect([text, agrees(text)]).toEqual([text, true]);
      }),
      { numRuns: 10_000 },
    );
  });

  it.each([
    ['a name that stands twice', '{"a":1,"b":{"a":1},"a":2}'],
    ['a name that stands twice in two spellings', String.raw`{"a":1,"\u0061":2}`],
    ['__proto__', '{"__proto__":{"active":true}}'],
    ['__proto__ in another spelling', String.raw`[{"\u005f_proto__":1}]`],
    ['nothing', ''],
    ['a cut string', '{"a":"b'],
    ['a cut escape', '"a\\'],
    ['more than one value', '{} {}'],
    ['a number of a million digits', '1'.repeat(1_048_577)],
    ['65 levels', '['.repeat(65) + ']'.repeat(65)],
    ['100,000 levels', '['.repeat(100_000)],
  ])('refuses %s [scim.json]', (_, text) => {
    expect(refusedAs(text)).toBe('scim.invalid-syntax');
  });

  it('counts: 64 levels, 500,000 values, 5000 names, 1 MiB of a string [scim.json.bounds]', () => {
    expect(refusedAs('['.repeat(64) + ']'.repeat(64))).toBe('read');
    expect(refusedAs(`[${'1,'.repeat(499_998)}1]`)).toBe('read');
    expect(refusedAs(`[${'1,'.repeat(499_999)}1]`)).toBe('scim.too-many');
    expect(refusedAs(`"${'é'.repeat(524_288)}"`)).toBe('read');
    expect(refusedAs(`"${'é'.repeat(524_289)}"`)).toBe('scim.too-many');
    const names = (count: number): string => `{${Array.from({ length: count }, (_, i) => `"k${i}":1`).join(',')}}`;
    expect(refusedAs(names(5000))).toBe('read');
    expect(refusedAs(names(5001))).toBe('scim.too-many');
  });

  it('passes over a byte order mark, and knows a list from an object [scim.json]', () => {
    expect(read('\ufeff{"a":[]}').value).toEqual({ a: [] });
    expect(read('[{},[]]').value).toEqual([{}, []]);
  });

  it('gives way every 64 KiB [scim.json.bounds]', () => {
    expect(read(`[${'{"value":"x"},'.repeat(20_000)}1]`).pauses).toBeGreaterThanOrEqual(4);
    expect(read('{"userName":"x"}').pauses).toBe(0);
  });
});

/** Whether we say of a text what `JSON.parse` says; only a name that stands twice may make the difference. */
function agrees(text: string): boolean {
  const said = refusedAs(text);
  let expected: unknown;
  try {
    expected = JSON.parse(text);
  } catch {
    return said === 'scim.invalid-syntax';
  }
  if (said === 'read') return JSON.stringify(read(text).value) === JSON.stringify(expected);
  return /("[ab]").*\1/s.test(text);
}
