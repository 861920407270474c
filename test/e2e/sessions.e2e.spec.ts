import { hash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Bootstrap, BootstrapTokens, Roles, WebSessions, csrfTokenOf } from '@app/auth';
import { Db } from '@app/database';
import { Fence } from '@app/fence';
import { newId, system } from '@app/kernel';
import { openApi } from '../support/api.js';
import { SetClock } from '../support/set-clock.js';

const operator = system('test');
const clock = new SetClock();
let api: Awaited<ReturnType<typeof openApi>>;

beforeAll(async () => {
  api = await openApi(undefined, { clock });
});
afterAll(() => api.close());
beforeEach(() => {
  clock.seconds = 0;
});

const aPerson = async (): Promise<string> => {
  const { scim } = await api.aSource();
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const answer = await scim('POST', '/Users', { schemas, userName: `${newId()}@example.com`, active: true });
  return answer.json<{ id: string }>().id;
};
const listed = async (who: typeof api.admin) =>
  (await who.as('GET', '/api/v1/sessions')).json<{ id: string; isThisOne: boolean; method: string }[]>();
const open = (personId: string, how: Partial<Parameters<WebSessions['open']>[2]> = {}) =>
  api.app.get(Db).write(operator, async (tx) => {
    tx.record({ action: 'test.signed-in', subject: personId });
    const proof = { method: 'oidc', authenticatedAt: clock.now(), acr: null, amr: [] } as const;
    const opened = await api.app.get(WebSessions).open(tx, personId, { ...proof, ...how });
    return opened!.cookie;
  });
const digestOf = (cookie: string): Buffer => hash('sha256', cookie, 'buffer');
const withCookie = (cookie: string, csrf: string | null = csrfTokenOf(cookie)) => ({
  cookie: `surety_session=${cookie}`,
  ...(csrf !== null && { 'x-csrf-token': csrf }),
});

describe('sessions', () => {
  it('are listed to their person, one of them as this one, without a secret [auth.session.list]', async () => {
    const person = await api.signedIn(await aPerson());
    await open(person.personId, { method: 'saml' });
    const answer = await person.as('GET', '/api/v1/sessions');
    expect((await listed(person)).map(({ method, isThisOne }) => `${method} ${isThisOne}`).toSorted()).toEqual([
      'link true',
      'saml false',
    ]);
    expect(answer.body).not.toContain(person.cookie.split('=')[1]!.split('.')[0]);
  });

  it('end one by one or all at once, by their person, at the next request [auth.session.end]', async () => {
    const [one, two] = [await api.signedIn(await aPerson()), await api.signedIn(await aPerson())];
    const second = await api.signedIn(one.personId);
    const id = (await listed(one)).find(({ isThisOne }) => !isThisOne)!.id;
    expect((await two.as('DELETE', `/api/v1/sessions/${id}`)).problem()).toBe('session.unknown');
    expect((await one.as('DELETE', `/api/v1/sessions/${id}`)).statusCode).toBe(204);
    expect((await second.as('GET', '/api/v1/session')).statusCode).toBe(401);
    expect((await one.as('DELETE', '/api/v1/sessions')).statusCode).toBe(204);
    expect((await one.as('GET', '/api/v1/session')).statusCode).toBe(401);
    expect((await two.as('GET', '/api/v1/session')).statusCode).toBe(200);
  });

  it('of somebody else are ended by security operators and administrators only [auth.session.end]', async () => {
    const [person, watch] = [await api.signedIn(await aPerson()), await api.signedIn(await aPerson())];
    const url = `/api/v1/people/${person.personId}/sessions`;
    for (const method of ['GET', 'DELETE']) expect((await watch.as(method, url)).problem()).toBe('role.missing');
    await api.app.get(Roles).give(operator, watch.personId, 'security_operator');
    const [session] = (await watch.as('GET', url)).json<{ id: string }[]>();
    expect((await watch.as('DELETE', `${url}/${session!.id}`)).statusCode).toBe(204);
    expect((await person.as('GET', '/api/v1/session')).statusCode).toBe(401);
    const again = await api.signedIn(person.personId);
    expect((await api.admin.as('DELETE', url)).statusCode).toBe(204);
    expect((await again.as('GET', '/api/v1/session')).statusCode).toBe(401);
  });

  it('end with the fence, and are replaced by proving oneself again [auth.session.replaced]', async () => {
    const person = await api.signedIn(await aPerson());
    const old = person.cookie.split('=')[1]!;
    const fresh = await open(person.personId, { replaces: digestOf(old) });
    expect((await person.as('GET', '/api/v1/session')).statusCode).toBe(401);
    const stranger = await api.signedIn(await aPerson());
    await open(person.personId, { replaces: digestOf(stranger.cookie.split('=')[1]!) });
    expect((await stranger.as('GET', '/api/v1/session')).statusCode).toBe(200);
    expect((await api.send('GET', '/api/v1/session', undefined, withCookie(fresh))).statusCode).toBe(200);
    await api.app.get(Db).write(operator, async (tx) => {
      tx.record({ action: 'test.restricted', subject: person.personId });
      await api.app.get(Fence).restrict(tx, [person.personId], 'suspended');
    });
    expect((await api.send('GET', '/api/v1/session', undefined, withCookie(fresh))).statusCode).toBe(401);
  });
});

describe('a sign-in link', () => {
  it('for an administrator, now or later, comes from the command line, so that nobody proves themselves by a link of their own [auth.link.not-for-admin]', async () => {
    const [person, soon] = [await aPerson(), await aPerson()];
    const link = (id: string) => api.admin.as('POST', `/api/v1/people/${id}/sign-in-links`);
    expect((await link(person)).statusCode).toBe(201);
    await api.app.get(Roles).give(operator, soon, 'admin', { validFrom: new Date(clock.now().getTime() + 60_000) });
    for (const id of [api.admin.personId, soon]) {
      const refused = await link(id);
      expect([refused.statusCode, refused.problem()]).toEqual([403, 'sign-in.link-for-admin']);
    }
    expect((await api.signedIn(soon)).answer.statusCode).toBe(200);
  });
});

describe('a change by a signed-in browser', () => {
  it('needs the token of its session in a header, and is recorded when it lacks it [auth.csrf]', async () => {
    const cookie = await open(api.admin.personId);
    const other = await open(api.admin.personId);
    const post = (csrf: string | null) =>
      api.send('POST', '/api/v1/profiles', { name: `p-${newId()}` }, withCookie(cookie, csrf));
    for (const wrong of [null, '', 'x', csrfTokenOf(other), cookie]) {
      const answer = await post(wrong);
      expect([answer.statusCode, answer.problem()]).toEqual([403, 'request.csrf']);
    }
    expect((await post(csrfTokenOf(cookie))).statusCode).toBe(201);
    expect((await api.send('GET', '/api/v1/profiles', undefined, withCookie(cookie, null))).statusCode).toBe(200);
  });

  it('learns that token by signing in and by asking who it is [auth.csrf]', async () => {
    const person = await api.signedIn(await aPerson());
    const { csrfToken } = person.answer.json<{ csrfToken: string }>();
    expect(csrfToken).toBe(csrfTokenOf(person.cookie.split('=')[1]!));
    expect((await person.as('GET', '/api/v1/session')).json()).toMatchObject({ csrfToken, method: 'link' });
  });

  it('cannot be signed in as somebody else by a page of another site [auth.csrf.login]', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    const answer = await api.send('POST', '/sign-in', { secret: 'x' }, headers);
    expect(answer.problem()).toBe('request.cross-site');
  });
});

describe('stepping up', () => {
  const giveRole = (cookie: string, personId: string) =>
    api.send('POST', `/api/v1/people/${personId}/roles`, { role: 'reviewer', reason: 'test' }, withCookie(cookie));

  it('is asked for what is dangerous once the sign-in is older than 300 seconds [auth.step-up]', async () => {
    const [cookie, personId] = [await open(api.admin.personId), await aPerson()];
    clock.seconds = 299;
    expect((await giveRole(cookie, personId)).statusCode).toBe(201);
    clock.seconds = 301;
    const refused = await giveRole(cookie, personId);
    expect([refused.statusCode, refused.problem()]).toEqual([401, 'session.step-up-required']);
    expect(refused.headers['www-authenticate']).toBe('Bearer error="insufficient_user_authentication", max_age="300"');
    expect((await api.send('GET', '/api/v1/roles', undefined, withCookie(cookie))).statusCode).toBe(200);
    expect((await giveRole(await open(api.admin.personId), personId)).statusCode).toBe(201);
  });

  it('counts from when the provider saw the person, not from when the session began [auth.step-up]', async () => {
    const long = new Date(clock.now().getTime() - 301_000);
    const cookie = await open(api.admin.personId, { authenticatedAt: long });
    expect((await giveRole(cookie, await aPerson())).problem()).toBe('session.step-up-required');
  });

  it('says no more than the role to whom the route is closed anyway [auth.step-up]', async () => {
    const cookie = await open(await aPerson(), { authenticatedAt: new Date(0) });
    expect((await giveRole(cookie, await aPerson())).problem()).toBe('role.missing');
  });
});

describe('a set-up token', () => {
  const redeem = (cookie: string, token: string) =>
    api.send('POST', '/api/v1/bootstrap', { token }, withCookie(cookie));

  it('makes one person an administrator for whom a provider vouches, once [auth.bootstrap.token]', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => aPerson()));
    const cookies = await Promise.all(people.map((id) => open(id)));
    const { token } = await api.app.get(BootstrapTokens).issue();
    const linked = await open(people[0]!, { method: 'link' });
    expect((await redeem(linked, token)).problem()).toBe('bootstrap.refused');
    const answers = await Promise.all(cookies.map((cookie) => redeem(cookie, token)));
    expect(answers.map(({ statusCode }) => String(statusCode)).toSorted()).toEqual([
      '204',
      ...Array<string>(5).fill('401'),
    ]);
    const winner = cookies[answers.findIndex(({ statusCode }) => statusCode === 204)]!;
    const me = (await api.send('GET', '/api/v1/session', undefined, withCookie(winner))).json();
    expect(me).toMatchObject({ roles: ['admin'] });
  });

  it('is refused after an hour, and when it was never made [auth.bootstrap.token]', async () => {
    const cookie = await open((await api.app.get(Bootstrap).admin(`${newId()}@example.com`)).personId);
    const { token } = await api.app.get(BootstrapTokens).issue();
    expect((await redeem(cookie, 'unknown')).problem()).toBe('bootstrap.refused');
    clock.seconds = 3600;
    const later = await open(await aPerson());
    expect((await redeem(later, token)).problem()).toBe('bootstrap.refused');
  });
});
