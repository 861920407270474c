import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Agents, Approvals } from '@app/agents';
import { RegisteredClients, SignInLinks, SigningKeys } from '@app/auth';
import { Fence } from '@app/fence';
import { Db } from '@app/database';
import { Refusal } from '@app/kernel';
import { Browser, type ConnectingHouse, REDIRECT, openConnectingHouse, pkce } from '../support/connecting-house.js';

let house: ConnectingHouse;
let ada: Awaited<ReturnType<ConnectingHouse['person']>>;
let clientId: string;
beforeAll(async () => {
  house = await openConnectingHouse();
  ada = await house.person('ada@example.com');
  clientId = (await house.client()).id;
});
afterAll(() => house?.close());

const agentsOf = (client: string) =>
  house.sql<{ id: string; name: string; kind: string; state: string; owner_id: string; blueprint_id: string }>(
    'SELECT a.* FROM agent a JOIN agent_client c ON c.agent_id = a.id WHERE c.client_id = $1',
    [client],
  );
const recorded = async (type: string): Promise<number> => {
  const all = 'SELECT type FROM ledger_pending UNION ALL SELECT type FROM ledger_entry';
  return (await house.sql(`SELECT FROM (${all}) e WHERE type = $1`, [type])).length;
};
/** What the client is told, without a person deciding anything. */
const toldAtOnce = async (over: Record<string, string>, omit: string[] = []) => {
  const address = new URL(house.authorizeUrl(clientId, pkce().challenge, over), house.url);
  for (const name of omit) address.searchParams.delete(name);
  const { status, location, text } = await ada.browser.go(address.href);
  const said = new URL(location.replace('#', '?') || house.url, house.url).searchParams;
  return { status, location, text, params: Object.fromEntries(said) };
};

describe('a client that a person connects', () => {
  it('becomes an agent of theirs and calls a tool in their name [authorize.delegated-agent]', async () => {
    const { id } = await house.client({ name: 'Pad' });
    const { verifier, challenge } = pkce();
    const decided = await house.decide(ada.browser, house.authorizeUrl(id, challenge));
    const { sent, details, said, params } = decided;
    expect(sent.status).toBe(303);
    expect(details).toMatchObject({ signedIn: true, isAllowed: true, agent: null, prompt: 'consent', isDevice: false });
    expect(said.outcome).toBe('allowed');
    expect(Object.fromEntries(params)).toMatchObject({ state: 'st', iss: `${house.url}/oauth` });
    const code = params.get('code')!;
    const redeem = { client_id: id, code, code_verifier: verifier, redirect_uri: REDIRECT };
    const answer = await house.token({ grant_type: 'authorization_code', ...redeem });
    expect(answer).toMatchObject({ status: 200, expires_in: 300, refresh_token: expect.any(String) });
    const [agent] = await agentsOf(id);
    const { personId } = ada;
    expect(agent).toMatchObject({
      kind: 'delegated',
      state: 'active',
      owner_id: personId,
      name: 'Pad of ada@example.com',
    });
    expect(agent!.blueprint_id).toBe(house.blueprint.id);
    expect(decodeJwt(answer.access_token)).toMatchObject({
      sub: personId,
      sub_profile: 'user',
      client_id: id,
      aud: `${house.url}/mcp`,
      act: { sub: agent!.id, sub_profile: 'ai_agent', iss: `${house.url}/oauth` },
      iga: { own: personId, dlg: [expect.any(String)] },
    });
    expect(await house.call(answer.access_token)).toMatchObject({ status: 200, text: expect.stringContaining('42') });
  });

  it('is the same agent the next time, and another one for another person [authorize.delegated-agent]', async () => {
    const { id } = await house.client({ name: 'Twice' });
    await house.tokens(ada.browser, id);
    await house.tokens(ada.browser, id);
    expect(await agentsOf(id)).toHaveLength(1);
    const eve = await house.person();
    await house.tokens(eve.browser, id);
    expect((await agentsOf(id)).map(({ owner_id }) => owner_id).toSorted()).toEqual(
      [ada.personId, eve.personId].toSorted(),
    );
  });

  it('becomes one agent however often it is connected for the first time at once [authorize.delegated-agent]', async () => {
    const { id } = await house.client({ name: 'Crowd' });
    const browsers = await Promise.all(Array.from({ length: 8 }, () => house.signIn(ada.personId)));
    const all = await Promise.all(
      browsers.map((browser) => house.decide(browser, house.authorizeUrl(id, pkce().challenge))),
    );
    expect(all.map(({ said }) => said.outcome)).toEqual(Array(8).fill('allowed'));
    expect(await agentsOf(id)).toHaveLength(1);
  });

  it('may use the tools of its class that only read, from the start [authorize.first-grants]', async () => {
    const { id } = await house.client({ name: 'Granted' });
    await house.tokens(ada.browser, id);
    const [agent] = await agentsOf(id);
    const grants = await house.sql<{ tool_id: string }>('SELECT tool_id FROM agent_grant WHERE agent_id = $1', [
      agent!.id,
    ]);
    expect(grants.map(({ tool_id }) => tool_id)).toEqual([house.add.id]);
  });

  it('waits where somebody must approve its agent, and is told so [authorize.approval]', async () => {
    const { id } = await house.client({ name: 'Asks', requiresApproval: true });
    const first = await house.decide(ada.browser, house.authorizeUrl(id, pkce().challenge));
    expect(first.details.needsApproval).toBe(true);
    expect(first.said.outcome).toBe('requested');
    expect(Object.fromEntries(first.params)).toMatchObject({ error: 'access_denied', iss: `${house.url}/oauth` });
    const [agent] = await agentsOf(id);
    expect(agent!.state).toBe('requested');
    const again = await house.decide(ada.browser, house.authorizeUrl(id, pkce().challenge));
    expect(again.said.outcome).toBe('requested');
    expect(again.details.agent).toMatchObject({ id: agent!.id, state: 'requested' });
    await house.app.get(Approvals).approve(house.operator, agent!.id, 'looked at it');
    const { access_token } = await house.tokens(ada.browser, id);
    expect((await house.call(access_token)).text).toContain('42');
    expect((await agentsOf(id)).map(({ state }) => state)).toEqual(['active']);
  });

  it('waits for somebody when its last agent was stopped and then retired by its owner [authorize.stopped-agent]', async () => {
    const { id } = await house.client({ name: 'Evader' });
    await house.tokens(ada.browser, id);
    const [agent] = await agentsOf(id);
    const agents = house.app.get(Agents, { strict: false });
    await agents.kill(house.operator, agent!.id, 'misbehaves');
    await agents.retire(house.operator, agent!.id, 'never mind');
    const { details, said } = await house.decide(ada.browser, house.authorizeUrl(id, pkce().challenge));
    expect([details.needsApproval, said.outcome]).toEqual([true, 'requested']);
    const eve = await house.person();
    expect((await house.decide(eve.browser, house.authorizeUrl(id, pkce().challenge))).said.outcome).toBe('allowed');
  });

  it('is shown by one short line, whatever it calls itself [authorize.client-name]', async () => {
    const noise = Array.from({ length: 4000 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919) % 20_000))).join('');
    const { id } = await house.client({ name: `Des\u202Ek ${noise}` });
    const { details, said } = await house.decide(ada.browser, house.authorizeUrl(id, pkce().challenge));
    expect(said.outcome).toBe('allowed');
    expect(Array.from(details.client.name)).toHaveLength(100);
    expect(details.client.name.startsWith('Des k ')).toBe(true);
    expect((await agentsOf(id))[0]!.name).toBe(`${details.client.name} of ada@example.com`);
  });

  it('is asked about anew each time, by whoever is signed in now [authorize.consent-each-time]', async () => {
    const { id } = await house.client({ name: 'Shared' });
    const browser = await house.signIn(ada.personId);
    await house.tokens(browser, id);
    const none = await browser.go(house.authorizeUrl(id, pkce().challenge, { prompt: 'none' }));
    expect(new URL(none.location).searchParams.get('error')).toBe('consent_required');
    // somebody else at the same machine
    const eve = await house.person();
    const { secret } = await linkOf(eve.personId);
    browser.csrf = (await browser.json<{ csrfToken: string }>('POST', '/sign-in', { secret })).csrfToken;
    const { access_token } = await house.tokens(browser, id);
    expect(decodeJwt(access_token).sub).toBe(eve.personId);
  });
});

const linkOf = (personId: string) => house.app.get(SignInLinks).issue(house.operator, personId);

describe('what a person is shown', () => {
  it('names the client and where its codes go [authorize.consent-shows]', async () => {
    const redirectUris = ['https://desk.example/callback', 'http://localhost/callback'];
    const { id } = await house.client({ name: 'Web', applicationType: 'web', redirectUris });
    const address = house.authorizeUrl(id, pkce().challenge, { redirect_uri: redirectUris[0]! });
    const { details } = await house.decide(ada.browser, address, 'deny');
    expect(details.client).toMatchObject({
      name: 'Web',
      host: null,
      redirectHost: 'desk.example',
      redirectHosts: ['desk.example', 'localhost'],
      isLocalhostOnly: false,
    });
  });

  it('warns of a client that any program on the machine could be [authorize.consent-shows]', async () => {
    const { details } = await house.decide(ada.browser, house.authorizeUrl(clientId, pkce().challenge), 'deny');
    expect(details.client).toMatchObject({ redirectHost: 'localhost', isLocalhostOnly: true });
  });

  it('is for that browser only, and decided by a signed-in person of that very page [authorize.decision]', async () => {
    const { location } = await ada.browser.go(house.authorizeUrl(clientId, pkce().challenge));
    const page = new URL(location, house.url).pathname;
    const other = await house.signIn(ada.personId);
    expect(await other.json('GET', `${page}/details`)).toMatchObject({ status: 404, code: 'interaction.unknown' });
    const allow = { decision: 'allow' };
    expect(await other.json('POST', `${page}/decision`, allow)).toMatchObject({
      status: 404,
      code: 'interaction.unknown',
    });

    const stranger = new Browser(house.url);
    const sent = new URL((await stranger.go(house.authorizeUrl(clientId, pkce().challenge))).location, house.url)
      .pathname;
    expect(await stranger.json('GET', `${sent}/details`)).toMatchObject({ status: 200, signedIn: false, agent: null });
    expect(await stranger.json('POST', `${sent}/decision`, allow)).toMatchObject({
      status: 401,
      code: 'sign-in.required',
    });

    const { csrf } = ada.browser;
    ada.browser.csrf = '';
    expect(await ada.browser.json('POST', `${page}/decision`, allow)).toMatchObject({
      status: 403,
      code: 'request.csrf',
    });
    ada.browser.csrf = csrf;
    expect(await ada.browser.json('POST', `${page}/decision`, allow)).toMatchObject({
      status: 200,
      outcome: 'allowed',
    });
  });

  it('leads back with the refusal of the person, and says from whom it comes [authorize.iss]', async () => {
    const before = await recorded('client.denied');
    const { said, params } = await house.decide(ada.browser, house.authorizeUrl(clientId, pkce().challenge), 'deny');
    expect(said.outcome).toBe('denied');
    const told = { error: 'access_denied', state: 'st', iss: `${house.url}/oauth` };
    expect(Object.fromEntries(params)).toMatchObject(told);
    expect(await recorded('client.denied')).toBe(before + 1);
  });

  it('may be asked only after signing in anew, if the client wants that [authorize.prompt-login]', async () => {
    const browser = await house.signIn(ada.personId);
    await new Promise((resolve) => setTimeout(resolve, 1100)); // the request carries whole seconds
    const { location } = await browser.go(house.authorizeUrl(clientId, pkce().challenge, { prompt: 'login' }));
    const page = new URL(location, house.url).pathname;
    expect(await browser.json('GET', `${page}/details`)).toMatchObject({ prompt: 'login' });
    const decide = () => browser.json('POST', `${page}/decision`, { decision: 'allow' });
    expect(await decide()).toMatchObject({ status: 401, code: 'session.step-up-required' });
    const { secret } = await linkOf(ada.personId);
    browser.csrf = (await browser.json<{ csrfToken: string }>('POST', '/sign-in', { secret })).csrfToken;
    expect(await decide()).toMatchObject({ status: 200, outcome: 'allowed' });
  });
});

describe('a request for a code', () => {
  it.each([
    ['without PKCE', {}, ['code_challenge', 'code_challenge_method'], 'invalid_request'],
    ['with a plain challenge', { code_challenge_method: 'plain' }, [], 'invalid_request'],
    ['for another resource', { resource: 'https://elsewhere.example/mcp' }, [], 'invalid_target'],
    ['for no scope of ours', { scope: 'admin' }, [], 'invalid_scope'],
    ['for a token at once', { response_type: 'token' }, [], 'unsupported_response_type'],
    ['without asking anybody', { prompt: 'none' }, [], 'consent_required'],
  ])('%s is refused where the client listens, by name [authorize.iss]', async (_what, over, omit, error) => {
    const { status, location, params } = await toldAtOnce(over, omit);
    expect(status).toBe(303);
    expect(location.startsWith(REDIRECT)).toBe(true);
    expect(params).toMatchObject({ error, state: 'st', iss: `${house.url}/oauth` });
  });

  it.each([
    ['an address that is not the client’s', { redirect_uri: 'https://evil.example/callback' }],
    ['a client that nobody knows', { client_id: '0192f0c1-0000-7000-8000-000000000000' }],
    ['a client that is an agent’s', { client_id: 'nobody' }],
  ])('sends nobody to %s [authorize.no-open-redirect]', async (_what, over) => {
    const { status, location, text } = await toldAtOnce(over);
    expect({ status, location }).toEqual({ status: 400, location: '' });
    expect(JSON.parse(text)).toMatchObject({ error: expect.stringMatching(/^invalid_/), iss: `${house.url}/oauth` });
  });

  it('leads a browser that it sends nowhere to a page of ours [authorize.told-page]', async () => {
    const address = house.authorizeUrl('nobody', pkce().challenge);
    const told = await fetch(new URL(address, house.url), { headers: { accept: 'text/html' }, redirect: 'manual' });
    expect([told.status, told.headers.get('location')]).toEqual([302, '/not-connected?error=invalid_client']);
  });
});

describe('a code', () => {
  it.each([
    ['another verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
    ['no verifier', { code_verifier: '' }, 'invalid_grant'],
    ['another address', { redirect_uri: 'http://127.0.0.1:1/callback' }, 'invalid_grant'],
    ['another resource', { resource: 'http://127.0.0.1/other' }, 'invalid_target'],
  ])('is not redeemed with %s [authorize.pkce]', async (_what, over, error) => {
    const { redeem } = await house.code(ada.browser, clientId);
    expect(await house.token({ ...redeem, ...over })).toMatchObject({ status: 400, error });
  });

  it('is not redeemed by another client [authorize.pkce]', async () => {
    const { redeem } = await house.code(ada.browser, clientId);
    const { id } = await house.client({ name: 'Thief' });
    expect(await house.token({ ...redeem, client_id: id })).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  it('for one server makes a token for that server only [authorize.resource]', async () => {
    const resource = `${house.url}/mcp/math`;
    const { access_token } = await house.tokens(ada.browser, clientId, { resource });
    expect(decodeJwt(access_token).aud).toBe(resource);
    expect((await house.call(access_token)).status).toBe(401);
  });

  it('is redeemed once of a hundred times at once, and the rest is told why [authorize.code.once]', async () => {
    const { redeem } = await house.code(ada.browser, clientId);
    const all = await Promise.all(Array.from({ length: 100 }, () => house.token(redeem)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    const lost = all.filter(({ status }) => status !== 200);
    expect(new Set(lost.map(({ status, error }) => `${status} ${error}`))).toEqual(new Set(['400 invalid_grant']));
  });

  it('that comes back ends what came of it [authorize.code.replay]', async () => {
    const { redeem } = await house.code(ada.browser, clientId);
    const { refresh_token } = await house.token(redeem);
    expect(await house.token(redeem)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await house.refresh(clientId, refresh_token)).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  it('is nothing worth when its person was stopped meanwhile [authorize.offboarding]', async () => {
    const leaver = await house.person();
    const { redeem } = await house.code(leaver.browser, clientId);
    await house.app.get(Db).write(house.operator, async (tx) => {
      tx.record({ action: 'test.stopped', subject: leaver.personId });
      await house.app.get(Fence, { strict: false }).restrict(tx, [leaver.personId], 'suspended');
    });
    expect(await house.token(redeem)).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  it('is nothing worth when its client was ended meanwhile [authorize.client-ended]', async () => {
    const { id } = await house.client({ name: 'Ended' });
    const { redeem } = await house.code(ada.browser, id);
    await house.app.get(RegisteredClients).end(house.operator, id);
    expect(await house.token(redeem)).toMatchObject({ status: 401, error: 'invalid_client' });
  });
});

describe('the connections of a person', () => {
  type Connection = { agentId: string; clientId: string; clientName: string; actsUntil: string | null };
  const list = (browser: Browser) => browser.list<Connection>('/api/v1/me/connections');

  it('are listed for them alone [authorize.connections]', async () => {
    const eve = await house.person();
    await house.tokens(eve.browser, clientId);
    const [only, ...rest] = await list(eve.browser);
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ clientId, clientName: 'Desk', actsUntil: expect.any(String) });
    const bob = await house.person();
    expect(await list(bob.browser)).toEqual([]);
    const foreign = await bob.browser.json('DELETE', `/api/v1/me/connections/${only!.agentId}`);
    expect(foreign).toMatchObject({ status: 404, code: 'connection.unknown' });
  });

  it('end for whoever is told so last: the second answer waits for the gateways, too [authorize.connections-settled]', async () => {
    const eve = await house.person();
    await house.tokens(eve.browser, clientId);
    const [only] = await list(eve.browser);
    const end = () => eve.browser.json('DELETE', `/api/v1/me/connections/${only!.agentId}`);
    await end();
    const settle = vi.spyOn(house.app.get(Fence, { strict: false }), 'settle');
    expect(await end()).toMatchObject({ status: 204 });
    expect(settle).toHaveBeenCalled();
    settle.mockRestore();
  });

  it('end at once when they take their word back [authorize.connections]', async () => {
    const eve = await house.person();
    const { access_token, refresh_token } = await house.tokens(eve.browser, clientId);
    expect((await house.call(access_token)).text).toContain('42');
    const [only] = await list(eve.browser);
    expect(await eve.browser.json('DELETE', `/api/v1/me/connections/${only!.agentId}`)).toMatchObject({ status: 204 });
    expect((await house.call(access_token)).text).not.toContain('42');
    expect(await house.refresh(clientId, refresh_token)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect((await list(eve.browser))[0]).toMatchObject({ clientId, actsUntil: null });
    expect((await house.call((await house.tokens(eve.browser, clientId)).access_token)).text).toContain('42');
  });
});

describe('the authorization server', () => {
  it('says what is wrong with a character that cannot be kept [authorize.unkeepable]', async () => {
    const { status, text, params } = await toldAtOnce({ state: 'a\0b' });
    expect([status, params['error'] ?? text]).toEqual([303, 'invalid_request']);
  });

  it('lets no page without an origin read the tokens of an application [authorize.cors]', async () => {
    const { id } = await house.client({
      name: 'App',
      redirectUris: ['com.example.app:/done', 'https://app.example/done'],
    });
    const readable = async (origin: string) => {
      const form = { grant_type: 'refresh_token', client_id: id, refresh_token: 'x' };
      const sent = { method: 'POST', headers: { origin }, body: new URLSearchParams(form) };
      return (await fetch(`${house.url}/oauth/token`, sent)).headers.get('access-control-allow-origin');
    };
    expect(await readable('null')).toBeNull();
    expect(await readable('https://app.example')).toBe('https://app.example');
  });

  it('says so, and goes on, while the database cannot be read [authorize.unavailable]', async () => {
    const keys = vi.spyOn(house.app.get(SigningKeys, { strict: false }), 'ring');
    keys.mockRejectedValueOnce(new Refusal('database.unavailable'));
    const answer = await fetch(`${house.url}/oauth/jwks`);
    expect(answer.status).toBe(503);
    keys.mockRestore();
    const reads = vi.spyOn(house.app.get(Db), 'read').mockRejectedValue(new Refusal('database.unavailable'));
    const token = await house.token({ grant_type: 'refresh_token', client_id: clientId, refresh_token: 'x' });
    reads.mockRestore();
    expect(token).toMatchObject({ status: 503, error: 'server_error' });
    expect((await fetch(`${house.url}/oauth/jwks`)).status).toBe(200);
  });
});

describe('the metadata', () => {
  it('says what is on, and nothing else [authorize.metadata]', async () => {
    const answer = await fetch(`${house.url}/.well-known/oauth-authorization-server/oauth`);
    expect(await answer.json()).toMatchObject({
      issuer: `${house.url}/oauth`,
      authorization_endpoint: `${house.url}/oauth/auth`,
      device_authorization_endpoint: `${house.url}/oauth/device/auth`,
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'fragment'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      grant_types_supported: expect.arrayContaining([
        'authorization_code',
        'refresh_token',
        'client_credentials',
        'urn:ietf:params:oauth:grant-type:device_code',
      ]),
      token_endpoint_auth_methods_supported: expect.arrayContaining(['none', 'private_key_jwt']),
      scopes_supported: ['mcp:tools'],
    });
  });
});
