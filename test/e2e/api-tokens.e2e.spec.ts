import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Roles } from '@app/auth';
import { Db } from '@app/database';
import { Fence } from '@app/fence';
import { newId, system } from '@app/kernel';
import { openApi } from '../support/api.js';
import { SetClock } from '../support/set-clock.js';

const operator = system('test');
const clock = new SetClock();
const DAY = 86_400;
let api: Awaited<ReturnType<typeof openApi>>;

beforeAll(async () => {
  api = await openApi(undefined, { clock });
});
afterAll(() => api.close());
beforeEach(() => {
  clock.seconds = 0;
});

const inDays = (days: number): string => new Date(clock.now().getTime() + days * DAY * 1000).toISOString();
const aPerson = async (): Promise<string> => {
  const { scim } = await api.aSource();
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const answer = await scim('POST', '/Users', { schemas, userName: `${newId()}@example.com`, active: true });
  return answer.json<{ id: string }>().id;
};
const wanted = (scopes: string[], days = 30) => ({ name: 'nightly export', scopes, expiresAt: inDays(days) });
const issue = async (who: typeof api.admin, scopes: string[], days?: number) =>
  (await who.as('POST', '/api/v1/api-tokens', wanted(scopes, days))).json<{ id: string; token: string }>();
const by = (token: string, method: string, url: string, payload?: unknown) =>
  api.send(method, url, payload, { authorization: `Bearer ${token}` });
const codeOf = async (token: string, method: string, url: string, payload?: unknown): Promise<unknown> => {
  const answer = await by(token, method, url, payload);
  return answer.statusCode < 300 ? answer.statusCode : answer.problem();
};
const change = (what: (fence: Fence, tx: Parameters<Fence['restore']>[0]) => Promise<number>, personId: string) =>
  api.app.get(Db).write(operator, async (tx) => {
    tx.record({ action: 'test.standing', subject: personId });
    await what(api.app.get(Fence), tx);
  });

describe('an API token', () => {
  it('opens what its scopes name, without cookie and csrf token, and nothing else [auth.api-token.scope]', async () => {
    const { token } = await issue(api.admin, ['profiles:read', 'people:write']);
    expect(token).toMatch(/^sat_[0-9a-f-]{36}_[A-Za-z0-9_-]{43}$/);
    expect(await codeOf(token, 'GET', '/api/v1/profiles')).toBe(200);
    expect(await codeOf(token, 'GET', '/api/v1/people')).toBe(200);
    expect(await codeOf(token, 'POST', '/api/v1/profiles', { name: 'x' })).toBe('api-token.scope-missing');
    expect(await codeOf(token, 'GET', '/api/v1/agents')).toBe('api-token.scope-missing');
    expect((await api.send('GET', '/scim/v2/Users', undefined, { authorization: `Bearer ${token}` })).statusCode).toBe(
      401,
    );
  });

  it('is never more than its owner, now [auth.api-token.owner]', async () => {
    const someone = await api.signedIn(await aPerson());
    const { token } = await issue(someone, ['profiles:write']);
    expect(await codeOf(token, 'GET', '/api/v1/profiles')).toBe('role.missing');
    const { id } = await api.app.get(Roles).give(operator, someone.personId, 'auditor');
    expect(await codeOf(token, 'GET', '/api/v1/profiles')).toBe(200);
    expect(await codeOf(token, 'POST', '/api/v1/profiles', { name: 'x' })).toBe('role.missing');
    await api.app.get(Roles).end(operator, someone.personId, id, 'test');
    expect(await codeOf(token, 'GET', '/api/v1/profiles')).toBe('role.missing');
  });

  it('does not open what people must do in person: roles, tokens, sessions, what needs stepping up [auth.api-token.in-person]', async () => {
    const everything = ['agents', 'campaigns', 'people', 'sources', 'reports'].map((area) => `${area}:write`);
    const { token } = await issue(api.admin, everything);
    const id = newId();
    for (const [method, url] of [
      ['POST', `/api/v1/people/${id}/roles`],
      ['POST', `/api/v1/people/${id}/sign-in-links`],
      ['GET', '/api/v1/roles'],
      ['GET', `/api/v1/people/${id}/roles`],
      ['GET', `/api/v1/people/${id}/sessions`],
      ['DELETE', `/api/v1/people/${id}/sessions`],
      ['GET', '/api/v1/api-tokens'],
      ['POST', '/api/v1/api-tokens'],
      ['GET', '/api/v1/session'],
      ['DELETE', '/api/v1/sessions'],
      ['POST', '/api/v1/bootstrap'],
      ['GET', '/api/v1/break-glass'],
      ['POST', `/api/v1/break-glass/${id}/enable`],
      ['POST', `/api/v1/campaigns/${id}/sign-off`],
      ['POST', `/api/v1/sources/${id}/tokens`],
      ['PATCH', `/api/v1/sources/${id}`], // by what people are recognised
      ['POST', `/api/v1/agents/${id}/restart`],
    ] as const) {
      expect([url, await codeOf(token, method, url, method === 'GET' ? undefined : {})]).toEqual([
        url,
        'api-token.not-here',
      ]);
    }
  });

  it.each([
    ['unknown', () => `sat_${newId()}_${'x'.repeat(43)}`],
    ['malformed', () => 'sat_x'],
  ])('that is %s opens nothing [auth.api-token.dies]', async (_, token) => {
    expect(await codeOf(token(), 'GET', '/api/v1/people')).toBe('api-token.invalid');
  });

  it('dies by its date, by being withdrawn, and with its owner for good [auth.api-token.dies]', async () => {
    const [old, gone] = [await issue(api.admin, ['people:read'], 1), await issue(api.admin, ['people:read'])];
    clock.seconds = DAY;
    expect(await codeOf(old.token, 'GET', '/api/v1/people')).toBe('api-token.invalid');
    clock.seconds = 0;
    expect(await codeOf(old.token, 'GET', '/api/v1/people')).toBe(200);
    expect((await api.admin.as('DELETE', `/api/v1/api-tokens/${gone.id}`)).statusCode).toBe(204);
    expect(await codeOf(gone.token, 'GET', '/api/v1/people')).toBe('api-token.invalid');
    const someone = await api.signedIn(await aPerson());
    const { token } = await issue(someone, ['people:read']);
    expect(await codeOf(token, 'GET', '/api/v1/people')).toBe(200);
    await change((fence, tx) => fence.restrict(tx, [someone.personId], 'suspended'), someone.personId);
    expect(await codeOf(token, 'GET', '/api/v1/people')).toBe('api-token.invalid');
    await change((fence, tx) => fence.restore(tx, [someone.personId]), someone.personId);
    expect(await codeOf(token, 'GET', '/api/v1/people')).toBe('api-token.invalid');
  });

  it('is made for a year at most, with scopes that exist, by somebody who has just signed in [auth.api-token.made]', async () => {
    const make = (body: object) => api.admin.as('POST', '/api/v1/api-tokens', body);
    expect((await make(wanted(['people:read'], 366))).problem()).toBe('api-token.term-invalid');
    expect((await make(wanted(['people:read'], -1))).problem()).toBe('api-token.term-invalid');
    for (const scope of ['roles:write', 'people', '*', 'people:*', 'session:read', 'api-tokens:write']) {
      expect([scope, (await make(wanted([scope]))).statusCode]).toEqual([scope, 400]);
    }
    expect((await make(wanted([]))).statusCode).toBe(400);
    clock.seconds = 301;
    expect((await make(wanted(['people:read']))).problem()).toBe('session.step-up-required');
  });

  it('is listed with its last use and never shown again; others end it if they keep watch [auth.api-token.listed]', async () => {
    const [someone, other] = [await api.signedIn(await aPerson()), await api.signedIn(await aPerson())];
    const { id, token } = await issue(someone, ['people:read']);
    const mine = async () => (await someone.as('GET', '/api/v1/api-tokens')).json<{ lastUsedAt: string | null }[]>();
    expect(await mine()).toMatchObject([{ id, name: 'nightly export', scopes: ['people:read'], lastUsedAt: null }]);
    await by(token, 'GET', '/api/v1/people');
    const [{ lastUsedAt } = { lastUsedAt: null }] = await mine();
    expect(lastUsedAt).not.toBeNull();
    clock.seconds = 60;
    await by(token, 'GET', '/api/v1/people');
    expect((await mine())[0]!.lastUsedAt).toBe(lastUsedAt);
    expect(JSON.stringify(await mine())).not.toContain(token.slice(-43));
    expect((await other.as('DELETE', `/api/v1/api-tokens/${id}`)).problem()).toBe('api-token.unknown');
    const url = `/api/v1/people/${someone.personId}/api-tokens`;
    expect((await other.as('DELETE', `${url}/${id}`)).problem()).toBe('role.missing');
    await api.app.get(Roles).give(operator, other.personId, 'security_operator');
    expect((await other.as('GET', url)).json()).toMatchObject([{ id }]);
    expect((await other.as('DELETE', `${url}/${id}`)).statusCode).toBe(204);
    expect(await codeOf(token, 'GET', '/api/v1/people')).toBe('api-token.invalid');
  });

  it('is named in the ledger beside its owner, for what it did and for what it was refused [auth.api-token.recorded]', async () => {
    const { id, token } = await issue(api.admin, ['profiles:write']);
    expect(await codeOf(token, 'POST', '/api/v1/profiles', { name: `p-${newId()}` })).toBe(201);
    expect(await codeOf(token, 'GET', '/api/v1/agents')).toBe('api-token.scope-missing');
    const rows = await api.app.get(Db).read(operator, (tx) =>
      tx.query<{ type: string; entry: string }[]>(
        `SELECT type, entry FROM (SELECT type, entry FROM ledger_pending UNION ALL SELECT type, entry FROM ledger_entry) e
         WHERE entry LIKE $1 ORDER BY type`,
        [`%"via":"api-token:${id}"%`],
      ),
    );
    expect(rows.map(({ type }) => type)).toEqual(['profile.created', 'request.refused']);
    for (const { entry } of rows) {
      expect(JSON.parse(entry)).toMatchObject({ actor: { kind: 'person', id: api.admin.personId } });
    }
  });
});
