import { setTimeout as pause } from 'node:timers/promises';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fixture, startFixture } from '../support/fixture-upstream/index.js';
import { BEARER, agentId, openGateway, ownerId } from '../support/mcp-world.js';
import { raw } from '../support/raw-mcp.js';

const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';
let modern: Fixture;
let legacy: Fixture;
let gateway: Awaited<ReturnType<typeof openGateway>>;
let given: object;
beforeAll(async () => {
  [modern, legacy] = await Promise.all([startFixture('modern'), startFixture('legacy')]);
  gateway = await openGateway([
    { name: 'modern', url: modern.url },
    { name: 'legacy', url: legacy.url },
  ]);
  for (const name of ['modern', 'legacy']) await gateway.discover(name);
  for (const { serverName, kind, toolName } of gateway.facts.catalog) {
    gateway.facts.allow(kind === 'tool' ? `${serverName} ${toolName}` : `${serverName} ${kind}:${toolName}`);
  }
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await Promise.all([modern.stop(), legacy.stop()]);
});
beforeEach(() => {
  const { facts } = gateway;
  given = {
    fresh: facts.fresh,
    revoked: facts.revoked,
    token: facts.token,
    standings: new Map(facts.standings),
    rules: new Map(facts.rules),
  };
  facts.intents.length = facts.outcomes.length = 0;
});
afterEach(() => void Object.assign(gateway.facts, given));

const _meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
const headers = {
  authorization: `Bearer ${BEARER}`,
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'subscriptions/listen',
};
const listen = (notifications: unknown, id: unknown = 1, more: Record<string, string> = {}) =>
  raw(
    gateway.url,
    'POST',
    { ...headers, ...more },
    {
      jsonrpc: '2.0',
      id,
      method: 'subscriptions/listen',
      params: { notifications, _meta },
    },
  );
type Stream = Awaited<ReturnType<typeof raw>>;
const ended = async (stream: Stream) => {
  await stream.closed;
  return stream.messages.at(-1);
};
const every = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true };
const hide = (...names: string[]) => {
  for (const name of names) gateway.facts.rules.delete(name);
  gateway.facts.accessChanged();
};

describe('a stateless client that listens', () => {
  it.each([[7], ['seven']])(
    'hears first what is honoured, under its own id %j as it wrote it [mcp.listen]',
    async (id) => {
      const stream = await listen({ ...every, taskIds: ['t'], somethingNew: true }, id);
      hide('modern test_simple_text');
      await stream.heard(({ method }) => method === 'notifications/tools/list_changed');
      expect(stream.messages).toEqual([
        {
          jsonrpc: '2.0',
          method: 'notifications/subscriptions/acknowledged',
          params: { notifications: every, _meta: { [SUBSCRIPTION]: id } },
        },
        { jsonrpc: '2.0', method: 'notifications/tools/list_changed', params: { _meta: { [SUBSCRIPTION]: id } } },
      ]);
      stream.leave();
      await expect.poll(() => gateway.house.streams.listeners.size).toBe(0);
    },
  );

  it('hears of nothing that it did not ask for [mcp.listen.asked]', async () => {
    const stream = await listen({ promptsListChanged: true });
    hide('modern test_simple_text');
    await pause(250);
    hide('modern prompt:test_simple_prompt');
    await stream.heard(({ method }) => method === 'notifications/prompts/list_changed');
    expect(stream.messages.map(({ method }) => method)).not.toContain('notifications/tools/list_changed');
    stream.leave();
  });

  it.each<[string, () => Fixture, string]>([
    ['the stateless era', () => modern, 'modern'],
    ['the handshake era', () => legacy, 'legacy'],
  ])(
    'hears that a resource of a server of %s was changed, each decided and recorded [mcp.listen.resource]',
    async (_, fixture, server) => {
      const uri = `${server}+test://watched-resource`;
      const unseen = `${server}+test://nothing-like-it`;
      gateway.facts.rules.delete(`${server} resource:test://static-text`);
      const hidden = `${server}+test://static-text`;
      const stream = await listen({ resourceSubscriptions: [uri, unseen, hidden, 'no-uri-of-ours'] });
      const [ack] = [await stream.heard(() => true)];
      expect(ack.params).toMatchObject({ notifications: { resourceSubscriptions: [uri] } });
      expect(gateway.facts.intents.map(({ method, tool, decision }) => [method, tool, decision])).toEqual([
        ['subscriptions/listen', 'test://watched-resource', 'allow'],
        ['subscriptions/listen', expect.any(String), 'deny'],
        ['subscriptions/listen', 'test://static-text', 'deny'],
        ['subscriptions/listen', expect.anything(), 'deny'],
      ]);
      expect(gateway.facts.outcomes).toMatchObject([{ status: 'ok' }]);
      await expect
        .poll(() => {
          fixture().announce({ resource: 'test://watched-resource' });
          return stream.messages[1];
        })
        .toMatchObject({ method: 'notifications/resources/updated', params: { uri, _meta: { [SUBSCRIPTION]: 1 } } });
      stream.leave();
    },
  );

  it('is told at the end of the process that this was all [mcp.listen.graceful]', async () => {
    const stream = await listen(every, 3);
    await stream.heard(() => true);
    gateway.house.streams.listeners.endAll('shutdown');
    expect(await ended(stream)).toMatchObject({
      id: 3,
      result: { resultType: 'complete', _meta: { [SUBSCRIPTION]: 3 } },
    });
  });

  it.each<[string, () => void]>([
    ['the agent is restricted', () => gateway.facts.suspend(agentId)],
    ['its owner is', () => gateway.facts.suspend(ownerId)],
    ['its token is revoked', () => Object.assign(gateway.facts, { revoked: true }) && gateway.facts.accessChanged()],
    ['this gateway is no longer current', () => void (gateway.facts.fresh = false)],
  ])('is cut off when %s, so that it comes back and is judged [mcp.stream.cut]', async (_, change) => {
    const stream = await listen(every);
    await stream.heard(() => true);
    const from = performance.now();
    change();
    expect(await ended(stream)).not.toHaveProperty('result');
    expect(performance.now() - from).toBeLessThan(1_000);
  });

  it.each<[string, () => void, number]>([
    ['its agent is restricted', () => gateway.facts.suspend(agentId), 401],
    ['its token is revoked', () => void (gateway.facts.revoked = true), 401],
    ['this gateway falls behind', () => Object.assign(gateway.facts, { fresh: false, freshToRead: false }), 503],
  ])('gets no stream when %s while it is being opened [mcp.stream.barred]', async (_, change, status) => {
    const { facts } = gateway;
    let recorded: () => void = () => undefined;
    facts.ledger = new Promise((resolve) => (recorded = resolve));
    const asked = listen({ resourceSubscriptions: ['modern+test://watched-resource'] });
    await pause(100);
    change();
    facts.accessChanged();
    recorded();
    const stream = await asked;
    expect([stream.status, gateway.house.streams.listeners.size]).toEqual([status, 0]);
    stream.leave();
  });

  it.each<[string, unknown, Record<string, string>, number]>([
    ['without saying of what', undefined, {}, 400],
    ['for a list that is none', { resourceSubscriptions: 'x' }, {}, 400],
    ['and takes no stream', every, { accept: 'application/json' }, 406],
  ])('%s is refused [mcp.listen]', async (_, wanted, more, status) => {
    expect((await listen(wanted, 1, more)).status).toBe(status);
  });

  it('is the official one, too [mcp.listen]', async () => {
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    const init = { requestInit: { headers: { authorization: `Bearer ${BEARER}` } } };
    await client.connect(new StreamableHTTPClientTransport(new URL(gateway.url), init));
    const heard: string[] = [];
    client.setNotificationHandler('notifications/tools/list_changed', () => void heard.push('tools'));
    const subscription = await client.listen({ toolsListChanged: true });
    hide('modern test_simple_text');
    await expect.poll(() => heard).toEqual(['tools']);
    await subscription.close();
    await client.close();
  });
});

it('ten thousand open streams are told of a change in slices, between which calls are served [mcp.changes.slices]', async () => {
  const { listeners, changes } = gateway.house.streams as unknown as {
    listeners: { add: (listener: object) => void; endAll: (why: string) => void };
    changes: { begin: () => void; running: Promise<void> | undefined };
  };
  let told = 0;
  for (let at = 0; at < 10_000; at++) {
    listeners.add({
      pipe: { isOpen: true, waiting: 0, onGone: () => undefined, end: () => undefined },
      token: { ...gateway.facts.token, delegations: [String(at)] }, // each of another caller
      chain: [agentId, ownerId],
      server: null,
      session: null,
      marks: { tools: 'before', resources: 'before', prompts: 'before' },
      changed: () => (told += 1),
      ends: () => undefined,
    });
  }
  let turns = 0;
  const beat = setInterval(() => (turns += 1), 1);
  changes.begin();
  await changes.running;
  clearInterval(beat);
  listeners.endAll('replaced');
  expect(told).toBe(10_000);
  expect(turns).toBeGreaterThan(20); // others had their turn in between
});
