import { describe, expect, it } from 'vitest';
import { lookAgainAfter, settled } from './settling.js';

const acked = (ackedSeq: number, leaseMs = 2000) => ({ ackedSeq, leaseMs });

describe('a fence number is settled', () => {
  it.each([
    ['nobody decides', [], 0, true],
    ['all acknowledged', [acked(7), acked(9)], 0, true],
    ['one is behind', [acked(7), acked(6)], 0, false],
    ['one has registered but not read', [acked(-1)], 1999, false],
    ['one is behind at the very end of its lease', [acked(6)], 2000, false],
    ['one is behind and its lease may drift', [acked(6)], 2050.3, false],
    ['one is behind and its lease is over', [acked(6)], 2050.5, true],
    ['one is behind with a longer lease than the others', [acked(7, 200), acked(6, 60_000)], 3000, false],
    ['both leases are over', [acked(5, 200), acked(6, 2000)], 2051, true],
  ])('when %s: [fence.barrier.bound]', (_, replicas, elapsed, expected) =>
    expect(settled(replicas, 7, elapsed)).toBe(expected),
  );
});

it.each([
  [0, 5],
  [100, 5],
  [400, 20],
  [60_000, 100],
])('after %d ms of waiting it is looked again in %d ms [fence.barrier.crowd]', (elapsed, expected) =>
  expect(lookAgainAfter(elapsed)).toBe(expected),
);
