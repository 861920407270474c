import { describe, expect, it } from 'vitest';
import { Freshness } from './freshness.js';

const noted = { monotonic: 1000, wall: 50_000 };
const at = (monotonic: number, wall: number) => ({ monotonic, wall });

describe('freshness', () => {
  it('begins closed [fence.lease]', () => expect(new Freshness().holds(at(0, 0), 60_000)).toBe(false));

  it.each([
    ['at once', 1000, 50_000, true],
    ['just before the end', 2999, 51_999, true],
    ['at the end of the monotonic lease', 3000, 51_000, false],
    ['after a suspend, which only the wall clock saw', 1500, 52_000, false],
    ['after the wall clock was set forward', 1100, 90_000, false],
    ['after the wall clock was set back', 2999, 10_000, true],
    ['after the wall clock was set back, with the lease over', 3000, 10_000, false],
  ])('%s [fence.lease.two-clocks]', (_, monotonic, wall, expected) => {
    const freshness = new Freshness();
    freshness.extend(noted);
    expect(freshness.holds(at(monotonic, wall), 2000)).toBe(expected);
  });

  it('lasts longer for what may be decided by older knowledge [fence.lease.read]', () => {
    const freshness = new Freshness();
    freshness.extend(noted);
    expect(freshness.holds(at(3000, 52_000), 2000)).toBe(false);
    expect(freshness.holds(at(3000, 52_000), 30_000)).toBe(true);
    expect(freshness.holds(at(31_000, 80_000), 30_000)).toBe(false);
  });

  it('ends when told to [fence.lease]', () => {
    const freshness = new Freshness();
    freshness.extend(noted);
    freshness.end();
    expect(freshness.holds(at(1000, 50_000), 60_000)).toBe(false);
  });
});
