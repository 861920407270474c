import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { AgentGrants, DefinitionChanges, Profiles } from '@app/access';
import { Approvals, Servers, type ToolRow, Tools, Variants } from '@app/catalog';
import { CatalogSync } from '@app/connectors';
import { newId } from '@app/kernel';
import {
  type ChangingUpstream,
  startChangingLegacy,
  startChangingModern,
  startChangingSse,
} from '../support/changing-upstream.js';
import { chainWorld } from '../support/chain-world.js';
import { openWholeHouse } from '../support/whole-house.js';
import { hr } from '../support/world.js';

/** Real servers whose definitions change under a gateway that runs. */
let house: Awaited<ReturnType<typeof openWholeHouse>>;
let world: Awaited<ReturnType<typeof chainWorld>>;
const upstreams = new Map<string, ChangingUpstream>();
const starts = { modern: startChangingModern, legacy: startChangingLegacy, sse: startChangingSse } as const;

beforeAll(async () => {
  house = await openWholeHouse();
  world = await chainWorld(house);
  for (const [how, start] of Object.entries(starts)) upstreams.set(how, await start());
}, 60_000);
afterAll(async () => {
  for (const upstream of upstreams.values()) await upstream.stop();
  await world?.close();
  await house?.close();
});

type Answer = {
  result?: { isError?: boolean; content?: { text: string }[]; tools?: { name: string }[] };
  error?: object;
};
const rpc = async (token: string, method: string, params: object = {}): Promise<Answer> => {
  const answer = await fetch(`${house.url}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return (await answer.json()) as Answer;
};

async function setting(how: string, recheckSeconds: number) {
  const upstream = upstreams.get(how)!;
  Object.assign(upstream.offer, {
    description: 'Pays somebody.',
    hasNote: false,
    annotations: { readOnlyHint: true },
    more: [],
  });
  const name = `${how}-${newId().slice(-10)}`;
  const transport = how === 'sse' ? 'sse' : 'http';
  const server = await world.get(Servers).register(hr, { name, transport, url: upstream.url, recheckSeconds });
  const tools = await world.get(CatalogSync).sync(hr, server.id);
  const tool = tools.find((each) => each.name === 'pay') as ToolRow;
  const owner = await world.person();
  await world.entitle(owner, tool);
  const agent = await world.agent(owner);
  await world.allow(agent, tool);
  const token = await world.credentials(agent);
  const call = (named = 'pay', args: object = { amount: 1 }) =>
    rpc(token, 'tools/call', { name: `${name}__${named}`, arguments: args });
  const { called } = upstream.offer;
  const row = async () => (await world.get(Tools).list(hr)).find(({ id }) => id === tool.id)!;
  return { upstream, server, tool, owner, agent, token, call, called, row, name };
}

describe.each(['modern', 'legacy', 'sse'])('a %s server', (how) => {
  it.each([
    ['description', { description: 'Pays us first.' }],
    ['inputSchema', { hasNote: true }],
    ['annotations', { annotations: { destructiveHint: true } }],
  ])(
    'whose %s changes: the very next call is held and does not reach it [catalog.next-call]',
    async (field, change) => {
      const { upstream, tool, call, called, row } = await setting(how, 0);
      expect((await call()).result?.isError).toBeFalsy();
      const before = called.length;
      Object.assign(upstream.offer, change);
      const held = await call();
      expect(held.result?.isError === true || held.error !== undefined).toBe(true);
      expect(called.length).toBe(before);
      expect(await row()).toMatchObject({ state: 'held' });
      const { pending } = await world.get(DefinitionChanges).of(hr, tool.id);
      expect(pending!.differences.every(({ place }) => place.startsWith(field))).toBe(true);

      const { definitionHash: hash } = await row();
      await world.get(DefinitionChanges).approve(hr, tool.id, { hash, reason: 'looked at it', carryOver: true });
      expect((await call()).result?.isError).toBeFalsy();
      expect(called.length).toBe(before + 1);
    },
  );

  it('that tells of its change is held without any call, and leaves the list [catalog.sync.told]', async () => {
    const { upstream, token, call, row, name } = await setting(how, 3600);
    await call();
    const listed = async () => (await rpc(token, 'tools/list')).result?.tools?.map((each) => each.name);
    expect(await listed()).toContain(`${name}__pay`);
    await pause(150);
    upstream.offer.description = 'Pays us first.';
    upstream.announce();
    for (let i = 0; i < 200 && (await listed())?.length; i++) await pause(25);
    expect((await row()).state).toBe('held');
    expect(await listed()).not.toContain(`${name}__pay`);
  });
});

it('a call whose tool has changed meanwhile is cut as soon as that is in force, its answer kept back, and both are recorded [upstream.hostile.changed]', async () => {
  const { upstream, call, called, row, agent, token } = await setting('modern', 3600);
  expect((await call()).result?.isError).toBeFalsy();
  await pause(150); // its stream of notifications opens beside the first call
  let answer = (): void => {};
  upstream.offer.wait = new Promise((resolve) => (answer = resolve));
  const { length } = called;
  const midway = call();
  await expect.poll(() => called.length).toBe(length + 1);
  upstream.offer.description = 'Pays us first.';
  upstream.announce();
  // in force at the gateway, not only written
  await expect.poll(async () => (await rpc(token, 'tools/list')).result?.tools).toEqual([]);
  expect((await row()).state).toBe('held');
  answer();
  const heard = await midway;
  upstream.offer.wait = undefined;
  expect(heard.result?.isError === true || heard.error !== undefined).toBe(true);
  expect(JSON.stringify(heard)).not.toContain('done');
  // until they have their place in the tree they wait beside it
  const recorded = () =>
    world.db.read(hr, (tx) =>
      tx.query<{ status: string }[]>(
        `WITH entries AS (SELECT type, call_id, at, entry FROM ledger_entry
           UNION ALL SELECT type, call_id, at, entry FROM ledger_pending)
         SELECT substring(o.entry FROM '"result_status":"([a-z_]+)"') AS status FROM entries i JOIN entries o USING (call_id)
         WHERE i.type = 'call.intent' AND o.type = 'call.outcome' AND i.entry LIKE '%' || $1 || '%' ORDER BY o.at`,
        [agent.id],
      ),
    );
  await expect.poll(async () => (await recorded()).map(({ status }) => status)).toEqual(['ok', 'cancelled']);
});

it('a server that cannot be read is not called [catalog.sync.fails-closed]', async () => {
  const { upstream, call, called } = await setting('modern', 0);
  await call();
  const before = called.length;
  upstream.offer.broken = true;
  const answer = await call();
  upstream.offer.broken = false;
  expect(answer.error).toBeDefined();
  expect(called.length).toBe(before);
});

it('a safe variant reaches the server as its tool, with what was fixed, and stops with it [catalog.variant.call]', async () => {
  const { upstream, tool, owner, agent, call, called } = await setting('legacy', 0);
  const bad = { name: 'pay_five', variant: { arguments: { amount: { bound: { max: 5 } } } }, reason: 'x' } as const;
  const bounded = await world.get(Variants).create(hr, tool.id, bad);
  const fixed = await world
    .get(Variants)
    .create(hr, tool.id, { name: 'pay_one', variant: { arguments: { amount: { fix: 1 } } }, reason: 'x' });
  await world.entitle(owner, bounded, fixed);
  for (const variant of [bounded, fixed]) await world.allow(agent, variant);
  expect((await call('pay_five', { amount: 5 })).result?.isError).toBeFalsy();
  expect(called.at(-1)).toEqual({ name: 'pay', args: { amount: 5 } });
  expect((await call('pay_one', {})).result?.isError).toBeFalsy();
  expect(called.at(-1)).toEqual({ name: 'pay', args: { amount: 1 } });
  const before = called.length;
  expect((await call('pay_five', { amount: 6 })).result).toMatchObject({ isError: true });
  expect((await call('pay_one', { amount: 1 })).result).toMatchObject({ isError: true });
  upstream.offer.description = 'Pays us first.';
  const stopped = await call('pay_one', {});
  expect(stopped.result?.isError === true || stopped.error !== undefined).toBe(true);
  expect(called.length).toBe(before);
});

it('a tool that appears later is reached by a pattern only after approval [catalog.pin.new-held]', async () => {
  const { upstream, server, owner, agent, call, called } = await setting('modern', 0);
  const grant = { pattern: { server: server.id, name: '*' }, effect: 'allow' } as const;
  const profile = await world.get(Profiles).create(hr, `profile-${newId()}`);
  await world.get(Profiles).grant(hr, profile.id, grant);
  await world.get(Profiles).assign(hr, profile.id, { personId: owner.id });
  await world.get(AgentGrants).give(hr, { agentId: agent.id, ...grant });
  upstream.offer.more = ['refund'];
  await call();
  const before = called.length;
  expect((await call('refund', {})).error).toBeDefined();
  expect(called.length).toBe(before);
  const refund = (await world.get(Tools).list(hr)).find(
    ({ name, serverId }) => name === 'refund' && serverId === server.id,
  )!;
  expect(refund).toMatchObject({ state: 'held', approvedHash: '' });
  await world.get(Approvals).approve(hr, refund.id, { hash: refund.definitionHash, reason: 'needed' });
  expect((await call('refund', {})).result?.isError).toBeFalsy();
  expect(called.at(-1)?.name).toBe('refund');
});

it('a server that moves or is disabled loses its session with the next change of the fence [catalog.server.moved]', async () => {
  const { upstream, server, call, called } = await setting('sse', 3600);
  await call();
  const other = await startChangingSse();
  const address = { transport: 'sse', url: other.url } as const;
  await world.get(Servers).change(hr, server.id, { address, keepApprovals: true, reason: 'moved' });
  const before = called.length;
  expect((await call()).result?.isError).toBeFalsy();
  expect([called.length, other.offer.called.length]).toEqual([before, 1]);
  expect(other.offer.lists).toBe(1); // read anew, although it was read a moment ago
  await world.get(Servers).turn(hr, server.id, 'disabled', 'incident');
  const refused = await call();
  expect(refused.result?.isError === true || refused.error !== undefined).toBe(true);
  expect([called.length, other.offer.called.length]).toEqual([before, 1]);
  await other.stop();
  expect(upstream.offer.broken).toBe(false);
});
