import { afterAll, beforeAll, expect, it } from 'vitest';
import { Agents } from '@app/agents';
import { newId } from '@app/kernel';
import { openApi } from '../support/api.js';

let api: Awaited<ReturnType<typeof openApi>>;
let scim: Awaited<ReturnType<typeof api.aSource>>['scim'];
let sourceId: string;
beforeAll(async () => {
  api = await openApi();
  const connected = await api.aSource();
  ({ scim } = connected);
  sourceId = connected.source.id;
});
afterAll(() => api.close());

const hire = async (over: object = {}): Promise<string> => {
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const answer = await scim('POST', '/Users', { schemas, userName: `u-${newId()}`, active: true, ...over });
  expect(answer.statusCode).toBe(201);
  return answer.json<{ id: string }>().id;
};
const patch = (id: string, path: string, value: unknown) =>
  scim('PATCH', `/Users/${id}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path, value }],
  });
const later = new Date(Date.now() + 90 * 86_400_000);

it('previews a leaver for administrators and auditors, and then shows what came of it [api.lifecycle]', async () => {
  const owner = await hire();
  const facts = { name: `bot-${newId()}`, kind: 'autonomous', purpose: 'tests', deputyId: null } as const;
  const wanted = { ...facts, ownerId: owner, expiresAt: later, nextReviewAt: later };
  const agent = await api.app.get(Agents).register(api.operator, wanted);
  const change = { kind: 'leaver', personId: owner };
  const preview = '/api/v1/lifecycle/preview';
  const said = await api.admin.as('POST', preview, { change });
  expect([said.statusCode, said.json()]).toEqual([
    200,
    {
      agents: [
        { agentId: agent.id, name: agent.name, ownerId: owner, stops: true, lost: [], gained: [], successor: null },
      ],
      breaker: { leavers: 1, most: 50, open: false, wouldTrip: false },
    },
  ]);
  const stranger = await api.signedIn(await hire());
  expect((await stranger.as('POST', preview, { change })).problem()).toBe('role.missing');
  expect((await api.admin.as('POST', preview, { change: { kind: 'earthquake' } })).problem()).toBe('request.invalid');
  const unknown = { change: { kind: 'group-removed', groupId: newId() } };
  expect((await api.admin.as('POST', preview, unknown)).problem()).toBe('group.unknown');

  expect((await patch(owner, 'active', false)).statusCode).toBeLessThan(300);
  const history = (await api.admin.as('GET', `/api/v1/people/${owner}/lifecycle`)).json<Record<string, unknown>[]>();
  expect(history.map(({ kind }) => kind)).toEqual(['joiner', 'leaver']);
  expect(history[1]).toMatchObject({ revision: 2, requestId: expect.any(String), receivedAt: expect.any(String) });
  const replay = `/api/v1/people/${owner}/lifecycle/replay`;
  expect((await api.admin.as('GET', replay)).json()).toEqual({ faithful: true, discrepancies: [] });
  expect((await stranger.as('GET', replay)).statusCode).toBe(403);
});

it('lists what holds people, and lets an administrator release it with a reason [api.holds]', async () => {
  const person = await hire({ externalId: newId() });
  expect((await patch(person, 'externalId', newId())).statusCode).toBeLessThan(300);
  const open = (await api.admin.as('GET', '/api/v1/lifecycle/holds')).json<{ id: string; personId: string }[]>();
  const hold = open.find(({ personId }) => personId === person);
  expect(hold).toMatchObject({ cause: 'relink', awaitingConfirmationSince: null });
  const shown = async () => (await scim('GET', `/Users/${person}`)).json<{ active: boolean }>().active;
  const status = async () => (await api.admin.as('GET', `/api/v1/people/${person}`)).json<{ status: string }>().status;
  expect([await shown(), await status()]).toEqual([true, 'inactive']);
  const release = `/api/v1/people/${person}/holds/${hold?.id}/release`;
  const stranger = await api.signedIn(await hire());
  expect((await stranger.as('POST', release, { reason: 'x' })).problem()).toBe('role.missing');
  expect((await api.admin.as('POST', release, {})).problem()).toBe('request.invalid');
  expect((await api.admin.as('POST', release, { reason: 'the same human being' })).statusCode).toBe(204);
  expect(await status()).toBe('active');
  expect((await api.admin.as('POST', release, { reason: 'again' })).problem()).toBe('hold.unknown');
});

it('shows the breaker, and lets an administrator release it with a reason [api.breaker]', async () => {
  const path = `/api/v1/sources/${sourceId}/breaker/release`;
  expect((await api.admin.as('POST', path, { reason: 'x' })).problem()).toBe('breaker.not-open');
  const people: string[] = [];
  for (let i = 0; i < 51; i++) people.push(await hire());
  for (const id of people) await patch(id, 'active', false);
  const [breaker] = (await api.admin.as('GET', '/api/v1/lifecycle/breakers')).json<Record<string, unknown>[]>();
  expect(breaker).toMatchObject({ sourceId, most: 50, releasedAt: null });
  const released = (await api.admin.as('POST', path, { reason: 'the unit was sold' })).json();
  expect(released).toMatchObject({ id: breaker?.['id'], reason: 'the unit was sold', releasedAt: expect.any(String) });
});
