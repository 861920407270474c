import { afterAll, beforeAll, expect, it } from 'vitest';
import { Agents } from '@app/agents';
import { Db } from '@app/database';
import { newId } from '@app/kernel';
import type { LeaverBody } from '@app/lifecycle';
import { courier } from '../support/handover.js';
import { openApi } from '../support/api.js';

let api: Awaited<ReturnType<typeof openApi>>;
let deliver: () => Promise<void>;
let scim: Awaited<ReturnType<typeof api.aSource>>['scim'];
beforeAll(async () => {
  api = await openApi();
  deliver = courier(api.app, api.app.get(Db));
  ({ scim } = await api.aSource());
});
afterAll(() => api.close());

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const hire = async (userName: string, managerId?: string): Promise<string> => {
  const manager = managerId === undefined ? {} : { [ENTERPRISE]: { manager: { value: managerId } } };
  const schemas = managerId === undefined ? [USER] : [USER, ENTERPRISE];
  const answer = await scim('POST', '/Users', { schemas, userName, active: true, ...manager });
  expect(answer.statusCode).toBe(201);
  return answer.json<{ id: string }>().id;
};
const later = new Date(Date.now() + 90 * 86_400_000);

it('carries a leave from the provider to the successor who accepts, and shows everybody only what is theirs [api.succession]', async () => {
  const bossId = await hire(`boss-${newId()}`);
  const ownerId = await hire(`owner-${newId()}`, bossId);
  const facts = { name: `bot-${newId()}`, kind: 'autonomous', purpose: 'tests', deputyId: null } as const;
  const agents = api.app.get(Agents);
  const agent = await agents.register(api.operator, { ...facts, ownerId, expiresAt: later, nextReviewAt: later });
  const Operations = [{ op: 'replace', path: 'active', value: false }];
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
  expect((await scim('PATCH', `/Users/${ownerId}`, { schemas, Operations })).statusCode).toBeLessThan(300);
  await deliver();

  const [boss, stranger] = [await api.signedIn(bossId), await api.signedIn(await hire(`stranger-${newId()}`))];
  const [search] = (await boss.as('GET', '/api/v1/successions')).json<{ id: string }[]>();
  expect(search).toMatchObject({
    agentId: agent.id,
    leaverId: ownerId,
    state: 'offered',
    agent: { name: agent.name },
    offers: [{ personId: bossId, role: 'manager', state: 'open' }],
    grants: [],
  });
  expect((await stranger.as('GET', '/api/v1/successions')).json()).toEqual([]);
  expect((await api.admin.as('GET', '/api/v1/successions')).json()).toHaveLength(1);
  expect((await api.send('GET', '/api/v1/successions')).statusCode).toBe(401);

  const accept = `/api/v1/successions/${search?.id}/accept`;
  const wanted = { attest: true, keepGrantIds: [], reason: 'mine now' };
  expect((await stranger.as('POST', accept, wanted)).problem()).toBe('succession.not-yours');
  expect((await boss.as('POST', accept, { ...wanted, attest: false })).problem()).toBe('request.invalid');
  expect((await boss.as('POST', accept.replace('accept', 'nominate'), { personId: bossId })).statusCode).toBe(403);
  expect((await boss.as('POST', accept, wanted)).json()).toMatchObject({ state: 'accepted' });
  expect((await boss.as('GET', `/api/v1/agents/${agent.id}`)).json()).toMatchObject({ ownerId: bossId });
  const deputy = { deputyId: stranger.personId };
  expect((await stranger.as('PUT', `/api/v1/agents/${agent.id}/deputy`, deputy)).statusCode).toBe(403);
  expect((await boss.as('PUT', `/api/v1/agents/${agent.id}/deputy`, deputy)).json()).toMatchObject(deputy);

  const path = `/api/v1/people/${ownerId}/receipts`;
  expect((await stranger.as('GET', path)).statusCode).toBe(403);
  const [receipt] = (await api.admin.as('GET', path)).json<{ id: string; body: LeaverBody }[]>();
  expect(receipt).toMatchObject({ kind: 'leaver', state: 'open', body: { agents: [{ agentId: agent.id }] } });
  const { received, committed } = receipt!.body.clocks;
  expect(Date.parse(received ?? '')).toBeLessThanOrEqual(Date.parse(committed));
  expect(receipt?.body.requestId).toEqual(expect.any(String));
  expect((await api.admin.as('GET', `/api/v1/receipts/${receipt?.id}`)).json()).toEqual(receipt);
  expect((await api.admin.as('GET', `/api/v1/receipts/${newId()}`)).problem()).toBe('receipt.unknown');
});

it('shows notifications and webhooks to administrators only, and a secret once [api.notifications]', async () => {
  await deliver();
  const everybody = await api.signedIn(await hire(`nobody-${newId()}`));
  for (const path of ['/api/v1/notifications', '/api/v1/webhooks']) {
    expect((await everybody.as('GET', path)).statusCode).toBe(403);
  }
  const listed = await api.admin.as('GET', '/api/v1/notifications?state=skipped');
  expect(listed.json<Record<string, unknown>[]>()[0]).toMatchObject({ channel: 'email', state: 'skipped' });
  expect(listed.json<Record<string, unknown>[]>()[0]).not.toHaveProperty('body');
  expect((await api.admin.as('GET', '/api/v1/notifications?state=lost')).statusCode).toBe(400);
  const add = (url: string) => api.admin.as('POST', '/api/v1/webhooks', { url });
  expect((await add('http://example.org/')).problem()).toBe('webhook.address-invalid');
  const made = (await add('https://example.org/hook')).json<{ id: string; secret: string }>();
  expect(made.secret).toMatch(/^whsec_/);
  expect(JSON.stringify((await api.admin.as('GET', '/api/v1/webhooks')).json())).not.toContain('secret');
  expect((await api.admin.as('DELETE', `/api/v1/webhooks/${made.id}`)).statusCode).toBe(204);
  expect((await api.admin.as('DELETE', `/api/v1/webhooks/${made.id}`)).problem()).toBe('webhook.unknown');
  expect((await api.admin.as('GET', '/api/v1/webhooks')).json()).toEqual([]);
});
