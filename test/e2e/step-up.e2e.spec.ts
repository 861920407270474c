import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Condition, Profiles } from '@app/access';
import { Db } from '@app/database';
import { chainWorld } from '../support/chain-world.js';
import { type Browser, type ConnectingHouse, openConnectingHouse, pkce } from '../support/connecting-house.js';

let house: ConnectingHouse;
let clientId: string;
beforeAll(async () => {
  house = await openConnectingHouse();
  clientId = (await house.client()).id;
});
afterAll(() => house?.close());

const now = (): number => Math.floor(Date.now() / 1000);
/** As if the sessions of a person had begun otherwise: so many seconds ago, and as the identity provider says. */
const signedIn = (personId: string, secondsAgo: number, acr: string | null = null, amr: string[] = []) =>
  house.app
    .get(Db)
    .upkeep('00000000-0000-7000-8000-000000000001', (tx) =>
      tx.query('UPDATE web_session SET authenticated_at = $2, acr = $3, amr = $4 WHERE person_id = $1', [
        personId,
        new Date((now() - secondsAgo) * 1000),
        acr,
        amr,
      ]),
    );
/** A person of whom the tool wants a certain sign-in. */
const personWho = async (condition: Condition) => {
  const person = await house.person();
  const profile = await house.app.get(Profiles).create(house.operator, `step-up-${person.personId}`);
  const grant = { toolId: house.add.id, effect: 'deny', condition: { not: condition } } as const;
  await house.app.get(Profiles).grant(house.operator, profile.id, grant);
  await house.app.get(Profiles).assign(house.operator, profile.id, { personId: person.personId });
  return person;
};
/** The same as a grant that allows, for whoever holds nothing else. */
const personWith = async (condition: Condition) => {
  const person = await house.person();
  const profile = await house.app.get(Profiles).create(house.operator, `only-${person.personId}`);
  await house.app.get(Profiles).grant(house.operator, profile.id, { toolId: house.add.id, effect: 'allow', condition });
  await house.app.get(Profiles).assign(house.operator, profile.id, { personId: person.personId });
  const [held] = await house.sql<{ id: string }>(
    'SELECT id FROM assignment WHERE person_id = $1 AND profile_id = $2 AND valid_to IS NULL',
    [person.personId, house.ceiling],
  );
  await house.app.get(Profiles).endAssignment(house.operator, held!.id);
  return person;
};
const call = async (bearer: string) => {
  const answer = await fetch(`${house.url}/mcp`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'math__add', arguments: { a: 40, b: 2 } },
    }),
  });
  const challenge = answer.headers.get('www-authenticate') ?? '';
  return { status: answer.status, text: await answer.text(), challenge };
};
/** What a client makes of a challenge (RFC 9470 §4): parameters of its next request to the authorization endpoint. */
const wanted = (challenge: string): Record<string, string> => {
  const said = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  return Object.fromEntries(
    ['acr_values', 'max_age'].flatMap((name) => (said[name] === undefined ? [] : [[name, said[name]]])),
  ) as Record<string, string>;
};
const page = async (browser: Browser, over: Record<string, string>) => {
  const { location } = await browser.go(house.authorizeUrl(clientId, pkce().challenge, over));
  return new URL(location, house.url).pathname;
};
const decide = (browser: Browser, path: string) =>
  browser.json<{ redirectTo: string; outcome: string; code?: string }>('POST', `${path}/decision`, {
    decision: 'allow',
  });

describe('an access token', () => {
  it('says how and when its person signed in, also after it was refreshed [token.sign-in]', async () => {
    const person = await house.person();
    await signedIn(person.personId, 120, 'urn:mfa', ['pwd', 'otp']);
    const first = await house.tokens(person.browser, clientId);
    const said = { acr: 'urn:mfa', amr: ['pwd', 'otp'] };
    const { auth_time: at } = decodeJwt(first.access_token);
    expect(decodeJwt(first.access_token)).toMatchObject(said);
    expect(now() - Number(at)).toBeGreaterThanOrEqual(119);
    await signedIn(person.personId, 0, 'urn:other');
    const second = await house.refresh(clientId, first.refresh_token);
    const third = await house.refresh(clientId, second.refresh_token);
    for (const { access_token } of [second, third]) {
      expect(decodeJwt(access_token)).toMatchObject({ ...said, auth_time: at });
    }
  });
});

describe('a tool that wants a certain sign-in', () => {
  it('is opened by stepping up: challenge, authorization endpoint, fresh sign-in, new token [step-up.client]', async () => {
    const person = await personWith({ assurance: { acr: ['urn:mfa'], maxAge: 300 } });
    await signedIn(person.personId, 3600, 'urn:pwd');
    const old = await house.tokens(person.browser, clientId);
    const refused = await call(old.access_token);
    expect(refused.status).toBe(401);
    expect(refused.challenge).toContain('error="insufficient_user_authentication"');
    const asked = wanted(refused.challenge);
    expect(asked).toEqual({ acr_values: 'urn:mfa', max_age: '300' });

    // refreshing makes no sign-in younger
    const refreshed = await house.refresh(clientId, old.refresh_token);
    expect((await call(refreshed.access_token)).status).toBe(401);

    const { verifier, challenge } = pkce();
    const { location } = await person.browser.go(house.authorizeUrl(clientId, challenge, asked));
    const path = new URL(location, house.url).pathname;
    expect(await person.browser.json('GET', `${path}/details`)).toMatchObject({ prompt: 'login' });
    expect(await decide(person.browser, path)).toMatchObject({ status: 401, code: 'session.step-up-required' });
    await signedIn(person.personId, -1, 'urn:mfa');
    expect(await person.browser.json('GET', `${path}/details`)).toMatchObject({ prompt: 'consent' });
    const said = await decide(person.browser, path);
    expect(said.outcome).toBe('allowed');
    const back = await person.browser.go(said.redirectTo);
    const code = new URL(back.location).searchParams.get('code')!;
    const redeem = {
      client_id: clientId,
      code,
      code_verifier: verifier,
      redirect_uri: 'http://127.0.0.1:33418/callback',
    };
    const fresh = await house.token({ grant_type: 'authorization_code', ...redeem });
    expect(decodeJwt(fresh.access_token)).toMatchObject({ acr: 'urn:mfa' });
    const { status, text } = await call(fresh.access_token);
    expect([status, text]).toEqual([200, expect.stringContaining('42')]);
  });

  it('asks for none where something else stands in the way [step-up.last]', async () => {
    const person = await personWho({ assurance: { maxAge: 300 } });
    await signedIn(person.personId, 3600);
    const { access_token } = await house.tokens(person.browser, clientId);
    const { status, challenge, text } = await call(access_token);
    expect([status, challenge]).toEqual([200, '']);
    expect(text).toContain('denied_by_grant');
  });
});

describe('the authorization endpoint', () => {
  it('wants no new sign-in of somebody whose last one will do [step-up.max-age]', async () => {
    const person = await house.person();
    await signedIn(person.personId, 100, 'urn:mfa');
    const path = await page(person.browser, { max_age: '300', acr_values: 'urn:other urn:mfa' });
    expect(await person.browser.json('GET', `${path}/details`)).toMatchObject({ prompt: 'consent' });
    expect(await decide(person.browser, path)).toMatchObject({ outcome: 'allowed' });
  });

  it.each([{ max_age: '60' }, { acr_values: 'urn:hardware' }, { max_age: '300', acr_values: 'urn:hardware' }])(
    'asks for one by %o that the last one is not [step-up.max-age]',
    async (asked) => {
      const person = await house.person();
      await signedIn(person.personId, 100, 'urn:mfa');
      const path = await page(person.browser, asked as unknown as Record<string, string>);
      expect(await person.browser.json('GET', `${path}/details`)).toMatchObject({ prompt: 'login' });
      expect(await decide(person.browser, path)).toMatchObject({ status: 401, code: 'session.step-up-required' });
    },
  );

  it('leads back when a new sign-in is none of the kinds that are asked for [step-up.unmet]', async () => {
    const person = await house.person();
    await signedIn(person.personId, 100);
    const path = await page(person.browser, { acr_values: 'urn:hardware' });
    await signedIn(person.personId, -1, 'urn:mfa');
    const said = await decide(person.browser, path);
    expect(said.outcome).toBe('denied');
    const { location } = await person.browser.go(said.redirectTo);
    expect(new URL(location).searchParams.get('error')).toBe('unmet_authentication_requirements');
  });
});

describe('a chain', () => {
  it('keeps the sign-in of its person through an exchange [token.sign-in]', async () => {
    const world = await chainWorld(house);
    const [ada, owner] = [await world.person(), await world.person()];
    const front = await world.agent(owner, { kind: 'delegated' });
    const back = await world.agent(owner);
    const { root } = await world.actFor(ada, front, { auth_time: now() - 50, acr: 'urn:mfa', amr: ['hwk'] });
    await world.delegate(front.id, back.id);
    const further = await world.exchange(back, root);
    for (const token of [root, further]) {
      expect(decodeJwt(token)).toMatchObject({ auth_time: expect.any(Number), acr: 'urn:mfa', amr: ['hwk'] });
    }
    const { root: unborn } = await world.actFor(ada, front, { auth_time: now() + 50, acr: 'urn:mfa' });
    expect(decodeJwt(unborn)).not.toHaveProperty('acr');
    await world.close();
  });
});
