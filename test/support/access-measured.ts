import type { AccessFacts, AccessRequest } from '@app/access';
import fc from 'fast-check';
import { calls, lookedUp } from './access-calls.js';
import { shareOf } from './effort.js';

type Needed = Parameters<typeof lookedUp>[1];
type Told = (request: AccessRequest, facts: AccessFacts) => Needed;
const [runs, perWorld] = [2000, 100];

/**
 * Asks two hundred thousand calls, a hundred of each of two thousand worlds.
 * @param body true: the call bore on what is claimed
 * @returns how many did, so that nothing is claimed idly; of a smaller share, how many it would have been
 */
export function measured(
  worlds: fc.Arbitrary<AccessFacts>,
  told: Told,
  body: (facts: AccessFacts, call: AccessRequest, any: number) => boolean,
): number {
  let bore = 0;
  const drawn = fc.array(fc.tuple(calls, fc.nat()), { minLength: perWorld, maxLength: perWorld });
  fc.assert(
    fc.property(worlds, drawn, (facts, many) => {
      for (const [call, any] of many) {
        if (body(facts, lookedUp(call, told(call, facts)), any)) bore += 1;
      }
    }),
    { numRuns: shareOf(runs) },
  );
  return (bore * runs) / shareOf(runs);
}

/** As `expect(it).toBe(true)`, for what is said a million times. */
export function claim(it: boolean): void {
  if (!it) throw new Error('it does not hold');
}
