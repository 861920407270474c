import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { after } from './prefix-range.js';

const points = (text: string): number[] => Array.from(text, (char) => char.codePointAt(0) ?? 0);
const before = (a: string, b: string): boolean => {
  const [left, right] = [points(a), points(b)];
  const at = left.findIndex((point, i) => point !== right[i]);
  return at < 0 ? left.length < right.length : (left[at] ?? 0) < (right[at] ?? -1);
};
const text = fc.string({
  unit: fc.constantFrom('a', 'b', '\ud7ff', '\ue000', '\u{10fffe}', '\u{10ffff}'),
  maxLength: 5,
});

describe('the end of a prefix', () => {
  it('lies after all that begin with it and before all other that follow [scim.filter.prefix]', () => {
    fc.assert(
      fc.property(text, text, (prefix, other) => {
        const end = after(prefix);
        const inRange = !before(other, prefix) && (end === null || before(other, end));
        expect(inRange).toBe(other.startsWith(prefix));
      }),
    );
  });

  it('is none where there is nothing greater, and never half a character [scim.filter.prefix]', () => {
    expect(['', '\u{10ffff}', 'a\u{10ffff}', 'a\ud7ff'].map(after)).toEqual([null, null, 'b', 'a\ue000']);
  });
});
