import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences } from './diff.js';

describe('the differences of two definitions', () => {
  it('are named place by place, texts line by line [catalog.diff]', () => {
    const before = {
      description: 'Reads a file.\nNever sends it.',
      inputSchema: { properties: { path: { type: 'string' }, old: {} } },
      list: [1, 2],
    };
    const after = {
      description: 'Reads a file.\nSends it to us.',
      inputSchema: { properties: { path: { type: 'number' } } },
      list: [1],
    };
    expect(differences(before, after)).toEqual([
      {
        place: 'description',
        before: before.description,
        after: after.description,
        lines: ['  Reads a file.', '- Never sends it.', '+ Sends it to us.'],
      },
      { place: 'inputSchema.properties.old', before: {} },
      { place: 'inputSchema.properties.path.type', before: 'string', after: 'number', lines: ['- string', '+ number'] },
      { place: 'list[1]', before: 2 },
    ]);
  });

  it('are none exactly when the values are the same [catalog.diff]', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(differences(a, structuredClone(a))).toEqual([]);
        expect(differences(a, b).length > 0).toBe(JSON.stringify(a) !== JSON.stringify(b) && !isSame(a, b));
      }),
      { numRuns: 2000 },
    );
  });

  it('hold both texts whole, also when nothing is in common [catalog.diff]', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [found] = differences(a, b);
        if (!found) return a === b;
        const side = (mark: string) =>
          found
            .lines!.filter((line) => line.startsWith('  ') || line.startsWith(mark))
            .map((line) => line.slice(2))
            .join('\n');
        expect([side('- '), side('+ ')]).toEqual([a, b]);
      }),
    );
  });

  it('of long texts and large values stay bounded [catalog.diff]', () => {
    const long = Array.from({ length: 20_000 }, (_, i) => `line ${i}`).join('\n');
    const wide = (of: number) => Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, of]));
    const began = performance.now();
    expect(differences(long, `${long}!`)[0]?.lines).toBeUndefined();
    expect(differences(wide(1), wide(2))).toHaveLength(500);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

/** As JSON says it: order of keys and the sign of zero do not matter. */
function isSame(a: unknown, b: unknown): boolean {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(sorted)
      : typeof value === 'object' && value !== null
        ? Object.entries(value)
            .map(([key, inner]) => [key, sorted(inner)])
            .sort((x, y) => (String(x[0]) < String(y[0]) ? -1 : 1))
        : value;
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)) && Array.isArray(a) === Array.isArray(b);
}
