import { describe, expect, it } from 'vitest';
import { InOrder } from './in-order.js';
import type { Forwarded } from './replay.js';

const event = (seq: number, first = 1): Forwarded => ({
  first,
  event: { seq, text: String(seq), isLast: false },
  about: null,
});
const open = (seen = 0) => {
  const given: number[] = [];
  return { given, events: new InOrder(seen, ({ seq }) => void given.push(seq)) };
};

describe('events of a resumed stream', () => {
  it('come in order and once, whatever another connection took of them [mcp.stream.order]', () => {
    const { given, events } = open();
    for (const seq of [1, 3]) events.take(event(seq));
    expect([given, events.hasHole]).toEqual([[1], true]);
    for (const seq of [2, 3, 4]) events.take(event(seq)); // asked for again
    expect([given, events.hasHole]).toEqual([[1, 2, 3, 4], false]);
  });

  it('do not wait for what nobody keeps any more [mcp.stream.order]', () => {
    const { given, events } = open(2);
    events.take({ first: 7, held: true });
    events.take(event(7, 7));
    events.take(event(9, 9));
    expect([given, events.hasHole]).toEqual([[7, 9], false]);
  });

  it('are given with holes only when there is nobody to ask [mcp.stream.order]', () => {
    const { given, events } = open();
    for (const seq of [5, 3]) events.take(event(seq));
    expect(given).toEqual([]);
    events.giveUp();
    expect([given, events.seen]).toEqual([[3, 5], 5]);
  });
});
