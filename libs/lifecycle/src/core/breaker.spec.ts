import { expect, it } from 'vitest';
import { mostLeavers, peopleToCount } from './breaker.js';

it.each([
  [10, 50],
  [1000, 50],
  [1019, 50],
  [1020, 51],
  [2000, 100],
  [2019, 100],
  [100_000, 5000],
])('of %i people %i may leave within an hour [lifecycle.breaker]', (people, most) => {
  expect(mostLeavers(people)).toBe(most);
});

it('needs to count the people who stay only until the leavers are few among them [lifecycle.breaker]', () => {
  for (const leavers of [51, 100, 101, 777, 5001]) {
    const enough = peopleToCount(leavers);
    expect(leavers > mostLeavers(leavers + enough)).toBe(false);
    expect(leavers > mostLeavers(leavers + enough - 1)).toBe(true);
  }
});
