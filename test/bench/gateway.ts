import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../apps/cli/src/free-port.js';
import { shares } from './support/cpu-profile.js';
import { profiledWhile } from './support/inspector.js';
import { keep, median, progress, quantile, rounded } from './support/figures.js';
import { GovernedGround } from './support/governed-ground.js';
import { type Target, burst } from './support/load.js';
import { numberGiven } from './support/scim-ground.js';
import { familyCpuMs, machineCpuMs, usageOf } from './support/usage.js';

/**
 * What governance costs: the same calls to the same upstream directly, through a bare proxy, and through the gateway with
 * everything on (token, fence, a decision with a condition, durable intent, outcome, metrics), interleaved in each round.
 * A round in which others used more than 15 % of the machine is dropped and done again. `--rounds N`, `--streams N`.
 */
const ROUNDS = numberGiven('rounds', 7);
const STREAMS = numberGiven('streams', 10_000);
const BURST_MS = 2_000;
const WARM_MS = 6_000;
const MOST_FOREIGN = 0.15;
const CONNECTIONS = [1, 16, 64] as const;
const here = path.dirname(fileURLToPath(import.meta.url));
const find = createRequire(import.meta.url);

type Variant = Readonly<{ name: string; target: Target; pid: number; others?: () => number }>;
type Sample = { rps: number; p50ms: number; p99ms: number; cpuMs: number; postgresMs: number; failed: number };

const children: ChildProcess[] = [];
let disturbed = 0;
const ground = await GovernedGround.open();
try {
  const echo = await service('echo-process');
  const proxy = await service('raw-proxy', echo.url);
  const pipe = path.join(here, 'support', 'echo-pipe.js');
  await ground.connect('echo', { transport: 'http', url: echo.url });
  await ground.connect('pipe', { transport: 'stdio', command: { program: process.execPath, args: [pipe] } });
  const peer = await mcpProxy(pipe);
  const everything = await realServer();
  await ground.connect('everything', { transport: 'http', url: everything.url });

  const postgres = (): number => familyCpuMs(ground.postgresPid);
  const governed = async (server: string, tool: string): Promise<Variant> => ({
    name: 'governed',
    target: modern(`${ground.gatewayUrl}/mcp/${server}`, tool, await ground.token(server)),
    pid: ground.gatewayPid,
    others: postgres,
  });
  const cheap = [
    { name: 'direct', target: modern(echo.url, 'echo'), pid: echo.pid },
    { name: 'rawProxy', target: modern(proxy.url, 'echo'), pid: proxy.pid },
    await governed('echo', 'echo'),
  ];
  const piped = [
    { name: 'peer', target: modern(peer.url, 'echo'), pid: peer.pid },
    { ...(await governed('pipe', 'echo')), name: 'governedStdio' },
  ];
  const sessions = await Promise.all(Array.from({ length: 32 }, () => sessionAt(everything.url)));
  const real = [
    { name: 'direct', target: legacy(everything.url, 'echo', sessions), pid: everything.pid },
    await governed('everything', 'echo'),
  ];

  for (const { target } of [...cheap, ...piped, ...real]) await burst(target, 16, WARM_MS);
  const figures = { ...(await compare(cheap, CONNECTIONS)), ...(await compare(piped, CONNECTIONS)) };
  const withReal = await compare(real, [32]);
  const rssMb = rounded(usageOf(ground.gatewayPid)?.rssMb ?? 0, 0);
  const idle = await idleStreams(STREAMS);
  const profile = await profiled();
  const result = { ...figures, realServer: withReal, rssMb, idleStreams: idle, profile };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  keep('gateway', result);
} finally {
  for (const child of children) child.kill('SIGKILL');
  await ground.close();
}

/** All variants one after the other in every round, at each number of connections; medians over the rounds. */
async function compare<const C extends readonly number[]>(variants: readonly Variant[], connections: C) {
  const samples = new Map<string, Sample[]>();
  for (let round = 0; round < ROUNDS;) {
    const taken: [string, Sample][] = [];
    let foreign = 0;
    for (const count of connections) {
      for (const variant of variants) {
        const { sample, share } = await measure(variant, count);
        foreign = Math.max(foreign, share);
        taken.push([`${variant.name}.c${count}`, sample]);
      }
    }
    const isDisturbed = foreign > MOST_FOREIGN;
    progress(`round ${round + 1}: others used up to ${Math.round(foreign * 100)} %${isDisturbed ? ', again' : ''}`);
    if (isDisturbed && disturbed++ < ROUNDS) continue;
    for (const [key, sample] of taken) samples.set(key, [...(samples.get(key) ?? []), sample]);
    round += 1;
  }
  const result: Record<string, Record<string, object>> = {};
  for (const { name } of variants) {
    for (const count of connections) {
      const rows = samples.get(`${name}.c${count}`) ?? [];
      const of = (pick: (sample: Sample) => number, digits = 2): number => rounded(median(rows.map(pick)), digits);
      const row = {
        rps: of(({ rps }) => rps, 0),
        p50ms: of(({ p50ms }) => p50ms, 3),
        p99ms: of(({ p99ms }) => p99ms),
        cpuMsPerCall: of(({ cpuMs }) => cpuMs, 4),
        ...(name.startsWith('governed') && { postgresMsPerCall: of(({ postgresMs }) => postgresMs, 4) }),
        failed: rows.reduce((sum, { failed }) => sum + failed, 0),
      };
      (result[name] ??= {})[`c${count}`] = row;
      progress(`${name}.c${count} ${JSON.stringify(row)}`);
    }
  }
  return result;
}

async function measure({ target, pid, others }: Variant, connections: number) {
  const before = { own: usageOf(pid)?.cpuMs ?? 0, others: others?.() ?? 0, machine: machineCpuMs(), family: ours() };
  const { calls, failed, seconds, latenciesMs } = await burst(target, connections, BURST_MS);
  const machine = machineCpuMs() - before.machine;
  const foreign = Math.max(0, machine - (ours() - before.family));
  const sample: Sample = {
    rps: calls / seconds,
    p50ms: median(latenciesMs),
    p99ms: quantile(latenciesMs, 0.99),
    cpuMs: ((usageOf(pid)?.cpuMs ?? 0) - before.own) / calls,
    postgresMs: ((others?.() ?? 0) - before.others) / calls,
    failed,
  };
  return { sample, share: foreign / (seconds * 1000 * 2) };
}

/** Our own processor time with that of everything that we have started. */
function ours(): number {
  return familyCpuMs(process.pid);
}

/** What a modern client sends: no session, everything in the request. */
function modern(url: string, tool: string, token?: string): Target {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': 'tools/call',
    'mcp-name': tool,
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
    'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
  };
  const said = (id: number): string => `no ${id} ${'x'.repeat(120)}`;
  return {
    url,
    headers: () => headers,
    body: (id) =>
      JSON.stringify({
        jsonrpc: '2.0',
        id,
        method: 'tools/call',
        params: { name: tool, arguments: { token: said(id), message: said(id) }, _meta },
      }),
    expects: said,
  };
}

function legacy(url: string, tool: string, sessions: readonly string[]): Target {
  const common = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-11-25',
  };
  const said = (id: number): string => `no ${id} ${'x'.repeat(120)}`;
  return {
    url,
    headers: (connection) => ({ ...common, 'mcp-session-id': sessions[connection % sessions.length] ?? '' }),
    body: (id) =>
      JSON.stringify({
        jsonrpc: '2.0',
        id,
        method: 'tools/call',
        params: { name: tool, arguments: { message: said(id) } },
      }),
    expects: said,
  };
}

async function sessionAt(url: string): Promise<string> {
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params });
  const answer = await fetch(url, { method: 'POST', headers, body });
  await answer.text();
  const session = answer.headers.get('mcp-session-id') ?? '';
  const told = { ...headers, 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' };
  const message = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
  await fetch(url, { method: 'POST', headers: told, body: message }).then((done) => done.text());
  return session;
}

/** A file of this bench as a process of its own, which tells its port. */
async function service(name: string, ...args: string[]): Promise<{ url: string; pid: number }> {
  const child = fork(path.join(here, 'support', `${name}.js`), args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  children.push(child);
  const [port] = (await once(child, 'message')) as [number];
  return { url: `http://127.0.0.1:${port}/mcp`, pid: child.pid ?? 0 };
}

/** `mcp-proxy` of npm: another gateway written in Node; it knows no callers, decides nothing and records nothing. */
async function mcpProxy(pipe: string): Promise<{ url: string; pid: number }> {
  const port = await freePort('127.0.0.1');
  const program = path.join(path.dirname(find.resolve('mcp-proxy')), 'bin', 'mcp-proxy.mjs');
  const args = ['--host', '127.0.0.1', '--port', String(port), '--server', 'stream', '--', process.execPath, pipe];
  return started(program, args, `http://127.0.0.1:${port}/mcp`);
}

async function realServer(): Promise<{ url: string; pid: number }> {
  const port = await freePort('127.0.0.1');
  const home = path.resolve('node_modules/@modelcontextprotocol/server-everything/dist/index.js');
  return started(home, ['streamableHttp'], `http://127.0.0.1:${port}/mcp`, { PORT: String(port) });
}

async function started(program: string, args: string[], url: string, environment: Record<string, string> = {}) {
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: 'ignore' });
  children.push(child);
  for (const end = Date.now() + 30_000; Date.now() < end; await pause(50)) {
    const listens = await fetch(url).then(
      () => true,
      () => false,
    );
    if (listens) return { url, pid: child.pid ?? 0 };
  }
  throw new Error(`${program} does not listen`);
}

/** What so many streams cost that nothing is said on. */
async function idleStreams(wanted: number) {
  const before = usageOf(ground.gatewayPid)?.rssMb ?? 0;
  const streams = await ground.listen(wanted);
  await pause(2_000);
  const cpu = usageOf(ground.gatewayPid)?.cpuMs ?? 0;
  await pause(5_000);
  const after = usageOf(ground.gatewayPid);
  const figures = {
    open: streams.open(),
    rssMb: rounded((after?.rssMb ?? 0) - before, 0),
    kbEach: rounded((((after?.rssMb ?? 0) - before) * 1024) / Math.max(1, streams.open()), 1),
    cpuPercentIdle: rounded(((after?.cpuMs ?? 0) - cpu) / 50, 1),
  };
  await streams.close();
  return figures;
}

/** Where the time of a call goes, by a sampling profile of the gateway under load. */
async function profiled(): Promise<Record<string, number>> {
  const port = await ground.inspected();
  const again = modern(`${ground.gatewayUrl}/mcp/echo`, 'echo', await ground.token('echo'));
  await burst(again, 64, WARM_MS);
  return shares(await profiledWhile(port, () => burst(again, 64, WARM_MS)));
}
