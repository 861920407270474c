import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  ElicitRequestSchema,
  LoggingMessageNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fixture, startFixture } from '../support/fixture-upstream/index.js';
import { memoryMailbox, MemoryMail } from '../support/memory-mailbox.js';
import { MemorySessions } from '../support/memory-sessions.js';
import { type Upstream, startModern } from '../support/mcp-upstreams.js';
import { BEARER, agentId, openGateway, ownerId } from '../support/mcp-world.js';
import { raw } from '../support/raw-mcp.js';

type Gateway = Awaited<ReturnType<typeof openGateway>>;
const sessions = new MemorySessions();
let fixture: Fixture;
let modern: Upstream;
/** Two processes that share what the database would hold. */
let here: Gateway;
let there: Gateway;
let given: object[];

beforeAll(async () => {
  [fixture, modern] = await Promise.all([startFixture('legacy'), startModern()]);
  const mail = new MemoryMail();
  const open = () =>
    openGateway(
      [
        { name: 'fixture', url: fixture.url },
        { name: 'modern', url: modern.url },
      ],
      { mailbox: memoryMailbox(mail), sessionStore: sessions },
    );
  [here, there] = [await open(), await open()];
  for (const gateway of [here, there]) {
    for (const name of ['fixture', 'modern']) await gateway.discover(name);
    for (const { serverName, kind, toolName } of gateway.facts.catalog) {
      gateway.facts.allow(kind === 'tool' ? `${serverName} ${toolName}` : `${serverName} ${kind}:${toolName}`);
    }
  }
}, 60_000);
afterAll(async () => {
  await Promise.all([here.close(), there.close()]);
  await Promise.all([fixture.stop(), modern.stop()]);
});
beforeEach(() => {
  given = [here, there].map(({ facts }) => ({
    fresh: facts.fresh,
    revoked: facts.revoked,
    token: facts.token,
    standings: new Map(facts.standings),
    rules: new Map(facts.rules),
  }));
  for (const { facts } of [here, there]) facts.intents.length = facts.outcomes.length = 0;
});
afterEach(() => {
  [here, there].forEach(({ facts }, at) => Object.assign(facts, given[at]));
  sessions.most = Infinity;
});

const auth = { authorization: `Bearer ${BEARER}` };
const rpc = (method: string, params: object = {}, id: unknown = 1) => ({ jsonrpc: '2.0', id, method, params });
const initialize = (capabilities: object = {}, protocolVersion = '2025-11-25') =>
  rpc('initialize', { protocolVersion, capabilities, clientInfo: { name: 'raw', version: '1' } });

async function begin(capabilities: object = {}, gateway = here, path = '') {
  const answer = await raw(gateway.url + path, 'POST', auth, initialize(capabilities));
  await answer.closed;
  const id = answer.headers.get('mcp-session-id') ?? '';
  return { id, headers: { ...auth, 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' } };
}
const tick = (every: number, times: number, id: unknown = 7) =>
  rpc('tools/call', { name: 'modern__tick', arguments: { every, times }, _meta: { progressToken: 'p' } }, id);

/** As far as others can tell: it hears nothing, and what it would say reaches nobody. @returns undoes it */
function crash({ house: { mailbox } }: Gateway): () => void {
  const { post, postFor } = mailbox;
  const takers = (mailbox as unknown as { takers: Map<string, unknown> }).takers;
  for (const address of takers.keys()) if (address.startsWith('os.')) takers.delete(address);
  const lost = () => Promise.resolve();
  Object.assign(mailbox, { post: lost, postFor: lost });
  return () => void Object.assign(mailbox, { post, postFor });
}

async function connected(gateway = here, capabilities: object = {}) {
  const client = new Client({ name: 'test', version: '1' }, { capabilities });
  const transport = new StreamableHTTPClientTransport(new URL(gateway.url), { requestInit: { headers: auth } });
  await client.connect(transport as Transport);
  return { client, transport };
}

describe('a session', () => {
  it('begins with the handshake, carries a stream of changes, and ends by DELETE [mcp.session]', async () => {
    const { client, transport } = await connected();
    expect(transport.sessionId).toMatch(/^[\x21-\x7e]{32}$/);
    const changed = new Promise<void>((resolve) =>
      client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve()),
    );
    await expect.poll(() => here.house.streams.listeners.size).toBe(1);
    here.facts.rules.delete('modern add');
    here.facts.accessChanged();
    await changed;
    expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain('modern__add');
    await transport.terminateSession();
    await expect.poll(() => here.house.streams.listeners.size).toBe(0);
    await client.close();
  });

  it('that is unknown, or of another endpoint, does not exist [mcp.session.own]', async () => {
    const list = (id: string) => raw(here.url, 'POST', { ...auth, 'mcp-session-id': id }, rpc('tools/list'));
    expect((await list('A'.repeat(32))).status).toBe(404);
    here.facts.token = { ...here.facts.token, audience: 'http://surety.test/mcp/modern' };
    const { id } = await begin({}, here, '/modern');
    Object.assign(here.facts, given[0]);
    expect(id).toHaveLength(32);
    expect((await list(id)).status).toBe(404);
  });

  it.each([
    ['agent', { agentId: '00000000-0000-7000-8000-0000000000aa', chain: ['00000000-0000-7000-8000-0000000000aa'] }],
    ['person', { personId: ownerId, epochs: { subject: 2, owner: 2, agents: [1] } }],
    ['client', { clientId: 'another' }],
  ])('does not exist for another %s, which is recorded [mcp.session.own]', async (_, other) => {
    const { headers } = await begin();
    here.facts.standings.set('00000000-0000-7000-8000-0000000000aa', here.facts.standings.get(agentId)!);
    here.facts.token = { ...here.facts.token, ...other };
    for (const [method, body] of [['POST', rpc('tools/list')], ['GET'], ['DELETE']] as const) {
      const answer = await raw(here.url, method, headers, body);
      await answer.closed;
      expect([answer.status, answer.messages[0]?.error?.code]).toEqual([404, -31004]);
    }
    expect(here.facts.intents.map(({ reasonCode }) => reasonCode)).toEqual(Array(3).fill('session_unknown'));
    Object.assign(here.facts, given[0]);
    expect((await raw(here.url, 'POST', headers, rpc('tools/list'))).status).toBe(200);
  });

  it('is served by another process, and its end is known there [mcp.session.moved]', async () => {
    const { headers } = await begin();
    const list = () => raw(there.url, 'POST', headers, rpc('tools/list'));
    expect((await list()).status).toBe(200);
    expect((await raw(here.url, 'DELETE', headers)).status).toBe(204);
    await expect.poll(async () => (await list()).status).toBe(404);
  });

  it('is not needed by clients that never asked for one, which have no stream [mcp.session.none]', async () => {
    expect((await raw(here.url, 'POST', auth, rpc('tools/list'))).status).toBe(200);
    for (const method of ['GET', 'DELETE']) expect((await raw(here.url, method, auth)).status).toBe(405);
    expect((await raw(here.url, 'POST', auth, { jsonrpc: '2.0', id: 'x', result: {} })).status).toBe(400);
  });

  it('is refused when there are too many, with a code of its own [mcp.session.limit]', async () => {
    sessions.most = sessions.rows.size;
    const answer = await raw(here.url, 'POST', auth, initialize());
    await answer.closed;
    expect([answer.status, answer.messages[0]?.error?.code]).toEqual([429, -31029]);
  });
});

describe('a question to the client', () => {
  const elicit = { elicitation: {} };
  it('of an upstream of the handshake era reaches it and comes back [mcp.session.question]', async () => {
    const { client } = await connected(here, elicit);
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => ({
      action: 'accept' as const,
      content: { username: params.message },
    }));
    const result = await client.callTool({ name: 'fixture__test_elicitation', arguments: { message: 'who?' } });
    expect(JSON.stringify(result.content)).toContain('accept');
    await client.close();
  });

  const ask = async () => {
    const { headers } = await begin(elicit);
    const params = { name: 'fixture__test_elicitation', arguments: { message: 'who?' } };
    const call = await raw(here.url, 'POST', headers, rpc('tools/call', params, 5));
    const question = await call.heard(({ method }) => method === 'elicitation/create');
    return { headers, call, id: question.id };
  };
  const answerOf = (id: unknown) => ({ jsonrpc: '2.0', id, result: { action: 'decline' } });

  it('is answered at another process [mcp.session.moved]', async () => {
    const { headers, call, id } = await ask();
    expect((await raw(there.url, 'POST', headers, answerOf(id))).status).toBe(202);
    expect(JSON.stringify(await call.heard((message) => message.id === 5))).toContain('decline');
  });

  it('is answered by nobody but the session that was asked [mcp.session.question.own]', async () => {
    const { headers, call, id } = await ask();
    const other = await begin(elicit);
    for (const [with_, answer] of [
      [other.headers, answerOf(id)],
      [headers, answerOf(1)],
      [headers, answerOf(String(id).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))],
    ] as const) {
      const refused = await raw(here.url, 'POST', with_, answer);
      await refused.closed;
      expect([refused.status, refused.messages[0]?.error?.message]).toEqual([
        400,
        expect.stringContaining('no such question'),
      ]);
    }
    expect(here.facts.intents.filter(({ reasonCode }) => reasonCode === 'answer_unasked')).toHaveLength(3);
    expect(call.messages.map(({ method }) => method)).toEqual(['elicitation/create']);
    await raw(here.url, 'POST', headers, answerOf(id));
    await call.closed;
  });
});

describe('an answer whose client lost its connection', () => {
  it.each<[string, () => Gateway]>([
    ['here', () => here],
    ['at another process', () => there],
  ])('goes on %s, after the last event that it saw [mcp.stream.resumed]', async (_, where) => {
    const { headers } = await begin();
    const call = await raw(here.url, 'POST', headers, tick(50, 12));
    await call.heard(({ params }) => params?.['progress'] === 3);
    const seen = call.messages.length;
    const last = call.ids.at(-1)!;
    call.leave();
    await pause(100);
    const again = await raw(where().url, 'GET', { ...headers, 'last-event-id': last });
    await again.closed;
    const steps = [...call.messages.slice(0, seen), ...again.messages].flatMap(
      ({ params }) => params?.['progress'] ?? [],
    );
    expect(steps).toEqual(Array.from({ length: 12 }, (__, at) => at + 1));
    expect(again.messages.at(-1)).toMatchObject({ id: 7, result: { content: [{ text: 'ticked 12 times' }] } });
    expect(here.facts.outcomes).toMatchObject([{ status: 'ok' }]);
    // nothing comes after the answer, and who asks is told to ask no more
    expect((await raw(where().url, 'GET', { ...headers, 'last-event-id': again.ids.at(-1)! })).status).toBe(204);
  });

  it('is told when its process is gone that nobody knows [mcp.stream.lost]', async () => {
    const { headers } = await begin();
    const call = await raw(here.url, 'POST', headers, tick(50, 100, 'mine'));
    await call.heard(({ params }) => params?.['progress'] === 1);
    const last = call.ids.at(-1)!;
    const revive = crash(here);
    call.leave();
    const again = await raw(there.url, 'GET', { ...headers, 'last-event-id': last });
    await again.closed;
    revive();
    expect(again.messages).toMatchObject([{ id: 'mine', error: { code: -31502 } }]);
    const params = { requestId: 'mine' };
    await raw(here.url, 'POST', headers, { jsonrpc: '2.0', method: 'notifications/cancelled', params });
    await expect.poll(() => here.facts.outcomes).toMatchObject([{ status: 'cancelled' }]);
  }, 10_000);

  it('is not given to who may not see any more what was called [mcp.stream.withdrawn]', async () => {
    const { headers } = await begin();
    const call = await raw(here.url, 'POST', headers, tick(20, 6));
    await call.heard(({ params }) => params?.['progress'] === 2);
    const last = call.ids.at(-1)!;
    call.leave();
    await expect.poll(() => here.facts.outcomes).toMatchObject([{ status: 'ok' }]);
    for (const { facts } of [here, there]) facts.rules.delete('modern tick');
    for (const { url } of [there, here]) {
      const again = await raw(url, 'GET', { ...headers, 'last-event-id': last });
      await again.closed;
      expect(again.messages).toMatchObject([{ id: 7, error: { code: -31003 } }]);
      expect(JSON.stringify(again.messages)).not.toContain('ticked');
    }
  });

  it('goes on at one connection only, the newest [mcp.stream.one]', async () => {
    const { headers } = await begin();
    const call = await raw(here.url, 'POST', headers, tick(50, 20));
    await call.heard(({ params }) => params?.['progress'] === 1);
    const resumed = { ...headers, 'last-event-id': call.ids[0]! };
    call.leave();
    const older = await raw(here.url, 'GET', resumed);
    await older.heard(({ params }) => params?.['progress'] === 3);
    const newer = await raw(there.url, 'GET', resumed);
    await older.closed;
    await newer.closed;
    expect(older.messages.some(({ id }) => id === 7)).toBe(false);
    const steps = newer.messages.flatMap(({ params }) => params?.['progress'] ?? []);
    expect(steps).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    expect(newer.messages.at(-1)).toMatchObject({ id: 7, result: {} });
  });

  it('is there although its process is gone, when that was after it had come [mcp.stream.kept]', async () => {
    const { headers } = await begin();
    const call = await raw(here.url, 'POST', headers, tick(20, 6));
    await call.heard(({ params }) => params?.['progress'] === 2);
    const last = call.ids.at(-1)!;
    call.leave();
    await expect.poll(() => here.facts.outcomes).toMatchObject([{ status: 'ok' }]);
    await pause(20);
    const revive = crash(here);
    const again = await raw(there.url, 'GET', { ...headers, 'last-event-id': last });
    await again.closed;
    revive();
    expect(again.messages.map(({ params, id }) => params?.['progress'] ?? id)).toEqual([3, 4, 5, 6, 7]);
  });

  it('becomes a stream when it takes long, so that it can be lost at all [mcp.stream.slow]', async () => {
    const { headers } = await begin();
    const slow = rpc('tools/call', { name: 'modern__slow', arguments: { ms: 1_800 } }, 9);
    const call = await raw(here.url, 'POST', headers, slow);
    expect(call.headers.get('content-type')).toBe('text/event-stream');
    await expect.poll(() => call.ids).toHaveLength(1);
    call.leave();
    const again = await raw(here.url, 'GET', { ...headers, 'last-event-id': call.ids[0] ?? '' });
    expect((await again.heard(({ id }) => id === 9)).result).toMatchObject({ content: [{ text: 'done' }] });
  });

  it('is not given to another session, nor by an id that was altered [mcp.stream.own]', async () => {
    const { headers } = await begin();
    const call = await raw(here.url, 'POST', headers, tick(10, 3));
    await call.closed;
    const other = await begin();
    const altered = call.ids[0]!.replace(/^s\../, (start) => (start === 's.A' ? 's.B' : 's.A'));
    for (const [with_, id] of [
      [other.headers, call.ids[0]!],
      [headers, altered],
      [headers, 'nonsense'],
    ] as const) {
      expect((await raw(here.url, 'GET', { ...with_, 'last-event-id': id })).status).toBe(400);
    }
  });
});

describe('a call of a session', () => {
  it.each<[string, () => Gateway]>([
    ['here', () => here],
    ['at another process', () => there],
  ])('ends when its client says %s that it is not needed [mcp.session.cancel]', async (_, where) => {
    const { headers } = await begin();
    const call = await raw(here.url, 'POST', headers, tick(30, 1_000));
    await call.heard(({ method }) => method === 'notifications/progress');
    const note = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } };
    const stranger = await begin();
    await raw(where().url, 'POST', stranger.headers, note);
    await pause(50);
    expect(here.facts.outcomes).toEqual([]);
    expect((await raw(where().url, 'POST', headers, note)).status).toBe(202);
    await call.closed;
    expect(call.messages.some(({ id }) => id === 7)).toBe(false);
    await expect.poll(() => here.facts.outcomes).toMatchObject([{ status: 'cancelled' }]);
  });

  it('hears log messages from the level on that the session asked for [mcp.session.log]', async () => {
    const { client } = await connected();
    const heard: string[] = [];
    client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void heard.push(params.level));
    const log = () => client.callTool({ name: 'fixture__test_tool_with_logging', arguments: {} });
    await client.setLoggingLevel('error');
    await log();
    expect(heard).toEqual([]);
    await client.setLoggingLevel('debug');
    await log();
    expect(heard).toEqual(['info', 'info', 'info']);
    await expect(client.setLoggingLevel('loud' as 'debug')).rejects.toThrow('no such level');
    await client.close();
  });
});

describe('an open stream of changes', () => {
  const open = async (gateway = here) => {
    const { headers } = await begin({}, gateway);
    return { headers, stream: await raw(gateway.url, 'GET', headers) };
  };
  it.each<[string, () => void]>([
    ['the agent is restricted', () => here.facts.suspend(agentId)],
    ['its owner is', () => here.facts.suspend(ownerId)],
    ['the token is revoked', () => Object.assign(here.facts, { revoked: true }) && here.facts.accessChanged()],
    ['this gateway is no longer current', () => void (here.facts.fresh = false)],
  ])('ends when %s [mcp.stream.cut]', async (_, change) => {
    const { stream } = await open();
    const from = performance.now();
    change();
    await stream.closed;
    expect(performance.now() - from).toBeLessThan(1_000);
  });

  it('ends with the token by which it was opened [mcp.stream.cut]', async () => {
    const { headers } = await begin();
    here.facts.token = { ...here.facts.token, expiresAt: new Date(Date.now() + 400) };
    const stream = await raw(here.url, 'GET', headers);
    await stream.closed;
    expect(here.facts.token.expiresAt.getTime()).toBeLessThan(Date.now());
  });

  it('is one for a session: a newer one takes its place, also elsewhere [mcp.stream.one]', async () => {
    const { headers, stream } = await open();
    const newer = await raw(there.url, 'GET', headers);
    await stream.closed;
    expect(newer.status).toBe(200);
    newer.leave();
  });

  it('tells nobody of what they cannot see [mcp.changes]', async () => {
    const { stream } = await open();
    here.facts.catalog.push({ ...here.facts.catalog[0]!, toolName: 'hidden' });
    here.facts.accessChanged();
    here.facts.rules.delete('fixture prompt:test_simple_prompt');
    here.facts.accessChanged();
    await stream.heard(({ method }) => method === 'notifications/prompts/list_changed');
    expect(stream.messages).toHaveLength(1);
    stream.leave();
  });

  it('goes on at any process with what changed meanwhile, and with nothing else [mcp.changes.resumed]', async () => {
    const { headers, stream } = await open();
    await expect.poll(() => stream.ids.length).toBe(1);
    stream.leave();
    const same = await raw(there.url, 'GET', { ...headers, 'last-event-id': stream.ids[0]! });
    there.facts.rules.delete('modern add');
    const changed = await raw(there.url, 'GET', { ...headers, 'last-event-id': stream.ids[0]! });
    await changed.heard(({ method }) => method === 'notifications/tools/list_changed');
    await same.closed;
    expect(same.messages).toEqual([]);
    changed.leave();
  });

  it('hears of resources that the session watches, while it may read them [mcp.resource-updated]', async () => {
    const { headers, stream } = await open();
    const uri = 'fixture+test://watched-resource';
    const subscribe = await raw(here.url, 'POST', headers, rpc('resources/subscribe', { uri }));
    await subscribe.closed;
    expect(subscribe.messages).toMatchObject([{ result: {} }]);
    expect(here.facts.intents).toMatchObject([{ method: 'resources/subscribe', decision: 'allow' }]);
    await expect
      .poll(async () => {
        fixture.announce({ resource: 'test://watched-resource' });
        return stream.messages.some(({ method }) => method === 'notifications/resources/updated');
      })
      .toBe(true);
    expect(stream.messages[0]?.params).toEqual({ uri });
    here.facts.rules.delete('fixture resource:test://watched-resource');
    await pause(100);
    const heard = stream.messages.length;
    fixture.announce({ resource: 'test://watched-resource' });
    await pause(150);
    expect(stream.messages).toHaveLength(heard);
    stream.leave();
  });
});

describe('an old client, over HTTP+SSE', () => {
  it('shakes hands, lists, calls and is asked [mcp.http-sse]', async () => {
    const client = new Client({ name: 'old', version: '1' }, { capabilities: { elicitation: {} } });
    client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'decline' as const }));
    const init = { requestInit: { headers: auth }, eventSourceInit: { fetch: withToken } };
    await client.connect(new SSEClientTransport(new URL(here.url.replace('/mcp', '/sse')), init) as Transport);
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('modern__add');
    const result = await client.callTool({ name: 'modern__add', arguments: { a: 1, b: 2 } });
    expect(result.content).toEqual([{ type: 'text', text: '3' }]);
    const asked = await client.callTool({ name: 'fixture__test_elicitation', arguments: { message: 'who?' } });
    expect(JSON.stringify(asked.content)).toContain('decline');
    await client.close();
    await expect.poll(() => [...sessions.rows.values()].filter(({ transport }) => transport === 'sse')).toEqual([]);
  });

  it('is served by another process, and by none without its token [mcp.http-sse]', async () => {
    const stream = await raw(here.url.replace('/mcp', '/sse'), 'GET', auth);
    await expect.poll(() => stream.endpoint()).toBeDefined();
    const messages = there.url.replace('/mcp', stream.endpoint() ?? '');
    expect((await raw(messages, 'POST', {}, initialize())).status).toBe(401);
    expect((await raw(messages, 'POST', auth, initialize({}, '2024-11-05'))).status).toBe(202);
    expect(await stream.heard(({ id }) => id === 1)).toMatchObject({ result: { protocolVersion: '2024-11-05' } });
    await raw(messages, 'POST', auth, rpc('nothing/here', {}, 2));
    expect(await stream.heard(({ id }) => id === 2)).toMatchObject({ error: { code: -32601 } });
    stream.leave();
    await expect.poll(async () => (await raw(messages, 'POST', auth, rpc('ping'))).status).toBe(404);
  });
});

const withToken: typeof fetch = (url, init) =>
  fetch(url, { ...init, headers: { accept: 'text/event-stream', ...auth } });
