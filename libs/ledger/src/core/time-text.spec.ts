import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timeText } from './time-text.js';

it('is what Date.toISOString says, from one minute to the next and back [ledger.time-text]', () => {
  const near = fc.integer({ min: -200_000, max: 200_000 }).map((ms) => new Date(1_795_000_000_000 + ms));
  const any = fc.date({ noInvalidDate: true });
  fc.assert(
    fc.property(fc.array(fc.oneof(near, any), { minLength: 1 }), (times) => {
      for (const time of times) expect(timeText(time)).toBe(time.toISOString());
    }),
    { numRuns: 300 },
  );
  expect(() => timeText(new Date(NaN))).toThrow(RangeError);
});
