import { type MockInstance, afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClientDocuments, ClientRules, type ClientRuleKind, RegistrationTokens } from '@app/auth';
import { Db } from '@app/database';
import { newId, system } from '@app/kernel';
import { oauthAt } from '../support/oauth.js';
import { openWholeHouse } from '../support/whole-house.js';

const operator = system('test');
type House = Awaited<ReturnType<typeof openWholeHouse>>;

const allow = (house: House, kind: ClientRuleKind, value: string) =>
  house.app
    .get(ClientRules)
    .make(operator, { kind, value, effect: 'allow', blueprintId: null, requiresApproval: false });

/** Where the authorization endpoint sends a browser that comes for a client: to a person's decision, or nowhere. */
async function sentOn(house: House, clientId: string, redirectUri: string): Promise<string> {
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'mcp:tools',
    resource: `${house.url}/mcp`,
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
  const answer = await fetch(`${house.url}/oauth/auth?${query.toString()}`, { redirect: 'manual' });
  if (answer.status === 303) return new URL(answer.headers.get('location') ?? '', house.url).pathname.split('/')[1]!;
  return ((await answer.json()) as { error: string }).error;
}

describe('a client with a metadata document', () => {
  let house: House;
  const documents = new Map<string, object>();
  let read: MockInstance<ClientDocuments['read']>;

  beforeAll(async () => {
    house = await openWholeHouse();
    // no document can be served on this machine: the guard, which has a test of its own, would not let it be read
    read = vi.spyOn(house.app.get(ClientDocuments), 'read').mockImplementation((url) => {
      const found = documents.get(url instanceof URL ? url.href : (url as string));
      return Promise.resolve(found ? Response.json(found) : new Response(null, { status: 404 }));
    });
  });
  beforeEach(() => read.mockClear());
  afterAll(() => house.close());

  const redirect = 'http://127.0.0.1:8123/callback';
  const aClient = (host: string, over: object = {}) => {
    const client_id = `https://${host}/${newId()}.json`;
    documents.set(client_id, {
      client_id,
      client_name: 'Editor',
      redirect_uris: [redirect],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      ...over,
    });
    return client_id;
  };

  it('is announced in the metadata [clients.cimd]', async () => {
    const answer = await fetch(`${house.url}/.well-known/oauth-authorization-server/oauth`);
    expect(await answer.json()).toMatchObject({ client_id_metadata_document_supported: true });
  });

  it('is not even read when no rule names it or its domain [clients.cimd.domain]', async () => {
    expect(await sentOn(house, aClient('nobody.example'), redirect)).toBe('invalid_client');
    await allow(house, 'redirect_host', 'localhost');
    await allow(house, 'cimd_domain', 'corp.example');
    expect(await sentOn(house, aClient('evil-corp.example'), redirect)).toBe('invalid_client');
    expect(read).not.toHaveBeenCalled();
    expect(await sentOn(house, aClient('app.corp.example'), redirect)).toBe('interaction');
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('is nobody again when its rule has ended, although its document is remembered [clients.cimd.rule-ended]', async () => {
    const { id } = await allow(house, 'cimd_domain', 'soon-gone.example');
    const client = aClient('soon-gone.example');
    expect(await sentOn(house, client, redirect)).toBe('interaction');
    await house.app.get(ClientRules).end(operator, id);
    expect(await sentOn(house, client, redirect)).toBe('invalid_client');
  });

  it.each([
    ['says it is somebody else', { client_id: 'https://other.example/x.json' }],
    ['proves itself by a key', { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [] } }],
    ['has a shared secret', { token_endpoint_auth_method: 'client_secret_basic' }],
    ['redirects over plain http', { redirect_uris: [redirect, 'http://app.corp.example/callback'] }],
    ['redirects to a script', { redirect_uris: [redirect, 'javascript:alert(1)'] }],
    ['asks for tokens without a person', { grant_types: ['authorization_code', 'client_credentials'] }],
  ])('that %s is refused [clients.cimd.public]', async (_, over) => {
    expect(await sentOn(house, aClient('app.corp.example', over), redirect)).toMatch(
      /^invalid_(client|client_metadata|redirect_uri)$/,
    );
  });

  it('gets codes on any port of the own machine, and on no other host [clients.redirects]', async () => {
    const client = aClient('app.corp.example');
    expect(await sentOn(house, client, 'http://127.0.0.1:49152/callback')).toBe('interaction');
    expect(await sentOn(house, client, 'http://127.0.0.1:49152/other')).toBe('invalid_redirect_uri');
    expect(await sentOn(house, client, 'https://evil.example/callback')).toBe('invalid_redirect_uri');
  });
});

type Registered = { client_id?: string; error?: string };

const registration = (over: object = {}) => ({
  client_name: 'Editor',
  redirect_uris: ['http://localhost:7777/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
  ...over,
});
const register = async (house: House, over: object = {}, token?: string) => {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const body = JSON.stringify(registration(over));
  const answer = await fetch(`${house.url}/oauth/reg`, { method: 'POST', headers, body });
  return {
    status: answer.status,
    body: (answer.headers.get('content-type')?.includes('json') ? await answer.json() : {}) as Registered,
  };
};

describe('a client that registers itself', () => {
  it('cannot, unless it was switched on [clients.dcr.off]', async () => {
    const house = await openWholeHouse();
    const metadata = await (await fetch(`${oauthAt(house.url).issuer}/.well-known/openid-configuration`)).json();
    expect(metadata).not.toHaveProperty('registration_endpoint');
    expect((await register(house)).status).toBe(404);
    await house.close();
  });

  it('is a client as far as rules allow each place that it redirects to [clients.dcr.rules]', async () => {
    const house = await openWholeHouse({ dynamicRegistration: 'open' });
    expect(await register(house)).toMatchObject({ status: 400, body: { error: 'invalid_redirect_uri' } });
    const { id } = await allow(house, 'redirect_host', 'localhost');
    const made = await register(house);
    expect(made.status).toBe(201);
    expect(made.body).not.toHaveProperty('client_secret');
    expect(made.body).not.toHaveProperty('registration_access_token');
    const uri = 'http://localhost:7777/callback';
    expect(await sentOn(house, made.body.client_id!, uri)).toBe('interaction');
    expect((await register(house, { redirect_uris: [uri, 'https://evil.example/cb'] })).status).toBe(400);
    expect((await register(house, { token_endpoint_auth_method: 'client_secret_basic' })).status).toBe(400);
    expect((await register(house, { grant_types: ['client_credentials'] })).status).toBe(400);
    await house.app.get(ClientRules).end(operator, id);
    expect(await sentOn(house, made.body.client_id!, uri)).toBe('invalid_client');
    await house.close();
  });

  it('is forgotten after a day in which nobody connected it [clients.dcr.unused]', async () => {
    const house = await openWholeHouse({ dynamicRegistration: 'open' });
    await allow(house, 'redirect_host', 'localhost');
    const { client_id: id } = (await register(house)).body;
    const [row] = await house.app
      .get(Db)
      .readEveryTenant((tx) =>
        tx.query<{ hours: number }[]>(
          `SELECT extract(epoch FROM expires_at - now()) / 3600 AS hours FROM oidc_record WHERE model = 'Client' AND client_id = $1`,
          [id],
        ),
      );
    expect(Number(row!.hours)).toBeGreaterThan(23);
    expect(Number(row!.hours)).toBeLessThanOrEqual(24);
    await house.app
      .get(Db)
      .upkeep('every-tenant', (tx) => tx.query(`UPDATE oidc_record SET expires_at = now() WHERE model = 'Client'`));
    expect(await sentOn(house, id!, 'http://localhost:7777/callback')).toBe('invalid_client');
    await house.close();
  });

  it('needs a token where that is asked for; each token is good for one client [clients.dcr.token]', async () => {
    const house = await openWholeHouse({ dynamicRegistration: 'token' });
    await allow(house, 'redirect_host', 'localhost');
    expect((await register(house)).status).toBe(401);
    expect((await register(house, {}, 'wrong')).status).toBe(401);
    const { token } = await house.app.get(RegistrationTokens).issue(operator);
    const answers = await Promise.all(Array.from({ length: 100 }, () => register(house, {}, token)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 401]));
    await house.close();
  });

  it('is one too many at the limit [clients.dcr.limit]', async () => {
    const house = await openWholeHouse({ dynamicRegistration: 'open' });
    await allow(house, 'redirect_host', 'localhost');
    await house.app.get(Db).upkeep('every-tenant', (tx) =>
      tx.query(
        `INSERT INTO oidc_record (model, id_hash, payload, expires_at)
         SELECT 'Client', sha256(i::text::bytea), '{}', now() + interval '1 hour' FROM generate_series(1, 499) AS i`,
      ),
    );
    const answers = await Promise.all(Array.from({ length: 5 }, () => register(house)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.find(({ status }) => status !== 201)!.body.error).toBe('temporarily_unavailable');
    await house.close();
  });
});
