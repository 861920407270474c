import { setTimeout as pause } from 'node:timers/promises';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Upstream, programOf, startModern } from '../support/mcp-upstreams.js';
import { BEARER, agentId, openGateway, ownerId } from '../support/mcp-world.js';
import { streamedCall } from '../support/streamed-call.js';

let modern: Upstream;
let gateway: Awaited<ReturnType<typeof openGateway>>;
let given: object;
beforeAll(async () => {
  modern = await startModern();
  gateway = await openGateway([
    { name: 'modern', url: modern.url },
    { name: 'everything', command: programOf('server-everything') },
  ]);
  for (const name of ['modern', 'everything']) await gateway.discover(name);
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await modern.stop();
});
beforeEach(() => {
  const { facts } = gateway;
  given = { fresh: facts.fresh, seq: facts.seq, token: facts.token, standings: new Map(facts.standings) };
  facts.allow('modern tick', 'everything trigger-long-running-operation');
  facts.intents.length = 0;
  facts.outcomes.length = 0;
});
afterEach(() => void Object.assign(gateway.facts, given));

const endless = { every: 20, times: 10_000 };
const tick = (args: object = { every: 20, times: 3 }, more?: Parameters<typeof streamedCall>[4]) =>
  streamedCall(gateway.url, BEARER, 'modern__tick', args, more);
const progressOf = ({ messages }: Awaited<ReturnType<typeof tick>>) =>
  messages.filter(({ method }) => method === 'notifications/progress').map(({ params }) => params);

describe('a client that asks for progress and takes streams', () => {
  it('hears each step under its own token, and then the result [gateway.stream]', async () => {
    const call = await tick();
    await call.closed;
    expect([call.status, call.contentType]).toEqual([200, 'text/event-stream']);
    expect(progressOf(call)).toEqual(
      [1, 2, 3].map((n) => ({ progressToken: 'mine', progress: n, total: 3, message: `step ${n}` })),
    );
    expect(call.messages.at(-1)).toMatchObject({ id: 7, result: { content: [{ text: 'ticked 3 times' }] } });
    await expect.poll(() => gateway.facts.outcomes).toMatchObject([{ status: 'ok' }]);
    // the upstream gets a token of ours, never the client's
    expect(modern.seen.some(({ body }) => body.includes('"mine"'))).toBe(false);
  });

  it('hears it from a program of the handshake era, too [gateway.stream]', async () => {
    const name = 'everything__trigger-long-running-operation';
    const call = await streamedCall(gateway.url, BEARER, name, { duration: 0.3, steps: 3 });
    await call.closed;
    expect(progressOf(call).map((params) => params?.['progress'])).toEqual([1, 2, 3]);
    expect(call.messages.at(-1)).toMatchObject({ id: 7, result: { content: [expect.anything()] } });
  });

  it('is understood by the official client [gateway.stream]', async () => {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    const init = { headers: { authorization: `Bearer ${BEARER}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(gateway.url), { requestInit: init }));
    const steps: number[] = [];
    const result = await client.callTool(
      { name: 'modern__tick', arguments: { every: 20, times: 3 } },
      { onprogress: ({ progress }) => void steps.push(progress) },
    );
    expect([steps, result.content]).toEqual([[1, 2, 3], [{ type: 'text', text: 'ticked 3 times' }]]);
    await client.close();
  });

  it.each<[string, Parameters<typeof streamedCall>[4]]>([
    ['without a token', { meta: {} }],
    ['with a token that is none', { meta: { progressToken: { a: 1 } } }],
    ['that takes no streams', { headers: { accept: 'application/json' } }],
  ])('and one %s, gets one body [gateway.stream]', async (_, more) => {
    const call = await tick(undefined, more);
    await call.closed;
    expect(call.contentType).toContain('application/json');
    expect(call.messages).toMatchObject([{ result: { content: [{ text: 'ticked 3 times' }] } }]);
  });
});

describe('an open stream is cut', () => {
  const person = '00000000-0000-7000-8000-00000000000c';
  const [parent, parentOwner] = ['00000000-0000-7000-8000-00000000000d', '00000000-0000-7000-8000-00000000000e'];
  beforeEach(() => {
    const { facts } = gateway;
    const active = { status: 'active', tenant: facts.standings.get(ownerId)!.tenant } as const;
    facts.standings.set(person, { ...active, kind: 'person', epoch: 5, ownerId: null, parentId: null });
    facts.standings.set(parentOwner, { ...active, kind: 'person', epoch: 0, ownerId: null, parentId: null });
    facts.standings.set(parent, { ...active, kind: 'agent', epoch: 0, ownerId: parentOwner, parentId: null });
    facts.standings.set(agentId, { ...facts.standings.get(agentId)!, parentId: parent });
    facts.token = { ...facts.token, personId: person, epochs: { subject: 5, owner: 2, agents: [1] } };
  });

  const revoke = (): void => {
    gateway.facts.rules.clear();
    gateway.facts.accessChanged();
  };
  it.each<[string, () => void, RegExp]>([
    ['the agent is restricted', () => gateway.facts.suspend(agentId), /may no longer act/],
    ['its owner is', () => gateway.facts.suspend(ownerId), /may no longer act/],
    ['the acting person is', () => gateway.facts.suspend(person), /may no longer act/],
    ['the agent that it is a part of is', () => gateway.facts.suspend(parent), /may no longer act/],
    ['the owner of that one is', () => gateway.facts.suspend(parentOwner), /may no longer act/],
    ['the tool is taken away', revoke, /Unknown tool/],
    ['this gateway is no longer current', () => void (gateway.facts.fresh = false), /cannot prove/],
    ['a grant ends by time alone', () => gateway.facts.rules.clear(), /Unknown tool/],
  ])('when %s [gateway.stream.cut]', async (_, change, message) => {
    const call = await tick(endless);
    await call.begun;
    const from = performance.now();
    change();
    expect((await call.closed) - from).toBeLessThan(1_000);
    expect(call.messages.at(-1)).toMatchObject({ id: 7, error: { message: expect.stringMatching(message) as string } });
    await expect.poll(() => gateway.facts.outcomes.map(({ status }) => status)).toEqual(['cancelled']);
  });

  it('although the upstream tells nothing any more [gateway.stream.cut]', async () => {
    const call = await tick({ every: 30_000, times: 2 });
    await call.begun;
    const from = performance.now();
    gateway.facts.fresh = false;
    expect((await call.closed) - from).toBeLessThan(1_500);
    expect(call.messages.at(-1)?.error).toBeDefined();
  });

  it('and no event gets out of it that was not judged [gateway.stream.cut]', async () => {
    const call = await tick(endless);
    await call.begun;
    // nobody is told: only the look before the next event can see it
    const standing = gateway.facts.standings.get(ownerId)!;
    gateway.facts.standings.set(ownerId, { ...standing, status: 'ended' });
    await pause(0);
    const heard = progressOf(call).length;
    await call.closed;
    expect(progressOf(call).length - heard).toBeLessThanOrEqual(1);
    expect(call.messages.at(-1)?.error?.message).toMatch(/may no longer act/);
  });
});

it('goes on when a client of the handshake era hangs up, with nobody to tell [gateway.stream]', async () => {
  const call = await tick({ every: 20, times: 20 });
  await call.begun;
  call.leave();
  await call.closed;
  await expect.poll(() => gateway.facts.outcomes.map(({ status }) => status)).toEqual(['ok']);
});

it('leaves the upstream alone when a modern client hangs up [gateway.stream]', async () => {
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'modern__tick' };
  const call = await tick(endless, { headers, meta: { ...envelope, progressToken: 1 } });
  await call.begun;
  call.leave();
  await call.closed;
  await expect.poll(() => gateway.facts.outcomes.map(({ status }) => status)).toEqual(['cancelled']);
});
