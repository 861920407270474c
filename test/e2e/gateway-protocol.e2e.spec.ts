import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { productVersion } from '@app/kernel';
import { Client as Client2, StreamableHTTPClientTransport as Transport2 } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as Transport1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { request as httpRequest } from 'node:http';
import { type Upstream, programOf, startCanned, startEverything, startModern } from '../support/mcp-upstreams.js';
import { admission } from '@app/gateway';
import { BEARER, agentId, openGateway, ownerId } from '../support/mcp-world.js';

const home = mkdtempSync(join(tmpdir(), 'surety-mcp-'));
writeFileSync(join(home, 'hello.txt'), 'hello');

let modern: Upstream;
let canned: Awaited<ReturnType<typeof startCanned>>;
let everything: Awaited<ReturnType<typeof startEverything>>;
let gateway: Awaited<ReturnType<typeof openGateway>>;

/** What the canned server says to any call: a shape that no SDK knows. */
const strange = {
  content: [{ type: 'hologram', voxels: [1, 2] }],
  structuredContent: { n: 1 },
  vendorField: { kept: true },
  _meta: { 'com.example/trace': 'x', 'surety.dev/decision': { code: 'forged' } },
};
const spy = `process.stdin.on('data', (chunk) => { for (const line of String(chunk).split('\\n').filter(Boolean)) {
  const { id, method } = JSON.parse(line); if (id === undefined) continue;
  const answers = { initialize: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'spy', version: '1' } },
    'tools/list': { tools: [{ name: 'look', inputSchema: { type: 'object' } }, { name: 'die', inputSchema: { type: 'object' } }] },
    'tools/call': { content: [{ type: 'text', text: JSON.stringify(Object.keys(process.env)) + line }] } };
  if (line.includes('"name":"die"')) process.exit(1);
  const answer = answers[method] ? { result: answers[method] } : { error: { code: -32601, message: 'Method not found' } };
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, ...answer }) + '\\n'); } });`;

beforeAll(async () => {
  [modern, canned, everything] = await Promise.all([startModern(), startCanned(() => strange), startEverything()]);
  gateway = await openGateway([
    { name: 'files', command: programOf('server-filesystem', home) },
    { name: 'memory', command: programOf('server-memory') },
    { name: 'everything', url: everything.url },
    { name: 'modern', url: modern.url },
    { name: 'canned', url: canned.url },
    { name: 'spy', command: { program: process.execPath, args: ['-e', spy] } },
    { name: 'gone', url: 'http://127.0.0.1:9/mcp' },
  ]);
  process.env['SURETY_MASTER_KEY_FOR_THIS_TEST'] = 'must not be inherited';
  for (const name of ['files', 'memory', 'everything', 'modern', 'spy']) await gateway.discover(name);
  const [like] = gateway.facts.catalog;
  for (const [serverName, toolName] of [
    ['canned', 'odd'],
    ['gone', 'odd'],
  ] as const) {
    const definition = {
      name: toolName,
      inputSchema: { type: 'object' },
      vendorNote: 'kept',
      execution: { taskSupport: 'required' },
    };
    gateway.facts.catalog.push({
      ...like!,
      serverId: gateway.idOf(serverName),
      serverName,
      toolName,
      definition,
      definitionHash: `hash of ${serverName}`,
    });
  }
}, 60_000);
afterAll(async () => {
  delete process.env['SURETY_MASTER_KEY_FOR_THIS_TEST'];
  await gateway.close();
  await Promise.all([modern.stop(), canned.stop(), everything.stop()]);
  rmSync(home, { recursive: true, force: true });
});

let given: Record<string, unknown>;
beforeEach(() => {
  const { facts } = gateway;
  given = {
    freshToRead: false,
    risk: facts.risk,
    revoked: false,
    fresh: facts.fresh,
    seq: facts.seq,
    token: facts.token,
    standings: new Map(facts.standings),
  };
  facts.rules.clear();
  facts.allow(
    'files read_text_file',
    'memory read_graph',
    'everything echo',
    'modern add',
    'modern slow',
    'canned odd',
  );
  facts.intents.length = 0;
  facts.outcomes.length = 0;
});
afterEach(() => {
  Object.assign(gateway.facts, given, { ledger: Promise.resolve() });
  canned.hang = false;
});

const init = { headers: { authorization: `Bearer ${BEARER}` } };
const clients = {
  'SDK 1.32.2': async (url: string) => {
    const client = new Client1({ name: 'test', version: '1' });
    await client.connect(new Transport1(new URL(url), { requestInit: init }) as Parameters<typeof client.connect>[0]);
    return client;
  },
  'SDK 2.4.0': async (url: string) => {
    const client = new Client2({ name: 'test', version: '1' });
    await client.connect(new Transport2(new URL(url), { requestInit: init }));
    return client;
  },
  'SDK 2.4.0 pinned to 2026-07-28': async (url: string) => {
    const client = new Client2({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    await client.connect(new Transport2(new URL(url), { requestInit: init }));
    return client;
  },
};
type Reply = {
  id: unknown;
  error: { code: number; message: string };
  result: {
    content: { text: string }[];
    tools: { name: string }[];
    protocolVersion: string;
    vendorField?: { kept: boolean };
    isError?: boolean;
    _meta: Record<string, unknown>;
  };
};
type Post = { headers?: Record<string, string>; path?: string; verb?: string; signal?: AbortSignal; base?: string };
const send = async (
  body: unknown,
  { headers = {}, path = '', verb = 'POST', signal, base = gateway.url }: Post = {},
) => {
  const answer = await fetch(`${base}${path}`, {
    method: verb,
    headers: { 'content-type': 'application/json', ...init.headers, ...headers },
    ...(verb === 'POST' ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
    ...(signal ? { signal } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, json: (text ? JSON.parse(text) : null) as Reply };
};
const rpc = (method: string, params?: object) => ({ jsonrpc: '2.0', id: 'r1', method, params });
const call = (name: string, args: object = {}) => rpc('tools/call', { name, arguments: args });
const envelope = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
const modernly = (method: string, params: { name?: string; arguments?: object; requestState?: string } = {}) =>
  [
    rpc(method, { ...params, _meta: envelope }),
    {
      headers: {
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': method,
        ...(params.name ? { 'mcp-name': params.name } : {}),
      },
    },
  ] as const;
const callsSeen = (upstream: Upstream) => upstream.seen.filter(({ body }) => body.includes('"tools/call"')).length;

describe.each(Object.entries(clients))('the client %s', (_, connect) => {
  it('lists what it may call, and nothing else [gateway.list]', async () => {
    const client = await connect(gateway.url);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'canned__odd',
      'everything__echo',
      'files__read_text_file',
      'memory__read_graph',
      'modern__add',
      'modern__slow',
    ]);
    await client.close();
  });

  it('calls upstreams of both eras over pipes and HTTP [gateway.call]', async () => {
    const client = await connect(gateway.url);
    const text = async (name: string, args: Record<string, unknown>) =>
      (await client.callTool({ name, arguments: args })).content as { text: string }[];
    expect((await text('files__read_text_file', { path: join(home, 'hello.txt') }))[0]!.text).toBe('hello');
    expect((await text('memory__read_graph', {}))[0]!.text).toContain('entities');
    expect((await text('everything__echo', { message: 'hi' }))[0]!.text).toBe('Echo: hi');
    expect((await text('modern__add', { a: 2, b: 3 }))[0]!.text).toBe('5');
    expect(gateway.facts.intents.map(({ decision }) => decision)).toEqual(['allow', 'allow', 'allow', 'allow']);
    await expect.poll(() => gateway.facts.outcomes.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
    await client.close();
  });

  it('finds one server with its own names at its own endpoint [gateway.endpoints]', async () => {
    gateway.facts.token = { ...gateway.facts.token, audience: 'http://surety.test/mcp/modern' };
    const client = await connect(`${gateway.url}/modern`);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['add', 'slow']);
    expect((await client.callTool({ name: 'add', arguments: { a: 1, b: 1 } })).content).toEqual([
      { type: 'text', text: '2' },
    ]);
    await client.close();
  });

  it('hears a refusal as a sentence, and of a hidden tool nothing [gateway.refusals]', async () => {
    gateway.facts.rules.set('modern add', () => ({ effect: 'deny', code: 'condition_unmet' }));
    const client = await connect(gateway.url);
    const refused = await client.callTool({ name: 'modern__add', arguments: { a: 1, b: 1 } });
    expect(refused).toMatchObject({ isError: true, _meta: { 'surety.dev/decision': { code: 'condition_unmet' } } });
    await expect(client.callTool({ name: 'files__write_file', arguments: {} })).rejects.toThrow(
      'Unknown tool: files__write_file',
    );
    await client.close();
  });
});

describe('what passes', () => {
  it('is every field of a result, in both eras [gateway.pass-through]', async () => {
    const { _meta, ...fields } = strange;
    const legacy = await send(call('canned__odd'));
    expect(legacy.json.result).toEqual({ ...fields, _meta: { 'com.example/trace': 'x' } });
    const { json } = await send(...modernly('tools/call', { name: 'canned__odd' }));
    expect(json.result).toMatchObject({ ...fields, resultType: 'complete', _meta: { 'com.example/trace': 'x' } });
    expect(json.result._meta['surety.dev/decision']).toBeUndefined();
    expect(_meta['surety.dev/decision'].code).toBe('forged');
  });

  it('is every field of a definition but tasks [gateway.pass-through]', async () => {
    const { json } = await send(...modernly('tools/list'));
    const odd = json.result.tools.find(({ name }) => name === 'canned__odd');
    expect(odd).toEqual({ name: 'canned__odd', inputSchema: { type: 'object' }, vendorNote: 'kept' });
    expect(json.result).toMatchObject({ resultType: 'complete', ttlMs: 0, cacheScope: 'private' });
  });

  it('never is the client’s token, its cookies or its headers [gateway.no-passthrough]', async () => {
    const [body, { headers }] = modernly('tools/call', { name: 'modern__add', arguments: { a: 1, b: 1 } });
    await send(body, { headers: { ...headers, cookie: 'sid=sentinel-cookie', 'x-forwarded-for': 'sentinel-address' } });
    await send(call('everything__echo', { message: 'x' }), { headers: { cookie: 'sid=sentinel-cookie' } });
    gateway.facts.allow('spy look');
    const spied = await send(call('spy__look'));
    const all = [modern, canned, everything].flatMap(({ seen }) => seen);
    expect(all.length).toBeGreaterThan(10);
    const text = JSON.stringify(all) + JSON.stringify(spied.json);
    for (const secret of [BEARER, 'sentinel-cookie', 'sentinel-address']) expect(text).not.toContain(secret);
    expect(all.every(({ headers }) => headers.authorization === undefined)).toBe(true);
  });

  it('are six variables of our environment to a program, none of them ours [connectors.environment]', async () => {
    gateway.facts.allow('spy look');
    const { json } = await send(call('spy__look'));
    const names = JSON.parse(/^\[[^\]]*\]/.exec(json.result.content[0]!.text)![0]) as string[];
    expect(names).not.toContain('SURETY_MASTER_KEY_FOR_THIS_TEST');
    expect(names.every((name) => ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'USER'].includes(name))).toBe(true);
  });
});

describe('a refused call', () => {
  it.each([
    [
      'its condition is not met',
      () => gateway.facts.rules.set('canned odd', () => ({ effect: 'deny', code: 'condition_unmet' })),
      'deny',
      'condition_unmet',
    ],
    [
      'it is held',
      () => gateway.facts.rules.set('canned odd', () => ({ effect: 'hold', code: 'held' })),
      'hold',
      'held',
    ],
    ['the agent has no grant', () => gateway.facts.rules.delete('canned odd'), 'deny', 'agent_no_grant'],
    ['the agent is suspended', () => gateway.facts.suspend(agentId), 'deny', 'agent_inactive'],
    ['its owner has left', () => gateway.facts.suspend(ownerId), 'deny', 'owner_inactive'],
    [
      'its token is older than a restriction',
      () => (gateway.facts.token = { ...gateway.facts.token, epochs: { subject: 1, owner: 1, agents: [1] } }),
      'deny',
      'token_superseded',
    ],
  ])(
    'reaches no upstream and is recorded, when %s [gateway.refused.recorded]',
    async (_, turn, decision, reasonCode) => {
      const before = callsSeen(canned);
      turn();
      await send(call('canned__odd', { path: '/etc/passwd' }));
      expect(callsSeen(canned)).toBe(before);
      expect(gateway.facts.intents).toHaveLength(1);
      expect(gateway.facts.intents[0]).toMatchObject({ decision, reasonCode, agentId, ownerId, method: 'tools/call' });
      expect(gateway.facts.outcomes).toHaveLength(0);
      expect(JSON.stringify(gateway.facts.intents)).not.toContain('/etc/passwd');
    },
  );

  it('is not heard of before it is recorded [gateway.refused.recorded]', async () => {
    gateway.facts.rules.delete('canned odd');
    let release = (): void => {};
    gateway.facts.ledger = new Promise((resolve) => (release = resolve));
    let heard = false;
    const answer = send(call('canned__odd')).then(() => (heard = true));
    await pause(100);
    expect(heard).toBe(false);
    release();
    await answer;
    expect(gateway.facts.intents).toHaveLength(1);
  });

  it('looks the same for a hidden tool and for none [gateway.hidden]', async () => {
    const hidden = await send(call('files__write_file'));
    const none = await send(call('files__writx_file'));
    const nowhere = await send(call('nowhere__write_file'));
    expect(hidden.json.error).toEqual({ code: -32602, message: 'Unknown tool: files__write_file' });
    for (const other of [none, nowhere]) {
      expect(other.status).toBe(hidden.status);
      expect(Object.keys(other.json.error)).toEqual(Object.keys(hidden.json.error));
      expect(other.json.error.code).toBe(-32602);
    }
  });

  it('names the way to a token [gateway.challenge]', async () => {
    const way = 'scope="mcp:tools", resource_metadata="http://surety.test/.well-known/oauth-protected-resource/mcp"';
    const none = await send(call('canned__odd'), { headers: { authorization: '' } });
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, `Bearer ${way}`]);
    const wrong = await send(call('canned__odd'), { headers: { authorization: 'Bearer x' } });
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer error="invalid_token", ${way}`,
    ]);
    gateway.facts.suspend(ownerId);
    const left = await send(call('canned__odd'));
    expect([left.status, left.headers.get('www-authenticate')]).toEqual([401, `Bearer error="invalid_token", ${way}`]);
  });

  it('names the metadata of the very endpoint [gateway.challenge]', async () => {
    const none = await send(call('odd'), { path: '/canned', headers: { authorization: '' } });
    expect(none.headers.get('www-authenticate')).toContain('/.well-known/oauth-protected-resource/mcp/canned"');
  });

  it('asks for the scope that is missing, and calls nothing [gateway.scope]', async () => {
    gateway.facts.token = { ...gateway.facts.token, scope: 'openid mcp:toolsets' };
    const before = callsSeen(canned);
    const short = await send(call('canned__odd'));
    expect([short.status, short.headers.get('www-authenticate')]).toEqual([
      403,
      `Bearer error="insufficient_scope", scope="mcp:tools", resource_metadata="http://surety.test/.well-known/oauth-protected-resource/mcp"`,
    ]);
    expect(callsSeen(canned)).toBe(before);
  });

  it('with a token for all servers opens no single one’s endpoint [gateway.audience]', async () => {
    expect((await send(rpc('ping'), { path: '/modern' })).status).toBe(401);
    expect((await send(rpc('ping'))).status).toBe(200);
  });

  it('with a token for one server opens only that server’s endpoint [gateway.audience]', async () => {
    gateway.facts.token = { ...gateway.facts.token, audience: 'http://surety.test/mcp/modern' };
    expect((await send(rpc('ping'), { path: '/modern' })).status).toBe(200);
    expect((await send(rpc('ping'), { path: '/canned' })).status).toBe(401);
    expect((await send(rpc('ping'))).status).toBe(401);
  });

  it('asks for patience when this gateway is not current, and catches up when it is behind [gateway.freshness]', async () => {
    gateway.facts.fresh = false;
    const stale = await send(call('canned__odd'));
    expect([stale.status, stale.headers.get('retry-after')]).toEqual([503, '1']);
    gateway.facts.fresh = true;
    gateway.facts.token = { ...gateway.facts.token, epochs: { subject: 1, owner: 2, agents: [2] } };
    const behind = await send(call('canned__odd'));
    expect([behind.status, gateway.facts.synced]).toEqual([503, 1]);
  });

  it('may know less of late for a tool that only reads, and for a list [gateway.freshness]', async () => {
    Object.assign(gateway.facts, { fresh: false, freshToRead: true });
    const before = callsSeen(canned);
    expect((await send(rpc('tools/list'))).status).toBe(200);
    expect((await send(call('canned__odd'))).status).toBe(503);
    expect([callsSeen(canned), gateway.facts.intents]).toEqual([before, []]);
    gateway.facts.risk = 'read';
    expect((await send(call('canned__odd'))).json.result.vendorField).toEqual({ kept: true });
  });

  it('must know more again when the tool becomes one that writes while the call is out [gateway.freshness.risk]', async () => {
    Object.assign(gateway.facts, { fresh: false, freshToRead: true, risk: 'read' });
    const answer = send(call('modern__slow', { ms: 300 }));
    await pause(100);
    gateway.facts.risk = 'write';
    const { status, json } = await answer;
    expect([status, json.result]).toEqual([503, undefined]);
    expect(gateway.facts.outcomes).toMatchObject([{ status: 'withheld' }]);
  });

  it('does not open with a token that was revoked before its time, and that is recorded [gateway.standing]', async () => {
    gateway.facts.revoked = true;
    expect((await send(call('canned__odd'))).status).toBe(401);
    expect(gateway.facts.intents).toMatchObject([{ decision: 'deny', reasonCode: 'token_revoked' }]);
  });
});

describe('the order of things', () => {
  it('is: recorded, then sent [gateway.record-first]', async () => {
    const before = callsSeen(canned);
    let release = (): void => {};
    gateway.facts.ledger = new Promise((resolve) => (release = resolve));
    const answers = Array.from({ length: 20 }, () => send(call('canned__odd')));
    await pause(200);
    expect(callsSeen(canned)).toBe(before);
    release();
    await Promise.all(answers);
    expect([callsSeen(canned) - before, gateway.facts.intents.length]).toEqual([20, 20]);
  });

  it('is: not recorded, not sent [gateway.record-first]', async () => {
    const { Refusal } = await import('@app/kernel');
    const before = callsSeen(canned);
    gateway.facts.ledger = Promise.reject(new Refusal('ledger.unavailable'));
    gateway.facts.ledger.catch(() => {});
    expect((await send(call('canned__odd'))).status).toBe(503);
    expect(callsSeen(canned)).toBe(before);
  });

  it('asks the fence again just before it sends [gateway.fence.before]', async () => {
    const before = callsSeen(canned);
    let release = (): void => {};
    gateway.facts.ledger = new Promise((resolve) => (release = resolve));
    const answer = send(call('canned__odd'));
    await pause(50);
    gateway.facts.suspend(ownerId);
    release();
    expect((await answer).status).toBe(401);
    expect(callsSeen(canned)).toBe(before);
    expect(gateway.facts.outcomes).toMatchObject([{ status: 'cancelled' }]);
  });

  it.each([
    ['access has moved', 1],
    ['a grant ended by time alone', 0],
  ])('decides again when %s meanwhile [gateway.fence.before]', async (_, moved) => {
    gateway.facts.allow('canned odd');
    const before = callsSeen(canned);
    let release = (): void => {};
    gateway.facts.ledger = new Promise((resolve) => (release = resolve));
    const answer = send(call('canned__odd'));
    await pause(50);
    gateway.facts.rules.delete('canned odd');
    gateway.facts.seq += moved;
    release();
    expect((await answer).json.error.message).toBe('Unknown tool: canned__odd');
    expect(callsSeen(canned)).toBe(before);
  });

  it('cuts a call that is out when somebody in its chain is restricted [gateway.cut]', async () => {
    const answer = send(...modernly('tools/call', { name: 'modern__slow', arguments: { ms: 20_000 } }));
    const before = performance.now();
    await expect.poll(() => callsSeen(modern)).toBeGreaterThan(0);
    await pause(100);
    gateway.facts.suspend(ownerId);
    expect((await answer).status).toBe(401);
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(gateway.facts.outcomes).toMatchObject([{ status: 'cancelled' }]);
  });

  it('judges every call that is out again when access changes, and cuts those that lost it [gateway.cut]', async () => {
    const [lost, kept] = ['modern__slow', 'canned__odd'].map((name) =>
      send(...modernly('tools/call', { name, arguments: { ms: 20_000 } })),
    );
    await expect.poll(() => callsSeen(modern)).toBeGreaterThan(0);
    await pause(100);
    gateway.facts.rules.delete('modern slow');
    const before = performance.now();
    gateway.facts.accessChanged();
    expect((await lost!).json.error.message).toBe('Unknown tool: modern__slow');
    expect(performance.now() - before).toBeLessThan(1_000);
    expect((await kept!).json.result.vendorField).toEqual({ kept: true });
    expect(gateway.facts.outcomes.map(({ status }) => status).toSorted()).toEqual(['cancelled', 'ok']);
  });

  it('withholds the answer of a call whose right ended unnoticed [gateway.fence.after]', async () => {
    const answer = send(call('modern__slow', { ms: 300 }));
    await pause(100);
    // The standing changes without an announcement: only the look before the release can see it.
    gateway.facts.standings.set(ownerId, { ...gateway.facts.standings.get(ownerId)!, status: 'ended' });
    const { status, json } = await answer;
    expect([status, json.result]).toEqual([401, undefined]);
    expect(gateway.facts.outcomes).toMatchObject([{ status: 'withheld', resultDigest: null }]);
  });

  it('withholds the answer of a call that is not allowed any more [gateway.fence.after]', async () => {
    const answer = send(call('modern__slow', { ms: 300 }));
    await pause(100);
    gateway.facts.rules.delete('modern slow');
    const { json } = await answer;
    gateway.facts.allow('modern slow');
    expect(json.result).toBeUndefined();
    expect(json.error.message).toBe('Unknown tool: modern__slow');
    expect(gateway.facts.outcomes).toMatchObject([{ status: 'withheld', resultDigest: null }]);
  });

  it('takes a closed connection for a cancellation in the modern era only [gateway.cancel]', async () => {
    const gone = new AbortController();
    const [body, options] = modernly('tools/call', { name: 'modern__slow', arguments: { ms: 20_000 } });
    const answer = send(body, { ...options, signal: gone.signal }).catch(() => 'gone');
    await pause(150);
    gone.abort();
    await answer;
    await expect.poll(() => gateway.facts.outcomes).toMatchObject([{ status: 'cancelled' }]);
    gateway.facts.outcomes.length = 0;
    const later = new AbortController();
    const legacy = send(call('modern__slow', { ms: 300 }), { signal: later.signal }).catch(() => 'gone');
    await pause(100);
    later.abort();
    await legacy;
    await expect.poll(() => gateway.facts.outcomes).toMatchObject([{ status: 'ok' }]);
  });
});

describe('each step of the admission, left out once, is missed', () => {
  const unrecorded = () => gateway.facts.intents.length === 0;
  const reached = async (work: () => Promise<unknown>) => {
    const before = callsSeen(canned);
    await work();
    return callsSeen(canned) > before;
  };
  const late = (turn: () => void) => async (base: string) => {
    let release = (): void => {};
    gateway.facts.ledger = new Promise((resolve) => (release = resolve));
    const answer = send(call('canned__odd'), { base });
    await pause(50);
    turn();
    release();
    return answer;
  };
  /** Tells whether the guard held: true with the whole table, false without the step. */
  const guards: [string, (base: string) => Promise<boolean>][] = [
    ['endpoint', async (base) => (await send(rpc('ping'), { base, path: '/UPPER/case' })).status === 404],
    [
      'origin',
      async (base) =>
        (await send(rpc('ping'), { base, headers: { origin: 'http://evil.example.com' } })).status === 403,
    ],
    [
      'size',
      async (base) => (await send(rpc('ping'), { base, headers: { 'content-type': 'text/plain' } })).status === 415,
    ],
    ['bearer', async (base) => (await send(rpc('ping'), { base, headers: { authorization: '' } })).status === 401],
    ['message', async (base) => (await send([call('canned__odd')], { base })).status === 400],
    [
      'freshness',
      async (base) => {
        gateway.facts.fresh = false;
        return (await send(rpc('tools/list'), { base })).status === 503;
      },
    ],
    [
      'standing',
      async (base) => {
        gateway.facts.suspend(ownerId);
        return (await send(rpc('tools/list'), { base })).status === 401;
      },
    ],
    [
      'session',
      async (base) =>
        (await send(call('canned__odd'), { base, headers: { 'mcp-session-id': 'x'.repeat(32) } })).status === 404,
    ],
    [
      'method',
      async (base) =>
        (await send(rpc('vendor/method', { name: 'canned__odd' }), { base })).json?.error?.code === -32601,
    ],
    ['target', async (base) => (await send(call('canned__odd'), { base })).status === 200],
    [
      'decision',
      async (base) => {
        gateway.facts.rules.clear();
        return (await send(call('canned__odd'), { base })).json?.error?.code === -32602;
      },
    ],
    [
      'repeated',
      async (base) => {
        const tool = gateway.facts.catalog.find(({ toolName }) => toolName === 'odd')!;
        Object.assign(tool, {
          definitionHash: `hash ${base}`,
          definition: {
            name: 'odd',
            inputSchema: { properties: { region: { type: 'string', 'x-mcp-header': 'Region' } } },
          },
        });
        const [body, { headers }] = modernly('tools/call', { name: 'canned__odd', arguments: { region: 'eu' } });
        const lying = await send(body, { base, headers: { ...headers, 'mcp-param-region': 'us' } });
        const honest = await send(body, { base, headers: { ...headers, 'mcp-param-region': 'eu' } });
        return lying.json?.error?.code === -32020 && honest.status === 200;
      },
    ],
    [
      'variant',
      async (base) => {
        const { toolId } = gateway.facts.catalog.find(({ toolName }) => toolName === 'odd')!;
        const rules = { arguments: { region: { fix: 'eu' } } };
        const variant = { of: 'base', name: 'odd', inputSchema: {}, rules };
        gateway.facts.terms.set(toolId, { cost: 1, recordsAt: null, variant });
        const chosen = (await send(call('canned__odd', { region: 'us' }), { base })).json?.result;
        gateway.facts.terms.clear();
        return JSON.stringify(chosen?._meta ?? {}).includes('arguments_out_of_bounds');
      },
    ],
    [
      'round',
      async (base) => {
        const forged = { name: 'canned__odd', requestState: 'forged', inputResponses: {} };
        const [body, { headers }] = modernly('tools/call', forged);
        return (await send(body, { base, headers })).json?.error?.code === -32602;
      },
    ],
    [
      'spend',
      async (base) => {
        gateway.counting.used.clear();
        const counter = { unit: 'calls', per: [], window: 'session' } as const;
        const spends = [{ key: 'calls', counter, limit: 5 }];
        gateway.facts.rules.set('canned odd', () => ({ effect: 'allow', code: 'allowed', spends }));
        await send(call('canned__odd'), { base });
        return gateway.counting.used.get('calls') === 1;
      },
    ],
    [
      'intent',
      async (base) => {
        const { status } = await send(call('canned__odd'), { base });
        return status === 200 && !unrecorded();
      },
    ],
    ['forward', async (base) => reached(() => send(call('canned__odd'), { base }))],
    [
      'settle',
      async (base) => {
        const obligations = [{ redact: ['vendorField'] }];
        gateway.facts.rules.set('canned odd', () => ({ effect: 'allow', code: 'allowed', obligations }));
        const { result } = (await send(call('canned__odd'), { base })).json ?? {};
        return JSON.stringify(result?._meta ?? {}).includes('result_withheld');
      },
    ],
    [
      'fence',
      async (base) => {
        const answer = send(call('modern__slow', { ms: 200 }), { base });
        await pause(80);
        gateway.facts.standings.set(ownerId, { ...gateway.facts.standings.get(ownerId)!, status: 'ended' });
        return (await answer).status === 401;
      },
    ],
    ['release', async (base) => (await send(call('canned__odd'), { base })).json?.result?.vendorField?.kept === true],
    [
      'outcome',
      async (base) => {
        await send(call('canned__odd'), { base });
        await pause(20);
        return gateway.facts.outcomes.length === 1;
      },
    ],
  ];

  it.each(guards)('%s [gateway.admission]', async (name, holds) => {
    expect(await holds(gateway.url)).toBe(true);
    Object.assign(gateway.facts, given, { standings: new Map(given['standings'] as []) });
    gateway.facts.allow('canned odd');
    gateway.facts.intents.length = gateway.facts.outcomes.length = 0;
    const weakened = await gateway.without(name);
    expect(await holds(weakened.url)).toBe(false);
    await weakened.close();
  });

  it('and none has been forgotten here [gateway.admission]', () =>
    expect(guards.map(([name]) => name)).toEqual(admission.map(({ name }) => name)));

  it('without the intent nothing goes out at all [gateway.record-first]', async () => {
    const weakened = await gateway.without('intent');
    expect(await reached(() => send(call('canned__odd'), { base: weakened.url }))).toBe(false);
    await weakened.close();
  });

  it('without the first look at the fence the one before the write still stops the call [gateway.fence.before]', async () => {
    const weakened = await gateway.without('standing');
    expect(await reached(() => late(() => gateway.facts.suspend(ownerId))(weakened.url))).toBe(false);
    await weakened.close();
  });
});

/** What the endpoint of all servers has. */
const everyCapability = {
  tools: { listChanged: true },
  resources: { subscribe: true, listChanged: true },
  prompts: { listChanged: true },
  completions: {},
  logging: {},
};

describe('the wire', () => {
  it('knows no other verbs than those of sessions [gateway.verbs]', async () => {
    const { status, headers } = await send(null, { verb: 'PUT' });
    expect([status, headers.get('allow')]).toEqual([405, 'POST, GET, DELETE']);
  });

  it.each(['2025-11-25', '2025-06-18', '2025-03-26'])('negotiates %s [gateway.eras]', async (protocolVersion) => {
    const { json, headers } = await send(rpc('initialize', { protocolVersion, capabilities: {}, clientInfo: {} }));
    expect(json.result).toEqual({
      protocolVersion,
      capabilities: everyCapability,
      serverInfo: { name: 'surety', version: productVersion },
    });
    expect(headers.get('mcp-session-id')).toMatch(/^[\x21-\x7e]{32,}$/);
  });

  it('offers its newest handshake revision to a client of another [gateway.eras]', async () => {
    const { json } = await send(rpc('initialize', { protocolVersion: '2023-01-01' }));
    expect(json.result.protocolVersion).toBe('2025-11-25');
  });

  it('discovers in the modern era just what is served [gateway.eras]', async () => {
    const { json } = await send(...modernly('server/discover'));
    expect(json.result).toEqual({
      resultType: 'complete',
      supportedVersions: ['2026-07-28'],
      capabilities: everyCapability,
      ttlMs: 0,
      cacheScope: 'private',
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'surety', version: productVersion } },
    });
  });

  it.each([
    'initialize',
    'ping',
    'logging/setLevel',
    'resources/subscribe',
    'resources/unsubscribe',
    'tasks/list',
    'tasks/result',
    'roots/list',
    'vendor/method',
  ])('does not know %s in the modern era [gateway.default-deny]', async (method) => {
    const { status, json } = await send(...modernly(method));
    expect([status, json.error.code, json.id]).toEqual([404, -32601, 'r1']);
  });

  it.each([
    'logging/setLevel',
    'server/discover',
    'subscriptions/listen',
    'tasks/get',
    'tasks/result',
    'sampling/createMessage',
    'vendor/method',
  ])('does not know %s in the handshake era, and records that it was asked [gateway.default-deny]', async (method) => {
    const { status, json } = await send(rpc(method));
    expect([status, json.error.code]).toEqual([200, -32601]);
    expect(gateway.facts.intents).toMatchObject([{ decision: 'deny', reasonCode: 'method_not_served', method }]);
  });

  it('accepts notifications and does nothing with them [gateway.default-deny]', async () => {
    const before = callsSeen(canned);
    const { status, json } = await send({ jsonrpc: '2.0', method: 'tools/call', params: { name: 'canned__odd' } });
    expect([status, json, callsSeen(canned)]).toEqual([202, null, before]);
  });

  it.each([
    ['a batch', JSON.stringify([call('canned__odd')]), -32600],
    [
      'a key twice',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"canned__odd","name":"modern__add"}}',
      -32600,
    ],
    [
      'a number too big',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"canned__odd","arguments":{"n":12345678901234567890}}}',
      -32600,
    ],
    ['no JSON', '{', -32700],
    ['no body', '', -32700],
  ])('refuses %s, and records it [gateway.malformed]', async (_, body, code) => {
    const before = callsSeen(canned);
    const { status, json } = await send(body);
    expect([status, json.error.code, callsSeen(canned)]).toEqual([400, code, before]);
    expect(gateway.facts.intents).toMatchObject([{ decision: 'deny' }]);
  });

  it('refuses a body above 1 MB with a JSON-RPC error [gateway.malformed]', async () => {
    const { status, json } = await send(call('canned__odd', { text: 'a'.repeat(1024 * 1024) }));
    expect([status, json.error.code]).toEqual([413, -32600]);
  });

  it('refuses another host, as a rebound name would bring it [gateway.origin]', async () => {
    const status = await new Promise((resolve, reject) =>
      httpRequest(gateway.url, { method: 'POST', headers: { host: 'evil.example.com', ...init.headers } }, (answer) =>
        resolve(answer.resume().statusCode),
      )
        .on('error', reject)
        .end('{}'),
    );
    expect(status).toBe(403);
  });

  it('calls tools whose names had to be cut by those names [gateway.names]', async () => {
    const [like] = gateway.facts.catalog;
    const toolName = `a.${'very'.repeat(20)}.long.name`;
    gateway.facts.catalog.push({
      ...like!,
      serverId: gateway.idOf('canned'),
      serverName: 'canned',
      toolName,
      definition: { name: toolName },
    });
    gateway.facts.rules.clear();
    gateway.facts.allow(`canned ${toolName}`);
    const { json } = await send(rpc('tools/list'));
    const { name } = json.result.tools[0]!;
    expect(name).toMatch(/^canned__a_very[A-Za-z0-9_-]+-x[0-9a-f]{10}$/);
    expect((await send(call(name))).json.result.vendorField).toEqual({ kept: true });
    expect(canned.seen.at(-1)!.body).toContain(`"name":"${toolName}"`);
    expect(gateway.facts.intents[0]).toMatchObject({ server: 'canned', tool: toolName });
  });
});

describe('upstreams', () => {
  it('keep many callers with equal ids apart [connectors.ids]', async () => {
    const sums = Array.from({ length: 50 }, (_, i) => send(call('everything__echo', { message: `m${i}` })));
    const texts = (await Promise.all(sums)).map(({ json }) => json.result.content[0]!.text);
    expect(texts).toEqual(Array.from({ length: 50 }, (_, i) => `Echo: m${i}`));
    const graphs = await Promise.all(Array.from({ length: 50 }, () => send(call('memory__read_graph'))));
    expect(graphs.every(({ json }) => json.id === 'r1' && !json.result.isError)).toBe(true);
  });

  it('that forgot our session get a new handshake, and the call arrives once [connectors.reinitialise]', async () => {
    await send(call('everything__echo', { message: 'before' }));
    await everything.restart();
    const { json } = await send(call('everything__echo', { message: 'after' }));
    expect(json.result.content[0]!.text).toBe('Echo: after');
  });

  it('that died are started again, and left alone when they keep dying [connectors.supervised]', async () => {
    gateway.facts.allow('spy look', 'spy die');
    const works = async () => (await send(call('spy__look'))).json.result?.content.length === 1;
    await expect.poll(works, { timeout: 5_000 }).toBe(true);
    expect((await send(call('spy__die'))).json.error).toMatchObject({ code: -31502 });
    expect(gateway.facts.outcomes.at(-1)).toMatchObject({ status: 'unknown' });
    await expect.poll(works, { timeout: 5_000 }).toBe(true);
    // A young session that ends is a failure: now nobody is started at once.
    await send(call('spy__die'));
    expect((await send(call('spy__look'))).json.error.message).toContain('tried again in');
    await expect.poll(works, { timeout: 5_000 }).toBe(true);
  });

  it('that cannot be reached are named so, and the call is known not to be carried out [connectors.failures]', async () => {
    gateway.facts.allow('gone odd');
    const { status, json } = await send(call('gone__odd'));
    expect([status, json.error.code, gateway.facts.outcomes[0]?.status]).toEqual([200, -31502, 'upstream_unavailable']);
  });

  it('are told in the handshake era that a call was given up [connectors.cancel]', async () => {
    canned.hang = true;
    const given = new AbortController();
    const call = gateway.upstreams.request(
      gateway.idOf('canned'),
      'tools/call',
      { name: 'odd' },
      { signal: given.signal },
    );
    await pause(50);
    given.abort(new Error('given up'));
    await expect(call).rejects.toThrow('given up');
    await expect.poll(() => canned.seen.some(({ body }) => body.includes('notifications/cancelled'))).toBe(true);
  });

  it('get nothing of a call that was stopped while it waited for a connection [connectors.before-write]', async () => {
    canned.hang = true;
    const id = gateway.idOf('canned');
    const first = Array.from({ length: 64 }, () => new AbortController());
    const busy = first.map(({ signal }) =>
      gateway.upstreams.request(id, 'tools/call', { name: 'odd' }, { signal }).catch(() => 'ended'),
    );
    await pause(100);
    const before = callsSeen(canned);
    let looked = 0;
    const queued = gateway.upstreams.request(
      id,
      'tools/call',
      { name: 'odd' },
      {
        beforeWrite: () => {
          looked += 1;
          throw new Error('no longer');
        },
      },
    );
    const refused = queued.catch((stop: unknown) => String(stop));
    await pause(100);
    expect(looked).toBe(0);
    for (const each of first) each.abort(new Error('make room'));
    const [stop] = await Promise.all([refused, ...busy]);
    expect(stop).toContain('no longer');
    await pause(100);
    expect([looked, callsSeen(canned)]).toEqual([1, before]);
  });

  it('of the modern era get the headers that repeat the body [connectors.headers]', async () => {
    await send(call('modern__add', { a: 1, b: 2 }));
    const { headers, body } = modern.seen.at(-1)!;
    expect(headers).toMatchObject({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'add',
    });
    expect(JSON.parse(body).params._meta).toMatchObject({ 'io.modelcontextprotocol/clientCapabilities': {} });
    expect(headers['mcp-session-id']).toBeUndefined();
  });
});

it('tells browsers that no answer of it is a page, whatever the answer is [gateway.headers]', async () => {
  for (const answer of [await send('{'), await send({}, { path: '/nothing' }), await send(null, { verb: 'PUT' })]) {
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('strict-transport-security')).toContain('max-age=');
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(0);
  }
});
