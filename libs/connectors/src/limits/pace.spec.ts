import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { Pace } from './pace.js';

describe('an upstream that says a lot', () => {
  it('is held once a second when nobody waited for it [upstream.hostile.flood]', async () => {
    const hold = vi.fn<(ms: number) => void>();
    const pace = new Pace(hold);
    for (let line = 0; line < 20_000; line++) pace.line(10);
    expect(hold).toHaveBeenCalledTimes(1);
    expect(hold.mock.calls[0]![0]).toBeLessThanOrEqual(1_000);
    await pause(1_010);
    pace.line(10);
    expect(hold).toHaveBeenCalledTimes(1);
    for (let line = 0; line < 5; line++) pace.line(10_000_000);
    expect(hold).toHaveBeenCalledTimes(2);
  });

  it('is not held for its answers, however many these are [upstream.hostile.flood]', () => {
    const hold = vi.fn<(ms: number) => void>();
    const pace = new Pace(hold);
    for (let line = 0; line < 100_000; line++) {
      pace.line(200);
      pace.answered();
    }
    expect(hold).not.toHaveBeenCalled();
  });
});
