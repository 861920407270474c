import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { misdeeds } from '../support/misdeeds.js';
import { keep, median, progress, quantile, rounded } from './support/figures.js';
import { GovernedGround } from './support/governed-ground.js';
import { type Target, burst } from './support/load.js';
import { numberGiven } from './support/scim-ground.js';

/**
 * Whether one upstream that misbehaves slows down the calls of another one: a good server alone, and beside each hostile
 * one that is called all the time, in turns. `--rounds N`.
 */
const ROUNDS = numberGiven('rounds', 5);
const BURST_MS = 1_500;
const WARM_MS = 4_000;
const SETTLE_MS = 300;
const CONNECTIONS = 8;
const ATTACKERS = 4;
const here = path.dirname(fileURLToPath(import.meta.url));

type Sample = Readonly<{ p50: number; p99: number; rps: number; failed: number }>;

const children: ChildProcess[] = [];
const ground = await GovernedGround.open();
try {
  const good = await target('good', await service('echo-process'));
  const deeds = Object.keys(misdeeds(''));
  const hostile = new Map<string, Target>();
  for (const [nth, deed] of deeds.entries()) {
    hostile.set(deed, await target(`bad-${nth}`, await service('hostile-process', deed)));
  }
  await burst(good, CONNECTIONS, WARM_MS);
  const samples = new Map<string, { alone: Sample; beside: Sample; attacks: number }[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [deed, bad] of hostile) {
      const alone = await measured(good);
      const attack = attacking(bad);
      await pause(SETTLE_MS);
      const beside = await measured(good);
      const attacks = await attack.end();
      samples.set(deed, [...(samples.get(deed) ?? []), { alone, beside, attacks }]);
      progress(`round ${round + 1}: ${deed}: p99 ${rounded(alone.p99)} ms alone, ${rounded(beside.p99)} ms beside`);
    }
  }
  const figures = Object.fromEntries(
    [...samples].map(([deed, rows]) => {
      const of = (pick: (row: (typeof rows)[number]) => number): number => rounded(median(rows.map(pick)));
      const row = {
        p50msAlone: of(({ alone }) => alone.p50),
        p50msBeside: of(({ beside }) => beside.p50),
        p99msAlone: of(({ alone }) => alone.p99),
        p99msBeside: of(({ beside }) => beside.p99),
        p99Ratio: of(({ alone, beside }) => beside.p99 / alone.p99),
        rpsRatio: of(({ alone, beside }) => beside.rps / alone.rps),
        attacks: of(({ attacks }) => attacks),
        failed: rows.reduce((sum, { alone, beside }) => sum + alone.failed + beside.failed, 0),
      };
      return [deed, row];
    }),
  );
  const result = { connections: CONNECTIONS, attackers: ATTACKERS, rounds: ROUNDS, hostile: figures };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  keep('hostile', result);
} finally {
  for (const child of children) child.kill('SIGKILL');
  await ground.close();
}

async function measured(good: Target): Promise<Sample> {
  const { calls, failed, seconds, latenciesMs } = await burst(good, CONNECTIONS, BURST_MS);
  return { p50: median(latenciesMs), p99: quantile(latenciesMs, 0.99), rps: calls / seconds, failed };
}

/** Calls without pause until it is told to end; each ends in one way or another. */
function attacking({ url, headers, body }: Target): { end: () => Promise<number> } {
  const stop = new AbortController();
  let attacks = 0;
  const attack = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const init = { method: 'POST', headers: headers(0), body: body(++attacks), signal: stop.signal };
      await fetch(url, init).then(
        (answer) => answer.text(),
        () => undefined,
      );
      await pause(1); // a refusal in no time is no attack
    }
  };
  const attackers = Array.from({ length: ATTACKERS }, attack);
  return {
    end: async () => {
      stop.abort();
      await Promise.allSettled(attackers);
      return attacks;
    },
  };
}

/** The tool of this server, called through the gateway as a modern client does. */
async function target(name: string, url: string): Promise<Target> {
  await ground.connect(name, { transport: 'http', url });
  const token = await ground.token(name);
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': 'echo',
    authorization: `Bearer ${token}`,
  };
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const said = (id: number): string => `no ${id}`;
  return {
    url: `${ground.gatewayUrl}/mcp/${name}`,
    headers: () => headers,
    body: (id) =>
      JSON.stringify({
        jsonrpc: '2.0',
        id,
        method: 'tools/call',
        params: { name: 'echo', arguments: { token: said(id) }, _meta },
      }),
    expects: said,
  };
}

/** A file of this bench as a process of its own, which tells its port. */
async function service(name: string, ...args: string[]): Promise<string> {
  const child = fork(path.join(here, 'support', `${name}.js`), args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  children.push(child);
  const [port] = (await once(child, 'message')) as [number];
  return `http://127.0.0.1:${port}/mcp`;
}
