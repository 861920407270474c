import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Clock } from './clock.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('counts no time in which somebody holds it, however many do, and rings no more when it is stopped [connectors.questions.time]', () => {
  const ring = vi.fn<() => void>();
  const clock = new Clock(100, ring);
  vi.advanceTimersByTime(60);
  const [one, other] = [clock.hold(), clock.hold()];
  vi.advanceTimersByTime(1_000);
  one();
  one();
  vi.advanceTimersByTime(1_000);
  other();
  vi.advanceTimersByTime(39);
  expect(ring).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(ring).toHaveBeenCalledOnce();
  const stopped = new Clock(100, ring);
  const held = stopped.hold();
  stopped.stop();
  held();
  vi.advanceTimersByTime(1_000);
  expect(ring).toHaveBeenCalledOnce();
});
