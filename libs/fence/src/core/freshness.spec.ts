import { describe, expect, it } from 'vitest';
import { Freshness } from './freshness.js';

const noted = { monotonic: 1000, wall: 50_000 };

describe('freshness', () => {
  it('begins closed [fence.lease]', () => expect(new Freshness().holds(0, 0)).toBe(false));

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
    freshness.extend(noted, 2000);
    expect(freshness.holds(monotonic, wall)).toBe(expected);
  });

  it('ends when told to [fence.lease]', () => {
    const freshness = new Freshness();
    freshness.extend(noted, 2000);
    freshness.end();
    expect(freshness.holds(1000, 50_000)).toBe(false);
  });
});
