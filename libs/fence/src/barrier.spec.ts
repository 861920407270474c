import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Db } from '@app/database';
import type { Surroundings } from '@app/kernel';
import { Barrier } from './barrier.js';

type Row = { acked: string | null; lease: number | null; server?: string; servedMs?: number | null };

/** What is read when nothing is known of any replica. */
const nobody: Row[] = [{ acked: null, lease: null }];

/** A database whose reads of the replicas answer when, and what, the test says. */
function hands(fenceLeaseMs = 60_000) {
  const reads: { answer: (rows: Row[]) => void; fail: () => void }[] = [];
  const db = {
    readEveryTenant: () =>
      new Promise((answer, reject) =>
        reads.push({
          answer: (rows) => answer(rows.map((row) => ({ server: 'one', servedMs: null, ...row }))),
          fail: () => reject(new Error('out of reach')),
        }),
      ),
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
    early.answer(nobody);
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

  it('never waits longer than the longest lease, also for a read that hangs [fence.barrier.bound]', async () => {
    const { barrier } = hands(300);
    const from = performance.now();
    await barrier.settled(7); // nothing is ever read
    expect(performance.now() - from).toBeGreaterThan(300);
    expect(performance.now() - from).toBeLessThan(300 + 50 + 100);
  });

  it('reads for a thousand who wait as often as for one [fence.barrier.crowd]', async () => {
    const { barrier, read } = hands(200);
    let over = false;
    let reads = 0;
    const crowd = Promise.all(Array.from({ length: 1000 }, (_, seq) => barrier.settled(seq))).then(() => (over = true));
    while (!over) {
      const next = await Promise.race([read(), crowd.then(() => undefined)]);
      if (!next) break;
      reads += 1;
      next.answer([{ acked: '-1', lease: 200 }]);
    }
    expect(reads).toBeLessThan(60);
  });

  it("adds a silent replica while rows may be missing, by the own clock and the server's [fence.failover.rows]", async () => {
    const { barrier, read } = hands(200);
    const known = async (rows: Row[]): Promise<boolean> => {
      let done = false;
      const work = barrier.settled(7).then(() => (done = true));
      (await read()).answer(rows);
      await pause(2);
      const isDone = done;
      while (!done) {
        (await Promise.race([read(), work.then(() => undefined)]))?.answer(rows);
        await pause(0);
      }
      return isDone;
    };
    expect(await known([{ acked: null, lease: null, servedMs: 100 }])).toBe(false);
    expect(await known([{ acked: null, lease: null, servedMs: 10_000 }])).toBe(true);
    // its clock was set, but the change was seen
    expect(await known([{ acked: null, lease: null, server: 'two', servedMs: 10_000 }])).toBe(false);
    expect(await known([{ acked: null, lease: null, server: 'two', servedMs: 10_000 }])).toBe(true);
  });
});
