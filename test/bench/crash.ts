import { setTimeout as pause } from 'node:timers/promises';
import { createHmac, hkdfSync, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Caller } from './support/caller.js';
import { startEchoUpstream } from './support/echo-upstream.js';
import { median, progress, report, rounded } from './support/figures.js';
import { House, layGround, newOwner } from './support/house.js';

/**
 * kill -9 of `surety start` at a random instant while 200 calls are under way, again and again: is every call that the
 * upstream logged in the ledger, and does the next start need no hand? Each call carries a token of its own, and the
 * keyed digest of its arguments finds it in the ledger again (the bench reads the key that the installation made).
 */
const ROUNDS = 20;
const CONCURRENT = 200;

const upstream = await startEchoUpstream();
const house = await House.open();
try {
  const ground = await layGround(house, upstream.url);
  const { agent } = await newOwner(house, ground, 'caller');
  const restarts: number[] = [];
  let answered = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const caller = new Caller(house.url, CONCURRENT, await agent.token());
    let killed = false;
    const call = async (worker: number): Promise<void> => {
      for (let n = 0; !killed; n++) {
        const { ran } = await caller.echo(`r${round}w${worker}n${n}`);
        if (ran) answered += 1;
      }
    };
    const callers = Array.from({ length: CONCURRENT }, (_, worker) => call(worker));
    await pause(randomInt(300, 1500));
    await house.kill();
    killed = true;
    await Promise.all(callers);
    await caller.close();
    const began = performance.now();
    await house.start();
    restarts.push(performance.now() - began);
    progress(
      `round ${round}/${ROUNDS}: upstream saw ${upstream.seen.size} calls so far; ready again after ${rounded(restarts.at(-1) ?? 0, 0)} ms`,
    );
  }
  const admin = await house.admin();
  const ledger = Buffer.from(await admin.download('/api/v1/reports/tool-calls?format=ndjson')).toString();
  const rows = ledger
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { decision: string; args_digest: string });
  const intents = new Set(rows.filter(({ decision }) => decision === 'allow').map(({ args_digest }) => args_digest));
  const master = Buffer.from(readFileSync(house.path('data/master.key'), 'utf8'), 'base64');
  const key = Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), 'args-digest', 32));
  const digest = (token: string): string => createHmac('sha256', key).update(JSON.stringify({ token })).digest('hex');
  const unrecorded = [...upstream.seen].filter((token) => !intents.has(digest(token)));
  const figures = {
    rounds: ROUNDS,
    concurrent: CONCURRENT,
    upstreamCalls: upstream.seen.size,
    ledgerIntents: intents.size,
    answered,
    unrecorded: unrecorded.length,
    restartMs: { p50: rounded(median(restarts), 0), max: rounded(Math.max(...restarts), 0) },
  };
  report('crash', [{ ...figures, restartMs: `${figures.restartMs.p50} (max ${figures.restartMs.max})` }], figures);
  if (figures.unrecorded > 0) process.exitCode = 1;
} finally {
  await house.close();
  await upstream.close();
}
