import { describe, expect, it } from 'vitest';
import { isDue, phaseOf, publishedKeys } from './key-ring.js';

const at = (seconds: number): Date => new Date(1_800_000_000_000 + seconds * 1000);
const old = { kid: 'old', signsFrom: at(-5000), retiredAt: at(0) };
const young = { kid: 'young', signsFrom: at(0), retiredAt: null };

describe('keys that follow one another', () => {
  it.each([
    [-3600, 'signing', 'next'],
    [-0.001, 'signing', 'next'],
    [0, 'retired', 'signing'],
    [359, 'retired', 'signing'],
    [360, 'gone', 'signing'],
  ])('%d s after the change the old one is %s, the young one %s [keys.phases]', (seconds, first, second) => {
    expect([phaseOf(old, at(seconds)), phaseOf(young, at(seconds))]).toEqual([first, second]);
  });

  it.each([
    [-1, ['old', 'young']],
    [1, ['young', 'old']],
    [400, ['young']],
  ])('are published %d s after the change with the one that signs first [keys.published]', (seconds, kids) => {
    expect(publishedKeys([young, old], at(seconds)).map(({ kid }) => kid)).toEqual(kids);
  });

  it('are due after 30 days, unless the next one is there already [keys.due]', () => {
    const days = (count: number) => at(count * 86_400);
    expect(isDue(young, days(29.9))).toBe(false);
    expect(isDue(young, days(30))).toBe(true);
    expect(isDue({ ...young, retiredAt: days(31) }, days(30))).toBe(false);
  });
});
