import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Servers } from '@app/catalog';
import { newId } from '@app/kernel';
import { openApi } from '../support/api.js';
import { publicJwk } from '../support/world.js';

let api: Awaited<ReturnType<typeof openApi>>;
let scim: Awaited<ReturnType<typeof api.aSource>>['scim'];
beforeAll(async () => {
  api = await openApi();
  ({ scim } = await api.aSource());
});
afterAll(() => api.close());

const someone = async (name: string) => {
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const answer = await scim('POST', '/Users', { schemas, userName: `${name}-${newId()}`, active: true });
  return api.signedIn(answer.json<{ id: string }>().id);
};
type Browser = Awaited<ReturnType<typeof someone>>;
const days = (count: number): string => new Date(Date.now() + count * 86_400_000).toISOString();
const term = { expiresAt: days(60), nextReviewAt: days(60) };
const register = async ({ as }: Browser, over: object = {}) => {
  const facts = { name: `bot-${newId()}`, kind: 'autonomous', purpose: 'tests', ...term, ...over };
  return as('POST', '/api/v1/agents', facts);
};
const idOf = (answer: { json: <T>() => T }): string => answer.json<{ id: string }>().id;

it('takes an agent from a blueprint through approval, start, sleep and stop to its end [api.agent-life]', async () => {
  const owner = await someone('owner');
  const wanted = {
    name: `class-${newId()}`,
    kind: 'autonomous',
    environment: 'staging',
    maxTermDays: 90,
    reviewEveryDays: 30,
    dormantAfterDays: 30,
    maxCredentialDays: 30,
    requiresApproval: true,
  };
  expect((await owner.as('POST', '/api/v1/blueprints', wanted)).problem()).toBe('role.missing');
  const blueprint = await api.admin.as('POST', '/api/v1/blueprints', wanted);
  expect(blueprint.statusCode).toBe(201);
  const blueprintId = idOf(blueprint);
  expect((await owner.as('GET', '/api/v1/blueprints')).json()).toContainEqual(
    expect.objectContaining({ id: blueprintId, agents: 0 }),
  );
  expect((await register(owner, { blueprintId })).problem()).toBe('agent.wider-than-blueprint');
  const plain = { name: `bot-${newId()}`, kind: 'autonomous', purpose: 'tests', blueprintId };
  const requested = await owner.as('POST', '/api/v1/agents', plain);
  expect(requested.json()).toMatchObject({ state: 'requested', environment: 'staging', dormantAfterDays: 30 });
  const id = idOf(requested);
  const post = (who: Browser, verb: string, body: object = { reason: 'so' }) =>
    who.as('POST', `/api/v1/agents/${id}/${verb}`, body);
  expect((await post(owner, 'approve')).problem()).toBe('role.missing');
  expect((await post(api.admin, 'approve')).json()).toMatchObject({ state: 'staged' });
  expect((await post(owner, 'activate', {})).problem()).toBe('agent.credential-missing');
  expect((await post(owner, 'keys', { jwk: publicJwk(), expiresAt: days(31) })).problem()).toBe(
    'agent.wider-than-blueprint',
  );
  const key = await post(owner, 'credentials', { kind: 'private_key_jwt', jwk: publicJwk(), expiresAt: days(20) });
  expect(key.json()).toMatchObject({ kind: 'private_key_jwt', lastUsedAt: null });
  const subject = { tls_client_auth_san_dns: 'bot.example.com' };
  expect((await post(owner, 'credentials', { kind: 'tls_client_auth', subject, expiresAt: days(20) })).statusCode).toBe(
    201,
  );
  expect((await post(owner, 'activate', {})).json()).toMatchObject({ state: 'active' });
  expect((await post(owner, 'quarantine')).problem()).toBe('role.missing');
  expect((await post(api.admin, 'quarantine')).statusCode).toBe(204);
  expect((await owner.as('GET', `/api/v1/agents/${id}`)).json()).toMatchObject({
    shownState: 'quarantined',
    suspendedFor: ['quarantined'],
    parts: [],
    clients: [],
  });
  expect((await post(api.admin, 'release')).problem()).toBe('request.invalid');
  expect((await post(api.admin, 'release', { attest: true, reason: 'looked' })).statusCode).toBe(204);
  expect((await post(owner, 'wake')).problem()).toBe('agent.not-dormant');
  const renewal = { attest: true, reason: 'on', expiresAt: days(80) };
  expect((await post(owner, 'renew', renewal)).statusCode).toBe(200);
  expect((await post(owner, 'renew', { ...renewal, nextReviewAt: days(29) })).problem()).toBe(
    'agent.review-not-independent',
  );
  const changed = await owner.as('PATCH', `/api/v1/agents/${id}`, { model: 'model-x', purpose: 'new purpose' });
  expect(changed.json()).toMatchObject({ model: 'model-x', purpose: 'new purpose' });
  const withdrawn = await owner.as('DELETE', `/api/v1/agents/${id}/credentials/${idOf(key)}`, { reason: 'lost' });
  expect(withdrawn.statusCode).toBe(204);
  expect((await post(owner, 'kill')).statusCode).toBe(204);
  expect((await post(owner, 'restart')).problem()).toBe('role.missing');
  expect((await post(api.admin, 'restart')).statusCode).toBe(204);
  expect((await post(owner, 'retire')).json()).toMatchObject({ state: 'retired' });
});

it('lets whoever only owns an agent set neither its tags nor its environment, which conditions ask for [api.agent-asked-for]', async () => {
  const owner = await someone('owner-of-little');
  const id = idOf(await register(owner, { environment: 'staging' }));
  const change = { environment: 'production' };
  expect((await owner.as('PATCH', `/api/v1/agents/${id}`, change)).problem()).toBe('role.missing');
  expect((await owner.as('PUT', `/api/v1/agents/${id}/tags`, { tags: ['trusted'] })).problem()).toBe('role.missing');
  expect((await api.admin.as('PATCH', `/api/v1/agents/${id}`, change)).json()).toMatchObject(change);
  const tagged = await api.admin.as('PUT', `/api/v1/agents/${id}/tags`, { tags: ['trusted'] });
  expect(tagged.json()).toMatchObject({ tags: ['trusted'] });
});

it('lists by state, owner, environment and client, a page at a time, to each what is theirs [api.agent-inventory]', async () => {
  const [owner, other] = [await someone('lister'), await someone('other')];
  const ids = [];
  for (const environment of ['development', 'staging', 'staging'])
    ids.push(idOf(await register(owner, { environment })));
  const list = async (who: Browser, query: string) =>
    (await who.as('GET', `/api/v1/agents${query}`)).json<{ id: string }[]>().map(({ id }) => id);
  expect(await list(owner, '')).toEqual(ids);
  expect(await list(other, `?owner=${owner.personId}`)).toEqual([]);
  expect(await list(api.admin, `?owner=${owner.personId}&environment=staging`)).toEqual(ids.slice(1));
  expect(await list(owner, '?state=staged&limit=2')).toEqual(ids.slice(0, 2));
  expect(await list(owner, `?limit=2&after=${ids[1]}`)).toEqual(ids.slice(2));
  expect(await list(owner, '?state=active')).toEqual([]);
  expect(await list(owner, '?dormant=true')).toEqual([]);
  expect(await list(owner, '?client=https%3A%2F%2Fclient.example.com')).toEqual([]);
  expect((await owner.as('GET', '/api/v1/agents?state=asleep')).problem()).toBe('request.invalid');
});

it('asks no more often for many agents than for one, and shows no part that has retired [api.agent-inventory]', async () => {
  const owner = await someone('many');
  const whole = idOf(await register(owner));
  const statements = async (): Promise<number> => {
    const counted = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      const query = vi.spyOn(pg.Client.prototype, 'query');
      await owner.as('GET', '/api/v1/agents');
      counted.push(query.mock.calls.length);
      query.mockRestore();
    }
    return Math.min(...counted); // the house's own timers may ask something in between, but not each time
  };
  const ofOne = await statements();
  const parts = [];
  for (let part = 0; part < 8; part++) parts.push(idOf(await register(owner, { parentId: whole })));
  expect(await statements()).toBe(ofOne);
  const gone = parts.shift();
  expect((await owner.as('POST', `/api/v1/agents/${gone}/retire`, { reason: 'over' })).statusCode).toBe(200);
  const shown = (await owner.as('GET', `/api/v1/agents/${whole}`)).json<{ parts: { id: string }[] }>();
  expect(shown.parts.map(({ id }) => id)).toEqual(parts);
});

it('pulls and lifts switches for those who watch over security, and shows which are open [api.kill-switches]', async () => {
  const owner = await someone('killed-owner');
  const agentId = idOf(await register(owner));
  const { id: serverId } = await api.app.get(Servers).register(api.operator, {
    name: 'killable',
    transport: 'http',
    url: 'http://127.0.0.1:1/mcp',
  });
  const path = '/api/v1/kill-switches';
  expect((await owner.as('POST', path, { scope: 'tenant', reason: 'x' })).problem()).toBe('role.missing');
  expect((await owner.as('GET', path)).problem()).toBe('role.missing');
  const targets = [
    { scope: 'agent', targetId: agentId },
    { scope: 'owner', targetId: owner.personId },
    { scope: 'server', targetId: serverId },
    { scope: 'tenant' },
  ];
  for (const target of targets) {
    const pulled = await api.admin.as('POST', path, { ...target, reason: 'incident' });
    expect(pulled.statusCode).toBe(201);
    expect(pulled.json()).toMatchObject({ ...target, reason: 'incident', liftedAt: null });
  }
  expect((await api.admin.as('POST', path, { scope: 'tool', reason: 'x' })).problem()).toBe('request.invalid');
  const nothing = { scope: 'tool', targetId: newId(), reason: 'x' };
  expect((await api.admin.as('POST', path, nothing)).problem()).toBe('kill-switch.target-unknown');
  const open = (await api.admin.as('GET', path)).json<{ id: string; scope: string }[]>();
  expect(open.map(({ scope }) => scope)).toEqual(['tenant', 'server', 'owner', 'agent']);
  for (const { id } of open) {
    expect((await api.admin.as('POST', `${path}/${id}/lift`, { reason: '' })).problem()).toBe('request.invalid');
    expect((await api.admin.as('POST', `${path}/${id}/lift`, { reason: 'over' })).statusCode).toBe(204);
  }
  expect((await api.admin.as('GET', path)).json()).toEqual([]);
  const all = (await api.admin.as('GET', `${path}?all=true`)).json<{ reason: string }[]>();
  expect(all.filter(({ reason }) => reason === 'incident')).toHaveLength(4);
});

it('hands an agent on to whoever accepts it, and shows the offer to nobody else [api.agent-transfer]', async () => {
  const [owner, taker, stranger] = [await someone('giver'), await someone('taker'), await someone('stranger')];
  const agentId = idOf(await register(owner));
  const path = `/api/v1/agents/${agentId}/transfer`;
  expect((await stranger.as('POST', path, { toId: stranger.personId })).problem()).toBe('role.missing');
  const offered = await owner.as('POST', path, { toId: taker.personId });
  expect(offered.json()).toMatchObject({ agentId, fromId: owner.personId, toId: taker.personId, state: 'open' });
  expect((await taker.as('GET', '/api/v1/transfers')).json()).toMatchObject([{ id: idOf(offered), grants: [] }]);
  expect((await stranger.as('GET', '/api/v1/transfers')).json()).toEqual([]);
  const accept = (who: Browser) =>
    who.as('POST', `/api/v1/transfers/${idOf(offered)}/accept`, { attest: true, keepGrantIds: [], reason: 'mine' });
  expect((await accept(stranger)).problem()).toBe('transfer.not-yours');
  expect((await accept(taker)).json()).toMatchObject({ ownerId: taker.personId });
  const again = await taker.as('POST', path, { toId: owner.personId });
  expect((await taker.as('DELETE', path)).statusCode).toBe(204);
  const late = await owner.as('POST', `/api/v1/transfers/${idOf(again)}/decline`, { reason: 'no' });
  expect(late.problem()).toBe('transfer.closed');
});
