import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Db } from '@app/database';
import type { Surroundings } from '@app/kernel';
import { Barrier } from './barrier.js';

type Row = { acked: string; lease: number };

/** A database whose reads of the replicas answer when, and what, the test says. */
function hands(fenceLeaseMs = 60_000) {
  const reads: { answer: (rows: Row[]) => void; fail: () => void }[] = [];
  const db = {
    readEveryTenant: () =>
      new Promise((answer, reject) => reads.push({ answer, fail: () => reject(new Error('out of reach')) })),
  } as unknown as Db;
  const barrier = new Barrier(db, { fenceLeaseMs } as Surroundings);
  const read = async () => {
    for (;;) {
      const next = reads.shift();
      if (next) return next;
      await pause(1);
    }
  };
  return { barrier, read };
}

async function isPending(work: Promise<void>): Promise<boolean> {
  await pause(2);
  return Promise.race([work.then(() => false), pause(2, true)]);
}

describe('the barrier', () => {
  it('judges nobody by a read that began before they came [fence.barrier.judged]', async () => {
    const { barrier, read } = hands();
    const first = barrier.settled(7);
    const early = await read();
    const second = barrier.settled(8); // its commit may be younger than what the read will show
    early.answer([]);
    await first;
    expect(await isPending(second)).toBe(true);
    (await read()).answer([{ acked: '7', lease: 60_000 }]);
    expect(await isPending(second)).toBe(true);
    (await read()).answer([{ acked: '8', lease: 60_000 }]);
    await second;
  });

  it('takes what it cannot read for a silent replica, and goes by time then [fence.barrier.unreadable]', async () => {
    const { barrier, read } = hands(100);
    const from = performance.now();
    const settled = barrier.settled(7);
    (await read()).answer([{ acked: '6', lease: 300 }]);
    let done = false;
    void settled.then(() => (done = true));
    while (!done) {
      const next = await Promise.race([read(), settled]);
      next?.fail();
      await pause(1);
    }
    expect(performance.now() - from).toBeGreaterThan(300);
  });
});
