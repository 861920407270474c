import { execFileSync } from 'node:child_process';
import { createHmac, hkdfSync, randomBytes, randomInt } from 'node:crypto';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { suretyCommand } from '../../apps/cli/src/demo/surety-command.js';
import { WebClient } from '../../apps/cli/src/demo/web-client.js';
import { freePort } from '../../apps/cli/src/free-port.js';
import { Caller } from './support/caller.js';
import { startEchoUpstream } from './support/echo-upstream.js';
import { keep, median, progress, rounded } from './support/figures.js';
import { layGround, newOwner } from './support/house.js';
import { OwnPostgres } from './support/own-postgres.js';
import { Program, program } from './support/program.js';
import { numberGiven } from './support/scim-ground.js';
import { tokenOf } from './support/token.js';

/**
 * What is left of the record when things end as they do not in tests (R-LED-1): under load, again and again, the gateway
 * is killed, PostgreSQL is killed, its disk is full; and once it is away for ten seconds. Afterwards: every call that the
 * upstream saw has its intent in the ledger, no call has two outcomes, and an evidence pack of it all verifies. What is
 * started again is what was ended from outside, as a supervisor does; nothing else is done by hand. `--rounds N`.
 * The full disk needs a file system of its own, and so the right to mount one; without it that part is left out, and said.
 */
const ROUNDS = numberGiven('rounds', 50);
const CONCURRENT = 64;
const DISK_MB = 700;
const AWAY_MS = 10_000;

const scratch = mkdtempSync(path.join(tmpdir(), 'surety-bench-durability-'));
chmodSync(scratch, 0o711); // the account that runs PostgreSQL goes through it
const disk = mountedDisk(path.join(scratch, 'disk'));
const upstream = await startEchoUpstream();
const postgres = await OwnPostgres.open(disk ? path.join(disk, 'pg') : undefined);
const port = await freePort('127.0.0.1');
const url = `http://127.0.0.1:${port}`;
const master = randomBytes(32);
const environment = {
  SURETY_DATABASE_URL: postgres.url,
  SURETY_MASTER_KEY: master.toString('base64'),
  SURETY_PUBLIC_URL: url,
  SURETY_STEP_UP_SECONDS: '3600', // a bench outlasts the usual five minutes
  SURETY_LOG_LEVEL: 'error',
  SURETY_ALLOW_PRIVATE_ADDRESSES: 'true',
};
const api = await Program.start('api', { ...environment, SURETY_PORT: String(port) });
const worker = await Program.start('worker', environment);
let gateway = await Program.start('gateway', environment);
const tally = { answered: 0, refused: 0, broken: 0 };
let seconds = 0;
try {
  const admin = async (): Promise<WebClient> => {
    const { code, output, errors } = await suretyCommand(program, ['bootstrap-admin', 'root@example.com'], environment);
    if (code !== 0) throw new Error(errors);
    return WebClient.signIn(output.trim());
  };
  const ground = await layGround({ url, admin }, upstream.url);
  const { agent } = await newOwner({ url }, ground, 'caller');
  const began = performance.now();
  const parts = {
    gatewayKilled: await part('gateway killed', ROUNDS, async () => {
      await gateway.kill();
      return again(async () => void (gateway = await Program.start('gateway', environment)));
    }),
    postgresKilled: await part('PostgreSQL killed', ROUNDS, async () => {
      await postgres.kill();
      return again(() => postgres.start());
    }),
    diskFull: disk
      ? await part('disk full', ROUNDS, () => fullDisk(disk))
      : 'left out: no right to mount a file system',
    postgresAway: await part('PostgreSQL away', 1, async () => {
      await postgres.stop();
      await pause(500);
      const seen = upstream.seen.size;
      await pause(AWAY_MS);
      if (upstream.seen.size > seen) throw new Error('calls were forwarded while nothing could be recorded');
      return again(() => postgres.start());
    }),
  };
  seconds = Math.round((performance.now() - began) / 1000);
  const result = { concurrent: CONCURRENT, seconds, ...tally, parts, ...(await judged(await admin())) };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  keep('durability', result);
  if (result.unrecorded > 0 || result.doubleOutcomes > 0 || !result.packHolds) process.exitCode = 1;

  /** Calls without pause; in the midst of them something ends; then all is ready again, and the next round begins. */
  async function part(name: string, rounds: number, trouble: () => Promise<number>) {
    const readyMs: number[] = [];
    const before = upstream.seen.size;
    for (let round = 1; round <= rounds; round++) {
      const caller = new Caller(gateway.url, CONCURRENT, await tokenOf(agent, url));
      let isOver = false;
      const call = async (worker: number): Promise<void> => {
        for (let n = 0; !isOver; n++) {
          const { ran, status } = await caller.echo(`${name.replaceAll(' ', '')}r${round}w${worker}n${n}`);
          if (ran) tally.answered += 1;
          else if (status === 0) tally.broken += 1;
          else tally.refused += 1;
          if (!ran) await pause(5);
        }
      };
      const callers = Array.from({ length: CONCURRENT }, (_, worker) => call(worker));
      await pause(randomInt(200, 900));
      readyMs.push(await trouble());
      isOver = true;
      await Promise.all(callers);
      await caller.close();
      if (round % 10 === 0 || round === rounds)
        progress(`${name}: ${round}/${rounds}, ${upstream.seen.size} calls seen`);
    }
    return {
      rounds,
      calls: upstream.seen.size - before,
      readyMs: { p50: rounded(median(readyMs), 0), max: rounded(Math.max(...readyMs), 0) },
    };
  }
} finally {
  await gateway.stop();
  await worker.stop();
  await api.stop();
  await postgres.close();
  await upstream.close();
  if (disk) execFileSync('umount', [disk]);
  rmSync(scratch, { recursive: true, force: true });
}

/** Starts what was ended. @returns how long it took until the gateway was ready, in milliseconds */
async function again(start: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await start();
  await gateway.ready();
  return performance.now() - began;
}

/** Fills the disk of the database to the last byte, and gives the space back after a while. */
async function fullDisk(place: string): Promise<number> {
  const filler = path.join(place, 'filler');
  const file = openSync(filler, 'w');
  const block = Buffer.alloc(1024 * 1024);
  for (let size = block.length; size >= 4096;) {
    try {
      writeSync(file, block, 0, size);
    } catch {
      size /= 2; // no space left for so much
    }
  }
  closeSync(file);
  await pause(randomInt(500, 2_000));
  rmSync(filler);
  return again(async () => {
    if (!postgres.isRunning) await postgres.start();
  });
}

/** What the ledger says of it all, against what the upstream saw. */
async function judged(admin: WebClient) {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`SELECT set_config('surety.tenant', '*', false)`);
  const pending = async (): Promise<number> =>
    Number((await client.query<{ n: string }>('SELECT count(*) AS n FROM ledger_pending')).rows[0]?.n);
  for (const end = Date.now() + 120_000; Date.now() < end && (await pending()) > 0;) await pause(500);
  const stillPending = await pending();
  const intents = await client.query<{ digest: string }>(
    `SELECT entry::jsonb -> 'd' ->> 'args_digest' AS digest FROM ledger_entry
     WHERE type = 'call.intent' AND entry::jsonb -> 'd' ->> 'decision' = 'allow'`,
  );
  const doubled = await client.query(
    `SELECT call_id FROM ledger_entry WHERE type = 'call.outcome' GROUP BY call_id HAVING count(*) > 1`,
  );
  await client.end();
  const known = new Set(intents.rows.map(({ digest }) => digest));
  const key = Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), 'args-digest', 32));
  const digest = (token: string): string => createHmac('sha256', key).update(JSON.stringify({ token })).digest('hex');
  const unrecorded = [...upstream.seen].filter((token) => !known.has(digest(token))).length;
  return {
    upstreamCalls: upstream.seen.size,
    intents: known.size,
    unrecorded,
    doubleOutcomes: doubled.rowCount ?? 0,
    stillPending,
    packHolds: await holds(admin),
  };
}

/** Exports the whole ledger and verifies it with the offline verifier. */
async function holds(admin: WebClient): Promise<boolean> {
  const { vkey: key } = await admin.get<{ vkey: string }>('/api/v1/ledger/key');
  const pack = path.join(scratch, 'pack.zip');
  writeFileSync(pack, await admin.download('/api/v1/reports/evidence-pack'));
  const { code, output } = await suretyCommand(program, ['verify', pack, '--key', key], environment);
  progress(output);
  return code === 0;
}

function mountedDisk(place: string): string | null {
  try {
    execFileSync('mkdir', ['-p', place]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m,mode=755`, 'tmpfs', place], { stdio: 'ignore' });
    execFileSync('mkdir', ['-p', path.join(place, 'pg')]);
    return place;
  } catch {
    return null;
  }
}
