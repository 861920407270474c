import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDeep, parsed } from './parsed.js';

describe('what an upstream says', () => {
  it('is taken to a depth at which it can be written again, and no deeper [upstream.hostile.deep]', () => {
    const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;
    expect(parsed(nested(1_000))).toBeDefined();
    expect(parsed(nested(1_002))).toBeUndefined();
    expect(() => JSON.stringify(JSON.parse(nested(1_000_000)))).toThrow(RangeError);
    expect(parsed(nested(1_000_000))).toBeUndefined();
    expect(parsed('{')).toBeUndefined();
  });

  it('is not deep because of what stands in its texts, or beside each other [upstream.hostile.deep]', () => {
    fc.assert(
      fc.property(fc.string(), fc.json(), (text, value) => {
        const said = JSON.stringify([`${text}${'[{"\\'.repeat(2_000)}`, text, JSON.parse(value)]);
        expect(isDeep(said)).toBe(false);
        expect(parsed(said)).toEqual(JSON.parse(said));
      }),
    );
    expect(isDeep(JSON.stringify(Array.from({ length: 2_000 }, () => [{}])))).toBe(false);
  });
});
