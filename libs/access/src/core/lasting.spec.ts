import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { calls, lookedUp } from '../../../../test/support/access-calls.js';
import { day, worlds } from '../../../../test/support/access-worlds.js';
import { buildIndex } from './access-index.js';
import { decide, needs } from './decide.js';

vi.setConfig({ testTimeout: 300_000 });
const HOUR = 3_600_000;

it('until the time that a decision names, the plain rule says the same of the same call [access.lasting]', () => {
  let [lasting, ended, never] = [0, 0, 0];
  fc.assert(
    fc.property(
      worlds,
      fc.array(calls, { minLength: 10, maxLength: 10 }),
      fc.array(fc.nat(10 * 24), { minLength: 6, maxLength: 6 }),
      (facts, drawn, hours) => {
        const index = buildIndex(facts, day(-5));
        for (const { at: _, ...said } of drawn) {
          const at = day(-3);
          const call = lookedUp({ ...said, at }, needs(said, facts));
          const { decision, until } = index.judge(call);
          if (until <= at.getTime()) never += 1;
          // at the last moment too, and at any other
          const times = [until - 1, ...hours.map((hour) => at.getTime() + hour * HOUR)];
          for (const time of times.filter((each) => each >= at.getTime() && each < until && Number.isFinite(each))) {
            expect(decide({ ...call, at: new Date(time) }, facts)).toEqual(decision);
            lasting += 1;
          }
          if (until > at.getTime() && Number.isFinite(until)) ended += 1;
        }
      },
    ),
    { numRuns: 300 },
  );
  // a case that no world holds is not measured
  expect(Math.min(lasting, ended, never)).toBeGreaterThan(100);
});
