import { expect, it } from 'vitest';
import { Breaker } from './breaker.js';

it('opens after five failures in a row, longer each time, and forgets after a quiet minute [upstream.breaker]', () => {
  const breaker = new Breaker();
  const fails = (times: number, now: number): boolean[] => Array.from({ length: times }, () => breaker.fail(now, now));
  expect(fails(4, 0)).toEqual([false, false, false, false]);
  breaker.succeed(0);
  expect(fails(5, 0)).toEqual([false, false, false, false, true]);
  expect([breaker.isOpen, breaker.left(0), breaker.left(400), breaker.left(5000)]).toEqual([true, 1000, 600, 0]);
  expect(breaker.fail(10, 0)).toBe(false); // what was out when it opened counts no more
  breaker.failAgain(1000);
  expect(breaker.left(1000)).toBe(2000);
  breaker.succeed(2500);
  expect(breaker.isOpen).toBe(true); // nor does what was sent before and is answered now
  breaker.close(3000);
  expect(breaker.isOpen).toBe(false);
  fails(5, 4000);
  expect(breaker.left(4000)).toBe(4000);
  for (let round = 0; round < 20; round++) breaker.failAgain(8000);
  expect(breaker.left(8000)).toBe(30_000);
  breaker.close(40_000);
  fails(5, 101_000);
  expect(breaker.left(101_000)).toBe(1000);
});

it('does not open over calls that fail while others are answered [upstream.breaker.one-caller]', () => {
  const breaker = new Breaker();
  for (let call = 0; call < 50; call++) {
    breaker.succeed(100 + call);
    expect(breaker.fail(200 + call, 50 + call)).toBe(false);
  }
  for (let call = 0; call < 4; call++) expect(breaker.fail(400, 300)).toBe(false);
  expect(breaker.fail(400, 300)).toBe(true);
});
