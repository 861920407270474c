import { hash } from 'node:crypto';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ToolRow } from '@app/catalog';
import { Fence } from '@app/fence';
import { DEFAULT_TENANT } from '@app/kernel';
import { chainWorld } from '../support/chain-world.js';
import { run } from '../support/database.js';
import { type Fixture, startFixture } from '../support/fixture-upstream/index.js';
import { type Upstream, startModern } from '../support/mcp-upstreams.js';
import { raw } from '../support/raw-mcp.js';
import { openSecondGateway } from '../support/second-gateway.js';
import { openWholeHouse } from '../support/whole-house.js';
import { hr } from '../support/world.js';

type Second = Awaited<ReturnType<typeof openSecondGateway>>;
let house: Awaited<ReturnType<typeof openWholeHouse>>;
let second: Second;
let world: Awaited<ReturnType<typeof chainWorld>>;
let fixture: Fixture;
let modern: Upstream;
let token: string;
let agent: { id: string };

beforeAll(async () => {
  [fixture, modern] = await Promise.all([startFixture('legacy'), startModern()]);
  house = await openWholeHouse({ privateAddresses: true });
  world = await chainWorld(house);
  await world.server('fixture', fixture.url);
  await world.server('modern', modern.url);
  const tools = await world.db.read(hr, (tx) => tx.query<ToolRow[]>('SELECT * FROM tool'));
  const owner = await world.person();
  const mine = await world.agent(owner);
  agent = mine;
  await world.entitle(owner, ...tools);
  for (const tool of tools) await world.allow(mine, tool);
  token = await world.credentials(mine);
  second = await openSecondGateway(house);
}, 90_000);
afterAll(async () => {
  await second.close();
  await world.close();
  await house.close();
  await Promise.all([fixture.stop(), modern.stop()]);
});

const rpc = (method: string, params: object = {}, id: unknown = 1) => ({ jsonrpc: '2.0', id, method, params });
const at = (gateway: { url: string }) => `${gateway.url}/mcp`;
async function begin(capabilities: object = {}) {
  const params = { protocolVersion: '2025-11-25', capabilities, clientInfo: { name: 'raw', version: '1' } };
  const answer = await raw(at(house), 'POST', { authorization: `Bearer ${token}` }, rpc('initialize', params));
  await answer.closed;
  const id = answer.headers.get('mcp-session-id') ?? '';
  return { authorization: `Bearer ${token}`, 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' };
}
const tick = (times: number) =>
  rpc('tools/call', { name: 'modern__tick', arguments: { every: 50, times }, _meta: { progressToken: 1 } }, 7);

it('a session goes on at another process: calls, answers to questions, its end [mcp.session.moved]', async () => {
  const headers = await begin({ elicitation: {} });
  const params = { name: 'fixture__test_elicitation', arguments: { message: 'who?' } };
  const call = await raw(at(house), 'POST', headers, rpc('tools/call', params, 5));
  const { id } = await call.heard(({ method }) => method === 'elicitation/create');
  const answer = { jsonrpc: '2.0', id, result: { action: 'decline' } };
  expect((await raw(at(second), 'POST', headers, answer)).status).toBe(202);
  expect(JSON.stringify(await call.heard((message) => message.id === 5))).toContain('decline');
  expect((await raw(at(second), 'POST', headers, rpc('tools/list'))).status).toBe(200);
  expect((await raw(at(second), 'DELETE', headers)).status).toBe(204);
  await expect.poll(async () => (await raw(at(house), 'POST', headers, rpc('tools/list'))).status).toBe(404);
  // whoever begins and ends sessions without rest leaves nothing behind
  const rows = await world.db.upkeep('every-tenant', (tx) =>
    tx.query('SELECT 1 FROM mcp_session WHERE encode(id_hash, $1) = $2', [
      'hex',
      hash('sha256', headers['mcp-session-id']),
    ]),
  );
  expect(rows).toEqual([]);
});

it('an answer that was lost at one process goes on at another [mcp.stream.resumed]', async () => {
  const headers = await begin();
  const call = await raw(at(house), 'POST', headers, tick(20));
  await call.heard(({ params }) => params?.['progress'] === 3);
  const seen = call.messages.length;
  const last = call.ids.at(-1)!;
  call.leave();
  const again = await raw(at(second), 'GET', { ...headers, 'last-event-id': last });
  await again.closed;
  const steps = [...call.messages.slice(0, seen), ...again.messages].flatMap(
    ({ params }) => params?.['progress'] ?? [],
  );
  expect(steps).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  expect(again.messages.at(-1)).toMatchObject({ id: 7, result: {} });
});

it('what waits in the database for a client is sealed, and gone when it was taken [mcp.mailbox]', async () => {
  const headers = await begin();
  const call = await raw(at(house), 'POST', headers, tick(4));
  await call.heard(({ params }) => params?.['progress'] === 2);
  const last = call.ids[0]!;
  call.leave();
  await expect.poll(async () => (await messages()).length).toBeGreaterThan(3);
  const waited = await messages();
  for (const { body } of waited) expect(Buffer.from(body, 'base64').toString('latin1')).not.toMatch(/ticked|step/);
  // nobody reads it who does not say that they are the house itself
  expect((await run(house.database.url, 'SELECT body FROM mcp_message')).rows).toEqual([]);
  const again = await raw(at(second), 'GET', { ...headers, 'last-event-id': last });
  await again.heard(({ id }) => id === 7);
  expect((await messages()).filter(({ body }) => waited.some((each) => each.body === body))).toEqual([]);
});
const messages = () =>
  world.db.upkeep('every-tenant', (tx) => tx.query<{ body: string }[]>('SELECT body FROM mcp_message'));

it('the real client hears at one process of what it watches by another, until it ends [mcp.session.moved]', async () => {
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  const client = new Client({ name: 'test', version: '1' });
  const transport = new StreamableHTTPClientTransport(new URL(at(second)), { requestInit });
  await client.connect(transport as Transport);
  const heard: string[] = [];
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => void heard.push(params.uri));
  const session = { ...requestInit.headers, 'mcp-session-id': transport.sessionId ?? '' };
  const uri = 'fixture+test://watched-resource';
  const subscribed = await raw(at(house), 'POST', session, rpc('resources/subscribe', { uri }));
  await subscribed.closed;
  expect(subscribed.messages).toMatchObject([{ result: {} }]);
  await expect
    .poll(() => {
      fixture.announce({ resource: 'test://watched-resource' });
      return heard[0];
    })
    .toBe(uri);
  await transport.terminateSession();
  await expect.poll(async () => (await raw(at(house), 'POST', session, rpc('tools/list'))).status).toBe(404);
  await client.close();
});

it('what was counted of an agent over all processes bounds its sessions [mcp.session.limit]', async () => {
  await world.db.upkeep(DEFAULT_TENANT, (tx) =>
    tx.query(
      `INSERT INTO mcp_session (id_hash, agent_id, client_id, endpoint, transport, revision, capabilities, created_at, seen_at)
       SELECT sha256(n::text::bytea), $1, 'x', '', 'streamable', '', '{}', now(), now() - CASE n WHEN 1 THEN interval '6 minutes' ELSE '0' END
       FROM generate_series(1, 1000) n`,
      [agent.id],
    ),
  );
  await world.db.upkeep(DEFAULT_TENANT, (tx) => tx.query(`DELETE FROM mcp_session WHERE client_id <> 'x'`));
  const body = rpc('initialize', { protocolVersion: '2025-11-25', capabilities: {} });
  const ask = () => raw(at(second), 'POST', { authorization: `Bearer ${token}` }, body);
  // one was silent for minutes, and makes room; nobody else does
  const answers = await Promise.all([ask(), ask(), ask()]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 429, 429]);
  // nor do several get in where there is room for one
  for (let round = 0; round < 5; round++) {
    await world.db.upkeep(DEFAULT_TENANT, (tx) =>
      tx.query('DELETE FROM mcp_session WHERE id_hash = (SELECT min(id_hash) FROM mcp_session)'),
    );
    const more = await Promise.all([ask(), ask(), ask(), ask()]);
    expect(more.filter(({ status }) => status === 200)).toHaveLength(1);
  }
  await world.db.upkeep(DEFAULT_TENANT, (tx) => tx.query('DELETE FROM mcp_session'));
});

it('streams at every process end with the agent [mcp.stream.cut]', async () => {
  const streams = [await raw(at(house), 'GET', await begin()), await raw(at(second), 'GET', await begin())];
  expect(streams.map(({ status }) => status)).toEqual([200, 200]);
  const from = performance.now();
  await world.db.write(hr, async (tx) => {
    tx.record({ action: 'world.furnished', subject: 'test' });
    await world.get(Fence).restrict(tx, [agent.id], 'suspended');
  });
  await Promise.all(streams.map(({ closed }) => closed));
  expect(performance.now() - from).toBeLessThan(2_000);
});
