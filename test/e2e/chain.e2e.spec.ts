import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AgentGrants, KillSwitches, Profiles } from '@app/access';
import { Agents, Delegations } from '@app/agents';
import { KeyRotation } from '@app/auth';
import { Fence } from '@app/fence';
import { chainWorld } from '../support/chain-world.js';
import { handover } from '../support/handover.js';
import { type Upstream, startModern } from '../support/mcp-upstreams.js';
import { openWholeHouse } from '../support/whole-house.js';
import { hr, type openWorld } from '../support/world.js';

/** person → agent A → agent B → tool, through the whole house: its own tokens, exchange, fence, gateway and ledger. */
let house: Awaited<ReturnType<typeof openWholeHouse>>;
let world: Awaited<ReturnType<typeof chainWorld>>;
let upstream: Upstream;
let tools: Awaited<ReturnType<typeof world.server>>;
beforeAll(async () => {
  house = await openWholeHouse();
  upstream = await startModern();
  world = await chainWorld(house);
  tools = await world.server('sums', upstream.url);
}, 60_000);
afterAll(async () => {
  await world?.close();
  await upstream?.stop();
  await house?.close();
});

async function setting() {
  const [paul, ada, bob] = [await world.person(), await world.person(), await world.person()];
  const assignments = new Map<string, string>();
  for (const who of [paul, ada, bob]) {
    assignments.set(who.id, (await world.entitle(who, tools.get('add')!, tools.get('slow')!)).id);
  }
  const a = await world.agent(ada, { kind: 'delegated' });
  const b = await world.agent(bob);
  const grants = new Map<string, string>();
  for (const agent of [a, b]) grants.set(agent.id, (await world.allow(agent, tools.get('add')!)).id);
  const { root, consent } = await world.actFor(paul, a);
  const link = await world.delegate(a.id, b.id);
  const token = await world.exchange(b, root);
  return { paul, ada, bob, a, b, grants, assignments, consent, link, root, token };
}
type Setting = Awaited<ReturnType<typeof setting>>;

const rpc = async (token: string, method: string, params: object = {}) => {
  const answer = await fetch(`${house.url}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const body = (await answer.json()) as {
    result?: { content?: { text: string }[]; tools?: { name: string }[]; isError?: boolean };
    error?: { message: string };
  };
  return { status: answer.status, ...body };
};
const add = (token: string) => rpc(token, 'tools/call', { name: 'sums__add', arguments: { a: 40, b: 2 } });
const list = async (token: string) =>
  (await rpc(token, 'tools/list')).result?.tools?.map(({ name }) => name).toSorted();
const reached = () => upstream.seen.filter(({ body }) => body.includes('"tools/call"')).length;
const records = async (agentId: string) => {
  const from = (table: string) => `SELECT entry, at FROM ${table} WHERE type = 'call.intent' AND subject = $1`;
  const rows = await world.db.read(hr, (tx) =>
    tx.query<{ entry: string }[]>(`${from('ledger_pending')} UNION ALL ${from('ledger_entry')} ORDER BY at`, [agentId]),
  );
  return rows.map(({ entry }) => (JSON.parse(entry) as { d: Record<string, unknown> }).d);
};
const leave = (person: Setting['paul']) =>
  handover({ app: house.app, db: world.db } as unknown as Awaited<ReturnType<typeof openWorld>>).leave(person);

it('shows the whole chain in the record of a call [chain.record]', async () => {
  const { paul, ada, bob, a, b, consent, link, grants, root, token } = await setting();
  expect((await add(token)).result?.content?.[0]?.text).toBe('42');
  const { jti } = decodeJwt(token);
  const digest = (id: string | undefined) => createHash('sha256').update(String(id)).digest('hex');
  expect(await records(b.id)).toEqual([
    expect.objectContaining({
      agent: b.id,
      owner: bob.id,
      owner_status: 'active',
      on_behalf_of: paul.id,
      chain: [b.id, bob.id, a.id, ada.id, paul.id],
      agents: [
        { id: b.id, owner: bob.id },
        { id: a.id, owner: ada.id },
      ],
      delegations: expect.arrayContaining([consent.id, link.id]),
      token: { jti_digest: digest(jti), root_digest: digest(decodeJwt(root).jti), confirmation: null, workload: null },
      server: 'sums',
      tool: 'add',
      decision: 'allow',
      grant_ids: expect.arrayContaining([...grants.values()]),
    }),
  ]);
});

it('gives the chain what every side has, and no more [chain.intersection]', async () => {
  const here = await setting();
  expect(await list(here.token)).toEqual(['sums__add']);
  // each side but one has `slow`, too; then the last one gets it
  await world.allow(here.b, tools.get('slow')!);
  expect(await list(here.token)).toEqual(['sums__add']);
  await world.allow(here.a, tools.get('slow')!);
  expect(await list(here.token)).toEqual(['sums__add', 'sums__slow']);
  const narrow = await setting();
  await world.get(Profiles).endAssignment(hr, narrow.assignments.get(narrow.paul.id)!);
  expect(await list(narrow.token)).toEqual([]);
  expect((await rpc(narrow.token, 'tools/call', { name: 'sums__slow', arguments: {} })).error?.message).toBe(
    'Unknown tool: sums__slow',
  );
});

describe('taking away any link denies the very next call', () => {
  const because = 'no longer wanted';
  it.each<[string, (here: Setting) => Promise<unknown>, number, string]>([
    ['the person', ({ paul }) => leave(paul), 401, 'person_inactive'],
    ['agent A', ({ a }) => world.get(Agents).kill(hr, a.id, because), 401, 'agent_inactive'],
    ['agent B', ({ b }) => world.get(Agents).kill(hr, b.id, because), 401, 'agent_inactive'],
    ['the owner of A', ({ ada }) => leave(ada), 401, 'owner_inactive'],
    ['the owner of B', ({ bob }) => leave(bob), 401, 'owner_inactive'],
    ['what the person consented to', ({ consent }) => end(consent.id), 200, 'delegation_missing'],
    ['what A handed on to B', ({ link }) => end(link.id), 200, 'delegation_missing'],
    ['the grant of A', ({ grants, a }) => revoke(grants.get(a.id)), 200, 'agent_no_grant'],
    ['the grant of B', ({ grants, b }) => revoke(grants.get(b.id)), 200, 'agent_no_grant'],
    ['what the person may', ({ assignments, paul }) => unassign(assignments.get(paul.id)), 200, 'person_no_grant'],
    ['what the owner of A may', ({ assignments, ada }) => unassign(assignments.get(ada.id)), 200, 'owner_no_grant'],
    ['what the owner of B may', ({ assignments, bob }) => unassign(assignments.get(bob.id)), 200, 'owner_no_grant'],
    ['all agents of the owner of A', ({ ada }) => pull('owner', ada.id), 401, 'agent_inactive'],
    ['the tool', () => pull('tool', tools.get('add')!.id), 200, 'tool_killed'],
    ['the server', () => pull('server', tools.get('add')!.serverId), 200, 'server_killed'],
  ])('%s [chain.revoked]', async (_, takeAway, status, reason) => {
    const here = await setting();
    expect((await add(here.token)).result?.content?.[0]?.text).toBe('42');
    const before = reached();
    await takeAway(here);
    const denied = await add(here.token);
    expect([denied.status, denied.result, reached() - before]).toEqual([status, undefined, 0]);
    expect((await records(here.b.id)).at(-1)).toMatchObject({ decision: 'deny', reason_code: reason });
  });
  const pull = async (scope: 'owner' | 'tool' | 'server', targetId: string) => {
    pulled = (await world.get(KillSwitches).pull(hr, { scope, targetId, reason: because })).id;
  };
  let pulled: string | undefined;
  afterEach(async () => {
    if (pulled) await world.get(KillSwitches).lift(hr, pulled, 'over');
    pulled = undefined;
  });
  const end = (id: string) => world.get(Delegations).revoke(hr, id, because);
  const revoke = (id = '') => world.get(AgentGrants).revoke(hr, id, because);
  const unassign = (id = '') => world.get(Profiles).endAssignment(hr, id);
});

it('cuts a call that is out when a delegation of its chain is revoked [gateway.cut]', async () => {
  const here = await setting();
  for (const agent of [here.a, here.b]) await world.allow(agent, tools.get('slow')!);
  const before = reached();
  const answer = rpc(here.token, 'tools/call', { name: 'sums__slow', arguments: { ms: 30_000 } });
  await expect.poll(reached).toBe(before + 1);
  const from = performance.now();
  await world.get(Delegations).revoke(hr, here.link.id, 'over');
  expect((await answer).error?.message).toBe('Unknown tool: sums__slow');
  expect(performance.now() - from).toBeLessThan(5_000);
});

it('cuts a call that is out when the key that signed its token is thrown away [gateway.cut.key]', async () => {
  const here = await setting();
  for (const agent of [here.a, here.b]) await world.allow(agent, tools.get('slow')!);
  const before = reached();
  const answer = rpc(here.token, 'tools/call', { name: 'sums__slow', arguments: { ms: 30_000 } });
  await expect.poll(reached).toBe(before + 1);
  const from = performance.now();
  await world.get(KeyRotation).replace(hr, 'stolen');
  expect((await answer).status).toBe(401);
  expect(performance.now() - from).toBeLessThan(5_000);
});

it('ends with the last day of the person who acts, however late the timer is [chain.last-day]', async () => {
  const { paul, token } = await setting();
  const endsAt = (when: string) =>
    world.db.write(hr, async (tx) => {
      await tx.query(`UPDATE person SET ends_at = now() + $2::interval WHERE id = $1`, [paul.id, when]);
      tx.record({ action: 'test.last-day', subject: paul.id });
      await world.get(Fence).touch(tx, [paul.id]);
    });
  await endsAt('1 hour');
  expect((await add(token)).result?.content?.[0]?.text).toBe('42');
  await endsAt('-1 second');
  expect((await add(token)).error?.message).toBe('Unknown tool: sums__add');
});

it('lets a sub-agent act without a delegation, within the whole that it is a part of [chain.parts]', async () => {
  const ada = await world.person();
  await world.entitle(ada, tools.get('add')!);
  const whole = await world.agent(ada);
  const part = await world.agent(ada, { parentId: whole.id });
  await world.allow(part, tools.get('add')!);
  const own = await world.credentials(part);
  expect((await add(own)).error?.message).toBe('Unknown tool: sums__add');
  const grant = await world.allow(whole, tools.get('add')!);
  const handed = await world.exchange(part, await world.credentials(whole));
  for (const token of [own, handed]) expect((await add(token)).result?.content?.[0]?.text).toBe('42');
  await world.get(AgentGrants).revoke(hr, grant.id, 'over');
  for (const token of [own, handed]) expect((await add(token)).error?.message).toBe('Unknown tool: sums__add');
  await world.get(Agents).kill(hr, whole.id, 'over');
  for (const token of [own, handed]) expect((await add(token)).status).toBe(401);
});
