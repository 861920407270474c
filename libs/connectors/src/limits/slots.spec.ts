import { describe, expect, it } from 'vitest';
import { Slots } from './slots.js';

const idle = new AbortController().signal;
const most = (concurrent: number) => ({ concurrent, waiting: 10, waitMs: 10_000 });

describe('slots', () => {
  it('go by what was said last, also for who is in line already, in the order in which they came [upstream.limit.changed]', async () => {
    const slots = new Slots();
    const came: string[] = [];
    const enter = (name: string, concurrent: number): void => {
      const wait = slots.enter(most(concurrent), idle);
      if (wait) void wait.then(() => came.push(name));
      else came.push(name);
    };
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) enter(name, 3);
    expect([came, slots.inFlight, slots.waiting]).toEqual([['a', 'b', 'c'], 3, 3]);
    enter('g', 1);
    slots.leave();
    slots.leave();
    await Promise.resolve();
    expect([came.length, slots.inFlight, slots.waiting]).toEqual([3, 1, 4]);
    slots.leave();
    await Promise.resolve();
    expect([came, slots.inFlight]).toEqual([['a', 'b', 'c', 'd'], 1]);
    enter('h', 4);
    await Promise.resolve();
    expect([came, slots.inFlight, slots.waiting]).toEqual([['a', 'b', 'c', 'd', 'e', 'f', 'g'], 4, 1]);
    for (let left = 4; left > 0; left--) slots.leave();
    await Promise.resolve();
    slots.leave();
    expect([came.at(-1), slots.inFlight, slots.waiting]).toEqual(['h', 0, 0]);
  });
});
