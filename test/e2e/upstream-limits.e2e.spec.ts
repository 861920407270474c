import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Credentials, Servers, limitsForm } from '@app/catalog';
import { ConnectorsModule, Upstreams } from '@app/connectors';
import { DirectoryModule } from '@app/directory';
import { newId } from '@app/kernel';
import type { z } from 'zod';
import { type Scripted, answer, startScripted } from '../support/scripted-upstream.js';
import { hr, openWorld } from '../support/world.js';

type Said = z.infer<typeof limitsForm>;
let world: Awaited<ReturnType<typeof openWorld>>;
let scratch: string;
const open: { stop(): Promise<void> }[] = [];
const upstreams = () => world.app.get(Upstreams);
const name = () => `s-${newId().slice(-12)}`;

beforeAll(async () => {
  scratch = mkdtempSync(path.join(tmpdir(), 'surety-limits-'));
  world = await openWorld(ConnectorsModule, DirectoryModule);
});
afterEach(async () => {
  for (const upstream of open.splice(0)) await upstream.stop();
});
afterAll(async () => {
  await world.close();
  rmSync(scratch, { recursive: true });
});

async function registered(limits: Said = {}) {
  const upstream = await startScripted();
  open.push(upstream);
  const { id } = await world.app
    .get(Servers)
    .register(hr, { name: name(), transport: 'http', url: upstream.url, limits });
  const call = (beforeWrite = () => {}) => upstreams().request(id, 'tools/call', { name: 'do' }, { beforeWrite });
  await call();
  return { upstream, id, call };
}
/** Holds back every call until it is told to answer one. */
function holdBack(upstream: Scripted) {
  const waiting: (() => void)[] = [];
  upstream.script = ({ id, method }, outgoing) => {
    if (method !== 'tools/call') return false;
    return waiting.push(() => answer(outgoing, id, { resultType: 'complete', content: [] }));
  };
  return waiting;
}

describe('a server', () => {
  it('is asked only so much at a time; others wait in line, and who is beyond that is refused at once [upstream.limit.concurrent]', async () => {
    const { upstream, call } = await registered({ concurrent: 2, waiting: 1, waitMs: 5_000 });
    const waiting = holdBack(upstream);
    const [one, two, three] = [call(), call(), call()];
    await expect.poll(() => waiting.length).toBe(2);
    await expect(call()).rejects.toMatchObject({ code: 'upstream.busy' });
    expect(waiting.length).toBe(2);
    waiting.shift()!();
    await one;
    await expect.poll(() => waiting.length).toBe(2);
    waiting.forEach((go) => go());
    await Promise.all([two, three]);
    upstream.script = () => false;
    await Promise.all([call(), call(), call()]); // every slot was given back
  });

  it('whose line does not move refuses who has waited long enough, unsent; who gives up leaves the line [upstream.limit.waiting]', async () => {
    const { upstream, call, id } = await registered({ concurrent: 1, waiting: 2, waitMs: 60 });
    const waiting = holdBack(upstream);
    const first = call();
    await expect.poll(() => waiting.length).toBe(1);
    const gone = new AbortController();
    const sent = vi.fn<() => void>();
    const sending = { signal: gone.signal, beforeWrite: sent };
    const givesUp = upstreams().request(id, 'tools/call', { name: 'do' }, sending);
    const late = call(sent);
    gone.abort(new Error('gave up'));
    await expect(givesUp).rejects.toThrow('gave up');
    await expect(late).rejects.toMatchObject({ code: 'upstream.busy' });
    expect(sent).not.toHaveBeenCalled();
    waiting.shift()!();
    await first;
  });

  it('that is slow to begin, falls silent, or takes too long in all is given up [upstream.limit.time]', async () => {
    const begins = await registered({ firstByteMs: 60 });
    holdBack(begins.upstream);
    await expect(begins.call()).rejects.toMatchObject({ code: 'upstream.timeout' });
    const silent = await registered({ idleMs: 60 });
    silent.upstream.script = (_, outgoing) =>
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).write(': \n\n');
    await expect(silent.call()).rejects.toMatchObject({ code: 'upstream.timeout' });
    const long = await registered({ callMs: 150 });
    long.upstream.script = (_, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
      const ticking = setInterval(() => outgoing.write(': still here\n\n'), 20);
      return outgoing.on('close', () => clearInterval(ticking));
    };
    await expect(long.call()).rejects.toMatchObject({ code: 'upstream.timeout' });
  });

  it('that answers with more than is taken is cut off, with an error that says so [upstream.limit.size]', async () => {
    const { upstream, call } = await registered({ resultBytes: 2048 });
    const big = 'x'.repeat(3000);
    const fault = { code: 'upstream.unusable', detail: 'its answer is larger than the 2048 bytes that are taken' };
    upstream.script = ({ id }, outgoing) => answer(outgoing, id, { content: [big] });
    await expect(call()).rejects.toMatchObject(fault);
    let written = 0;
    upstream.script = (_, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
      const flood = setInterval(() => outgoing.write(`data: ${'y'.repeat(500)}\n\n`, () => (written += 500)), 1);
      return outgoing.on('close', () => clearInterval(flood));
    };
    await expect(call()).rejects.toMatchObject(fault);
    await pause(50);
    const end = written;
    await pause(50);
    expect(written).toBe(end); // it has noticed that nobody reads on
  });
});

describe('a server that fails all the time', () => {
  it('is left alone, then asked by us, and called again when it is back [upstream.breaker]', async () => {
    const { upstream, call } = await registered();
    const breaks: Scripted['script'] = (_, outgoing) => outgoing.writeHead(502).end();
    upstream.script = breaks;
    for (let failure = 0; failure < 5; failure++) await expect(call()).rejects.toMatchObject({ code: 'upstream.lost' });
    const { length } = upstream.heard;
    const sent = vi.fn<() => void>();
    for (let time = 0; time < 20; time++) {
      await expect(call(sent)).rejects.toMatchObject({ code: 'upstream.unavailable' });
    }
    expect([sent.mock.calls.length, upstream.heard.length]).toEqual([0, length]);
    upstream.script = () => false;
    await expect
      .poll(() => upstream.heard.slice(length).map(({ method }) => method), { timeout: 3_000 })
      .toEqual(['tools/list']);
    expect(await call()).toMatchObject({ result: {} });
  });

  it('is called at once when it has moved, and one that refuses us is not kept shut [upstream.breaker.reached-otherwise]', async () => {
    const { upstream, call, id } = await registered();
    upstream.script = (_, outgoing) => outgoing.writeHead(502).end();
    const fails = async () => {
      for (let failure = 0; failure < 5; failure++)
        await expect(call()).rejects.toMatchObject({ code: 'upstream.lost' });
      await expect(call()).rejects.toMatchObject({ code: 'upstream.unavailable' });
    };
    await fails();
    await upstreams().drop(id); // as every gateway does when the server has moved
    upstream.script = () => false;
    expect(await call()).toMatchObject({ result: {} });
    upstream.script = (_, outgoing) => outgoing.writeHead(502).end();
    await fails();
    upstream.script = (_, outgoing) => outgoing.writeHead(401).end();
    const codes = () => call().catch(({ code }: { code: string }) => code);
    await expect.poll(codes, { timeout: 3_000 }).toBe('upstream.denied');
  });

  it('to one caller, for answers that are none of the protocol, leaves the calls of others alone [upstream.breaker.one-caller]', async () => {
    const { upstream, call } = await registered();
    const held = holdBack(upstream);
    const other = call();
    await expect.poll(() => held.length).toBe(1);
    upstream.script = ({ method }, outgoing) => method === 'tools/call' && outgoing.writeHead(400).end('<html>');
    const { length } = upstream.calls();
    for (let time = 0; time < 3; time++) await expect(call()).rejects.toMatchObject({ code: 'upstream.unavailable' });
    expect(upstream.calls().length - length).toBe(3); // and none is made twice
    held.shift()!();
    expect(await other).toMatchObject({ result: {} });
  });

  it('leaves other servers and single calls alone [upstream.breaker]', async () => {
    const { upstream, call } = await registered();
    const other = await registered();
    for (let round = 0; round < 3; round++) {
      upstream.script = (_, outgoing) => outgoing.writeHead(502).end();
      for (let failure = 0; failure < 4; failure++)
        await expect(call()).rejects.toMatchObject({ code: 'upstream.lost' });
      upstream.script = () => false;
      await call(); // one that succeeds in between begins the count anew
    }
    upstream.script = (_, outgoing) => outgoing.writeHead(502).end();
    await Promise.allSettled(Array.from({ length: 8 }, () => call()));
    expect(await other.call()).toMatchObject({ result: {} });
  });
});

describe('a call', () => {
  it('is sent once more only when nothing of it had gone out [upstream.retry.unsent]', async () => {
    const { upstream, call } = await registered();
    const sent = vi.fn<() => void>();
    upstream.script = (_, outgoing) => outgoing.destroy();
    await expect(call(sent)).rejects.toMatchObject({ code: 'upstream.lost' });
    expect([sent.mock.calls.length, upstream.calls().length]).toEqual([1, 2]);
  });

  it('that a program dies over is not made again; one that it never saw is [upstream.retry.unsent]', async () => {
    const { id, log } = await program(`if (method === 'tools/call') { note('call'); process.exit(3); }`);
    const call = () => upstreams().request(id, 'tools/call', { name: 'do' });
    await expect(call()).rejects.toMatchObject({ code: 'upstream.lost' });
    expect(log()).toEqual(['call']);
  });
});

/** A server of the handshake era in one file: `then` runs first for each message. */
async function program(then: string, limits: Said = {}) {
  const file = path.join(scratch, `${newId()}.mjs`);
  const notes = `${file}.notes`;
  writeFileSync(
    file,
    `import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
const note = (text) => appendFileSync(${JSON.stringify(notes)}, text + '\\n');
const say = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, method, params } = JSON.parse(line);
  ${then}
  if (id === undefined) return;
  if (method === 'initialize') {
    const serverInfo = { name: 'p', version: '1' };
    return say({ id, result: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo } });
  }
  if (method === 'server/discover') return say({ id, error: { code: -32601, message: 'no' } });
  say({ id, result: { content: [] , tools: [] } });
});
`,
  );
  const command = { program: process.execPath, args: [file] };
  const { id } = await world.app.get(Servers).register(hr, { name: name(), transport: 'stdio', command, limits });
  const log = () => (existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : []);
  const call = () => upstreams().request(id, 'tools/call', { name: 'do' });
  return { id, log, call };
}
const isAlive = (pid: string | undefined): boolean => {
  try {
    process.kill(Number(pid), 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};

describe('a program that we start', () => {
  it('runs under limits that the kernel keeps [upstream.program.limits]', async () => {
    const limits = { program: { memoryBytes: 1024 * 1024 * 1024, files: 200, cpuSeconds: 50 } };
    const { call, log } = await program(
      `if (method === 'tools/call') { const { readFileSync } = await import('node:fs');
        note(readFileSync('/proc/self/limits', 'utf8').split('\\n').map((line) => line.replace(/ +/g, ' ')).join(';'));
        note(readFileSync('/proc/self/status', 'utf8').match(/NoNewPrivs:\\s*(\\d)/)[0].replace(/\\s/g, '')); }`,
      limits,
    );
    await call();
    const [kept, privileges] = log();
    for (const limit of [
      'Max data size 1073741824',
      'Max open files 200 200',
      'Max cpu time 50 50',
      'Max core file size 0 0',
    ]) {
      expect(kept).toContain(limit);
    }
    expect(privileges).toBe('NoNewPrivs:1');
  });

  it('cannot take all memory: it ends, is started again, and the others do not notice [upstream.program.limits]', async () => {
    const hungry = await program(
      `if (method === 'tools/call') { const kept = []; for (;;) kept.push(Buffer.alloc(16 * 1024 * 1024, 1)); }`,
      { program: { memoryBytes: 1024 * 1024 * 1024 } },
    );
    await expect(hungry.call()).rejects.toMatchObject({ code: 'upstream.lost' });
  });

  it('gets nothing of our environment but what was set for it, and no open file of ours [upstream.program.environment]', async () => {
    process.env['SENTINEL_OF_OURS'] = 'sentinel';
    try {
      const { call, log, id } = await program(
        `if (method === 'tools/call') note(JSON.stringify(Object.keys(process.env).sort()) + (process.env.ITS_TOKEN ?? ''));`,
      );
      await call();
      const owner = await world.person(name());
      const secret = { kind: 'environment', values: { ITS_TOKEN: 'first-secret' } } as const;
      await world.app.get(Credentials).set(hr, id, { secret, ownerId: owner.id, reason: 'test' });
      await upstreams().read(id); // as the rounds do where nobody tells of changes
      await call();
      const [before, after] = log();
      expect(before).toMatch(/^\[("(HOME|LOGNAME|PATH|SHELL|TERM|USER)",?)+\]$/);
      expect(after).toContain('first-secret');
    } finally {
      delete process.env['SENTINEL_OF_OURS'];
    }
  });

  it('ends with everything that it has started [upstream.program.group]', async () => {
    const { call, log, id } = await program(
      `if (method === 'tools/call') { const { spawn } = await import('node:child_process');
        const child = spawn('sleep', ['300'], { stdio: 'ignore' }); child.unref();
        process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);
        note(process.pid); note(child.pid); }`,
    );
    await call();
    const [pid, child] = log();
    expect([isAlive(pid), isAlive(child)]).toEqual([true, true]);
    await upstreams().drop(id);
    await expect.poll(() => [isAlive(pid), isAlive(child)], { timeout: 6_000 }).toEqual([false, false]);
  });

  it('that crashes is started again, later each time [upstream.program.restart]', async () => {
    const { call, log } = await program(`if (method === 'initialize') { note('start'); process.exit(1); }`);
    await expect(call()).rejects.toMatchObject({ code: 'upstream.lost' });
    const { length } = log();
    for (let attempt = 0; attempt < 5; attempt++)
      await expect(call()).rejects.toMatchObject({ code: 'upstream.unavailable' });
    expect(log().length).toBe(length);
    await pause(300);
    await expect(call()).rejects.toMatchObject({ code: 'upstream.lost' });
    expect(log().length).toBeGreaterThan(length);
  });

  it('that hangs is started anew when nobody waits for it any more, however long that takes [upstream.program.hangs]', async () => {
    const { id, call, log } = await program(
      `if (method === 'initialize') note('start');
       const { readFileSync } = await import('node:fs');
       const isFirst = method !== 'server/discover' && readFileSync(import.meta.filename + '.notes', 'utf8') === 'start\\n';
       if (method === 'initialize' && !isFirst) await new Promise((resolve) => setTimeout(resolve, 700));
       if (params?.name === 'hang' && isFirst) globalThis.hangs = true;
       if (globalThis.hangs && id !== undefined) return;`,
      { callMs: 300 },
    );
    const isBack = () => call().then(Boolean, () => false);
    await expect.poll(isBack, { timeout: 20_000, interval: 200 }).toBe(true); // it has started
    for (let time = 0; time < 5; time++) {
      const hanging = upstreams().request(id, 'tools/call', { name: 'hang' });
      await expect(hanging).rejects.toMatchObject({ code: 'upstream.timeout' });
    }
    await expect.poll(isBack, { timeout: 20_000, interval: 200 }).toBe(true);
    expect(log()).toEqual(['start', 'start']);
  });

  it('that answers with what is no result, or too deep, fails that call alone, at once, and never us [upstream.hostile.deep]', async () => {
    const { id, call } = await program(
      `const deep = '['.repeat(200_000) + ']'.repeat(200_000);
       if (method === 'tools/call' && params.name === 'none') return say({ id, result: 'done' });
       if (method === 'tools/call' && params.name === 'deep')
         return process.stdout.write('{"jsonrpc":"2.0","id":' + id + ',"result":{"x":' + deep + '}}\\n');
       if (method === 'tools/call' && params.name === 'log')
         process.stdout.write('{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"error","data":' + deep + '}}\\n');`,
    );
    const told = vi.fn<(text: string) => void>();
    const dialogue = {
      capabilities: { roots: {} },
      key: { caller: 'k', conversation: 'c' },
      logLevel: 'debug',
      ask: () => Promise.reject(new Error('nobody')),
      tell: (said: object) => told(JSON.stringify(said)), // what a stream does with it
    };
    for (const toolName of ['none', 'deep']) {
      const asked = upstreams().request(id, 'tools/call', { name: toolName });
      await expect(asked).rejects.toMatchObject({ code: 'upstream.unusable' });
    }
    await upstreams().request(id, 'tools/call', { name: 'log' }, { dialogue });
    expect(told).not.toHaveBeenCalled();
    expect(await call()).toMatchObject({ result: {} });
  });

  it('that says more at once than is taken fails that call alone [upstream.limit.size]', async () => {
    const { call, id } = await program(
      `if (method === 'tools/call' && params.name === 'big') return say({ result: { content: ['x'.repeat(50_000)] }, id });`,
      { resultBytes: 10_000 },
    );
    const big = upstreams().request(id, 'tools/call', { name: 'big' });
    await expect(Promise.all([big.catch((fault: unknown) => fault), call()])).resolves.toMatchObject([
      { code: 'upstream.unusable' },
      { result: {} },
    ]);
    expect(await call()).toMatchObject({ result: {} });
  });

  it('tells what it complains of only as long as it has served nobody, and no secret [upstream.program.stderr]', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    try {
      const broken = await program(
        `if (method === 'initialize') { console.error('cannot find module', process.env.ITS_TOKEN); process.exit(1); }`,
      );
      const owner = await world.person(name());
      const secret = { kind: 'environment', values: { ITS_TOKEN: 'secret-of-it' } } as const;
      await world.app.get(Credentials).set(hr, broken.id, { secret, ownerId: owner.id, reason: 'test' });
      await expect(broken.call()).rejects.toMatchObject({ code: 'upstream.lost' });
      await expect.poll(() => JSON.stringify(warn.mock.calls)).toContain('cannot find module');
      const serving = await program(
        `if (method === 'tools/call') { console.error('argument', line); process.exit(1); }`,
      );
      await expect(serving.call()).rejects.toMatchObject({ code: 'upstream.lost' });
      await expect.poll(() => JSON.stringify(warn.mock.calls)).toMatch(/it wrote \d+ bytes/);
      const logged = JSON.stringify(warn.mock.calls);
      expect(logged).not.toContain('secret-of-it');
      expect(logged).not.toContain('argument');
    } finally {
      warn.mockRestore();
    }
  });
});
