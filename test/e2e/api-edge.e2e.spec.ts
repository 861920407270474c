import { existsSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import openapiTS, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Roles, SignInLinks, WebSessions, csrfTokenOf } from '@app/auth';
import { Servers, Tools } from '@app/catalog';
import { Db } from '@app/database';
import { Fence } from '@app/fence';
import { Subscriptions } from '@app/jobs';
import { Refusal, newId, system } from '@app/kernel';
import { type CallIntent, CallLog, Sequencer } from '@app/ledger';
import { openApi } from '../support/api.js';
import { sampleIntent } from '../support/sample-intent.js';

const operator = system('test');
const publicUrl = 'http://localhost';
const days = (count: number): string => new Date(Date.now() + count * 86_400_000).toISOString();
const registered: { method: string; url: string }[] = [];
let api: Awaited<ReturnType<typeof openApi>>;
let app: NestFastifyApplication;
let base: string;
let admin: typeof api.admin;

beforeAll(async () => {
  api = await openApi((adapter) =>
    adapter.getInstance().addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) registered.push({ method: one, url });
    }),
  );
  ({ app, base, admin } = api);
});
afterAll(() => api.close());

type Headers = Record<string, string>;

const send = (...request: Parameters<typeof api.send>) => api.send(...request);
const signedIn = (personId: string) => api.signedIn(personId);
const aSource = () => api.aSource();

const user = (userName = `${newId()}@example.com`) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName,
  displayName: 'Ada Lovelace',
  active: true,
});

async function aPerson(): Promise<string> {
  const { scim } = await aSource();
  return (await scim('POST', '/Users', user())).json<{ id: string }>().id;
}

const refusals = async (): Promise<{ subject: string; d: Record<string, unknown> }[]> => {
  const rows = await app.get(Db).read(operator, (tx) =>
    tx.query<{ entry: string }[]>(
      `SELECT entry FROM (SELECT type, entry, at FROM ledger_pending UNION ALL SELECT type, entry, at FROM ledger_entry) e
       WHERE type = 'request.refused' ORDER BY at`,
    ),
  );
  return rows.map(({ entry }) => JSON.parse(entry) as { subject: string; d: Record<string, unknown> });
};

describe('every route', () => {
  it('sends security headers and a request id, also for what middleware answers [api.headers]', async () => {
    for (const path of ['/healthz', '/nothing', '/api/v1/people', '/oauth/jwks', '/oauth/nothing']) {
      const { headers } = await fetch(base + path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

describe('a refusal', () => {
  it('is a problem with a stable code and the request id [api.problem]', async () => {
    const answer = await send('GET', '/api/v1/people');
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toEqual({
      type: 'urn:surety:problem:sign-in.required',
      title: 'Sign in first.',
      status: 401,
      code: 'sign-in.required',
      instance: answer.headers['x-request-id'],
    });
  });

  it.each([
    ['a malformed body', 'POST', '/api/v1/profiles', { name: 7 }, 400, 'request.invalid'],
    ['an unknown member', 'POST', '/api/v1/profiles', { name: 'x', admin: true }, 400, 'request.invalid'],
    ['no body', 'POST', '/api/v1/profiles', undefined, 400, 'request.invalid'],
    ['a malformed id', 'GET', '/api/v1/people/7', undefined, 400, 'request.invalid'],
    ['an unknown id', 'GET', `/api/v1/people/${newId()}`, undefined, 404, 'person.unknown'],
    ['an unknown address', 'GET', '/api/v1/nothing', undefined, 404, 'request.not-found'],
    ['an unknown method', 'PUT', '/api/v1/people', {}, 404, 'request.not-found'],
  ])('of %s has our form too [api.problem]', async (_, method, url, payload, status, code) => {
    const answer = await admin.as(method, url, payload);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect([answer.statusCode, answer.problem()]).toEqual([status, code]);
  });

  it('of broken JSON, another media type or too much of it has our form too [api.problem]', async () => {
    const raw = (payload: string, type = 'application/json') =>
      app.inject({
        method: 'POST',
        url: '/api/v1/profiles',
        payload,
        headers: { cookie: admin.cookie, 'content-type': type },
      });
    for (const [answer, status, code] of [
      [await raw('{"name":'), 400, 'request.invalid'],
      [await raw('{"__proto__":{"x":1},"name":"x"}'), 400, 'request.invalid'],
      [await raw('<name/>', 'text/xml'), 400, 'request.invalid'],
      [await raw(`{"name":"${'x'.repeat(9_000_000)}"}`), 413, 'request.too-large'],
    ] as const) {
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code]);
    }
  });

  it('of ours never tells what went wrong inside [api.failed]', async () => {
    const broken = vi.spyOn(app.get(Servers), 'list').mockRejectedValue(new Error('password=hunter2'));
    const answer = await admin.as('GET', '/api/v1/servers');
    broken.mockRestore();
    expect([answer.statusCode, answer.problem()]).toEqual([500, 'request.failed']);
    expect(answer.body).not.toContain('hunter2');
  });

  it('for want of a role is recorded, with who and what, and without the address [api.refusal.recorded]', async () => {
    const person = await signedIn(await aPerson());
    const answer = await person.as('GET', '/api/v1/sources?search=somebody');
    expect([answer.statusCode, answer.problem()]).toEqual([403, 'role.missing']);
    const last = (await refusals()).at(-1)!;
    expect(last.subject).toBe(person.personId);
    expect(last.d).toMatchObject({ code: 'role.missing', method: 'GET', route: '/api/v1/sources' });
    expect(JSON.stringify(last)).not.toContain('somebody');
  });

  it('of a stranger leaves no entry: nobody may fill the ledger from outside [api.refusal.recorded]', async () => {
    const before = (await refusals()).length;
    await send('GET', '/api/v1/sources');
    await send('POST', '/scim/v2/Users', user(), { authorization: 'Bearer scim_x_y' });
    expect(await refusals()).toHaveLength(before);
  });
});

describe('signing in', () => {
  it('sets one cookie that scripts cannot read, and tells who it is [api.session]', async () => {
    const person = await signedIn(await aPerson());
    expect(person.answer.statusCode).toBe(200);
    const cookie = String(person.answer.headers['set-cookie']);
    expect(cookie).toMatch(/^surety_session=/);
    for (const attribute of ['HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(attribute);
    const csrfToken = csrfTokenOf(person.cookie.slice(person.cookie.indexOf('=') + 1));
    expect(person.answer.json()).toEqual({ personId: person.personId, expiresAt: expect.any(String), csrfToken });
    expect((await person.as('GET', '/api/v1/session')).json()).toMatchObject({ personId: person.personId, roles: [] });
    expect((await admin.as('GET', '/api/v1/session')).json()).toMatchObject({ roles: ['admin'] });
  });

  it('ends with signing out [api.session]', async () => {
    const person = await signedIn(await aPerson());
    const answer = await person.as('DELETE', '/api/v1/session');
    expect(answer.statusCode).toBe(204);
    expect(String(answer.headers['set-cookie'])).toContain('surety_session=;');
    expect((await person.as('GET', '/api/v1/session')).statusCode).toBe(401);
  });

  it('does not let pages of other sites change anything [api.cross-site]', async () => {
    const wanted = { name: `profile-${newId()}` };
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
    ]) {
      const answer = await admin.as('POST', '/api/v1/profiles', wanted, headers);
      expect([answer.statusCode, answer.problem()]).toEqual([403, 'request.cross-site']);
      expect((await send('POST', '/sign-in', { secret: 'x' }, headers)).problem()).toBe('request.cross-site');
    }
    expect((await admin.as('POST', '/api/v1/profiles', wanted, { 'sec-fetch-site': 'same-origin' })).statusCode).toBe(
      201,
    );
  });

  it('leaves nothing open once the person has left [auth.session.leaver]', async () => {
    const personId = await aPerson();
    const person = await signedIn(personId);
    await app.get(SignInLinks).issue(operator, personId);
    await app.get(Db).write(operator, async (tx) => {
      tx.record({ action: 'test.left', subject: personId });
      await app.get(Fence).restrict(tx, [personId], 'suspended');
    });
    expect((await person.as('GET', '/api/v1/session')).statusCode).toBe(401);
    const work = app.get(Subscriptions).work('person.left', 'auth.end-sessions')!;
    const said: string[] = [];
    for (let i = 0; i < 2; i++) {
      await app.get(Db).write(operator, async (tx) => {
        tx.record({ action: 'test.delivered', subject: personId });
        said.push(await work(tx, { personId }));
      });
    }
    expect(said).toEqual(['done', 'nothing-to-do']);
    const left = await app
      .get(Db)
      .read(operator, (tx) =>
        tx.query<unknown[]>(
          `SELECT person_id FROM web_session WHERE person_id = $1 UNION ALL SELECT person_id FROM sign_in_link WHERE person_id = $1`,
          [personId],
        ),
      );
    expect(left).toEqual([]);
  });
});

describe('SCIM', () => {
  it('refuses strangers in its own words [api.scim.error]', async () => {
    const answer = await send('GET', '/scim/v2/Users');
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toContain('Bearer');
    expect(answer.headers['content-type']).toContain('application/scim+json');
    expect(answer.json()).toMatchObject({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '401' });
  });

  it('creates, reads, changes, finds and removes a person [api.scim]', async () => {
    const { scim } = await aSource();
    const wanted = user();
    const created = await scim('POST', '/Users', wanted);
    expect(created.statusCode).toBe(201);
    expect(created.headers['content-type']).toContain('application/scim+json');
    const { id } = created.json<{ id: string }>();
    expect(created.headers['location']).toBe(`${publicUrl}/scim/v2/Users/${id}`);
    expect((await scim('GET', `/Users/${id}`)).json()).toMatchObject({ id, userName: wanted.userName });
    const filter = encodeURIComponent(`userName eq "${wanted.userName}"`);
    expect((await scim('GET', `/Users?filter=${filter}`)).json()).toMatchObject({ totalResults: 1 });
    const Operations = [{ op: 'replace', path: 'displayName', value: 'Ada King' }];
    const patched = await scim('PATCH', `/Users/${id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations,
    });
    expect(patched.json()).toMatchObject({ displayName: 'Ada King' });
    const removed = await scim('DELETE', `/Users/${id}`);
    expect([removed.statusCode, removed.body]).toEqual([204, '']);
    expect((await scim('GET', `/Users/${id}`)).statusCode).toBe(404);
  });

  it('changes members of a group without reading them back [api.scim]', async () => {
    const { scim } = await aSource();
    const { id: member } = (await scim('POST', '/Users', user())).json<{ id: string }>();
    const { id } = (await scim('POST', '/Groups', { displayName: 'Finance' })).json<{ id: string }>();
    const change = { Operations: [{ op: 'add', path: 'members', value: [{ value: member }] }] };
    const changed = await scim('PATCH', `/Groups/${id}`, change);
    expect([changed.statusCode, changed.body]).toEqual([204, '']);
    expect((await scim('GET', `/Groups/${id}`)).json()).toMatchObject({ members: [{ value: member }] });
  });

  it.each(['ServiceProviderConfig', 'ResourceTypes', 'Schemas'])('describes itself at %s [api.scim]', async (path) => {
    const { scim } = await aSource();
    const answer = await scim('GET', `/${path}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('application/scim+json');
  });

  it('answers with a scimType, and records every write that it refuses [api.scim.error]', async () => {
    const { scim, source } = await aSource();
    const wanted = user();
    await scim('POST', '/Users', wanted);
    const again = await scim('POST', '/Users', wanted);
    expect(again.statusCode).toBe(409);
    expect(again.json()).toMatchObject({ status: '409', scimType: 'uniqueness' });
    const last = (await refusals()).at(-1)!;
    expect(last).toMatchObject({
      subject: source.id,
      d: { code: 'person.user-name-taken', method: 'POST', route: '/scim/v2/Users' },
    });
    const before = (await refusals()).length;
    await scim('GET', `/Users/${newId()}`);
    expect(await refusals()).toHaveLength(before);
  });

  it('takes application/json as well, and no poisoned body [api.scim.error]', async () => {
    const { scim } = await aSource();
    expect((await scim('POST', '/Users', user(), { 'content-type': 'application/json' })).statusCode).toBe(201);
    const { token } = await aSource();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
    for (const payload of ['{"__proto__":{"active":true},"userName":"x"}', '{', '']) {
      const answer = await app.inject({ method: 'POST', url: '/scim/v2/Users', payload, headers });
      expect([answer.statusCode, answer.json<{ schemas: string[] }>().schemas]).toEqual([
        400,
        ['urn:ietf:params:scim:api:messages:2.0:Error'],
      ]);
    }
  });

  it('knows no cookie: a signed-in administrator is a stranger here [api.scim.error]', async () => {
    expect((await admin.as('GET', '/scim/v2/Users')).statusCode).toBe(401);
  });
});

describe('agents', () => {
  const wanted = () => ({
    name: `agent-${newId()}`,
    kind: 'autonomous',
    purpose: 'test',
    expiresAt: days(90),
    nextReviewAt: days(30),
  });

  it('are registered by whoever answers for them, and seen by them and those who watch [api.agents.owner]', async () => {
    const [owner, other] = [await signedIn(await aPerson()), await signedIn(await aPerson())];
    const created = await owner.as('POST', '/api/v1/agents', wanted());
    expect(created.statusCode).toBe(201);
    const { id, ownerId } = created.json<{ id: string; ownerId: string }>();
    expect(ownerId).toBe(owner.personId);
    const listed = async (who: typeof owner) =>
      (await who.as('GET', '/api/v1/agents')).json<{ id: string }[]>().map((agent) => agent.id);
    expect(await listed(owner)).toEqual([id]);
    expect(await listed(other)).toEqual([]);
    expect(await listed(admin)).toContain(id);
    expect((await owner.as('GET', `/api/v1/agents/${id}`)).json()).toMatchObject({
      ownerName: 'Ada Lovelace',
      effectiveTools: [],
      withheldTools: [],
      credentials: [],
    });
    expect((await owner.as('GET', `/api/v1/agents/${id}/differences`)).json()).toEqual([]);
  });

  it('obey their owner and administrators, and nobody else [api.agents.owner]', async () => {
    const [owner, other] = [await signedIn(await aPerson()), await signedIn(await aPerson())];
    const { id } = (await owner.as('POST', '/api/v1/agents', wanted())).json<{ id: string }>();
    for (const [method, path, body] of [
      ['GET', ''],
      ['GET', '/differences'],
      ['POST', '/keys', {}],
      ['POST', '/activate'],
      ['POST', '/kill', { reason: 'x' }],
      ['POST', '/grants', {}],
      ['DELETE', `/grants/${newId()}`],
    ] as const) {
      const answer = await other.as(method, `/api/v1/agents/${id}${path}`, body);
      expect([path, answer.statusCode, answer.problem()]).toEqual([path, 403, 'role.missing']);
    }
    for (const nobody of [newId(), '7', '%00']) {
      expect((await other.as('GET', `/api/v1/agents/${nobody}`)).problem()).toBe('role.missing');
    }
    await app.get(Roles).give(operator, other.personId, 'auditor');
    expect((await other.as('GET', `/api/v1/agents/${id}`)).statusCode).toBe(200);
    expect((await other.as('POST', `/api/v1/agents/${id}/kill`, { reason: 'x' })).statusCode).toBe(403);
    expect((await owner.as('POST', `/api/v1/agents/${id}/kill`, { reason: 'x' })).statusCode).toBe(204);
    expect((await admin.as('POST', `/api/v1/agents/${newId()}/kill`, { reason: 'x' })).problem()).toBe('agent.unknown');
  });

  it('lose a grant only by who may act on them, and say what holds a tool back [api.agents.owner]', async () => {
    const [owner, other] = [await signedIn(await aPerson()), await signedIn(await aPerson())];
    const idOf = async (who: typeof owner) =>
      (await who.as('POST', '/api/v1/agents', wanted())).json<{ id: string }>().id;
    const [own, foreign] = [await idOf(owner), await idOf(other)];
    const name = `s${newId().slice(-12)}`;
    const server = (
      await admin.as('POST', '/api/v1/servers', { name, transport: 'http', url: 'http://127.0.0.1:9/mcp' })
    ).json<{ id: string }>();
    const definition = {
      name: 'read',
      inputSchema: { type: 'object', properties: { a: { type: 'number' } } },
      annotations: { readOnlyHint: true },
    };
    const [tool] = await app.get(Tools).pin(operator, server.id, [definition]);
    const condition = { arg: 'a', op: 'lte', value: 100 };
    const given = await owner.as('POST', `/api/v1/agents/${own}/grants`, {
      toolId: tool!.id,
      effect: 'allow',
    });
    expect(given.statusCode).toBe(201);
    const { id: grantId } = given.json<{ id: string }>();
    expect((await owner.as('GET', `/api/v1/agents/${own}`)).json()).toMatchObject({
      grants: [{ id: grantId, condition: null, validTo: null }],
      effectiveTools: [],
      withheldTools: [{ toolName: 'read', serverName: name, code: 'owner_no_grant' }],
    });
    const reached = await other.as('DELETE', `/api/v1/agents/${foreign}/grants/${grantId}`);
    expect([reached.statusCode, reached.problem()]).toEqual([404, 'grant.unknown']);
    expect((await owner.as('DELETE', `/api/v1/agents/${own}/grants/${grantId}`)).statusCode).toBe(204);

    const again = (
      await owner.as('POST', `/api/v1/agents/${own}/grants`, { toolId: tool!.id, effect: 'allow', condition })
    ).json<{ id: string }>();
    const profile = (await admin.as('POST', '/api/v1/profiles', { name: `profile-${newId()}` })).json<{ id: string }>();
    await admin.as('POST', `/api/v1/profiles/${profile.id}/grants`, { toolId: tool!.id, effect: 'allow' });
    const assigned = await admin.as('POST', `/api/v1/profiles/${profile.id}/assignments`, { personId: owner.personId });
    expect(assigned.statusCode).toBe(201);
    const shown = (await owner.as('GET', `/api/v1/agents/${own}`)).json<{ effectiveTools: object[] }>();
    expect(shown).toMatchObject({
      effectiveTools: [
        { toolName: 'read', effect: 'allow', conditional: true, conditions: [{ grantId: again.id, condition }] },
      ],
      withheldTools: [],
    });
    expect(JSON.stringify(shown.effectiveTools)).toContain('"name":"Ada Lovelace"');
    expect((await owner.as('GET', '/api/v1/agents')).json()).toMatchObject([{ effectiveToolCount: 1 }]);
  });

  it('never show more of a row than the answer names [api.answers.cut]', async () => {
    const owner = await signedIn(await aPerson());
    const answer = await owner.as('POST', '/api/v1/agents', wanted());
    expect(Object.keys(answer.json<object>()).toSorted()).toEqual(
      [
        'blueprintId',
        'createdAt',
        'deputyId',
        'dormantAfterDays',
        'environment',
        'expiresAt',
        'id',
        'kind',
        'lastActiveAt',
        'model',
        'name',
        'nextReviewAt',
        'ownerId',
        'parentId',
        'purpose',
        'state',
        'tags',
        'technicalOwnerId',
      ].toSorted(),
    );
    const people = (await owner.as('GET', '/api/v1/people')).json<object[]>();
    expect(Object.keys(people[0]!)).not.toContain('attributes');
    const person = (await owner.as('GET', `/api/v1/people/${owner.personId}`)).json<object>();
    expect(Object.keys(person)).not.toContain('attributes');
  });
});

describe('setting up', () => {
  it('is for administrators [api.roles]', async () => {
    const auditor = await signedIn(await aPerson());
    await app.get(Roles).give(operator, auditor.personId, 'auditor');
    for (const [method, url, body] of [
      ['POST', '/api/v1/sources', { name: 'x', dialect: 'okta' }],
      ['POST', '/api/v1/servers', { name: 'x', transport: 'stdio', command: { program: 'sh', args: ['-c', 'id'] } }],
      ['POST', '/api/v1/profiles', { name: 'x' }],
      ['POST', `/api/v1/people/${auditor.personId}/roles`, { role: 'admin' }],
      ['POST', `/api/v1/people/${admin.personId}/sign-in-links`],
      ['GET', '/api/v1/dead-letters'],
    ] as const) {
      expect([url, (await auditor.as(method, url, body)).statusCode]).toEqual([url, 403]);
    }
    for (const url of ['/api/v1/profiles', '/api/v1/decisions', '/api/v1/ledger/key']) {
      expect([url, (await auditor.as('GET', url)).statusCode]).toEqual([url, 200]);
    }
  });

  it('connects a source, finds people, and invites one of them [api.set-up]', async () => {
    const connected = await admin.as('POST', '/api/v1/sources', { name: `idp-${newId()}`, dialect: 'okta' });
    expect(connected.json()).toMatchObject({ token: expect.stringMatching(/^scim_/), source: { dialect: 'okta' } });
    const listed = await admin.as('GET', '/api/v1/sources');
    expect(listed.body).not.toContain('scim_');
    const { scim } = await aSource();
    const userName = `Find.Me-${newId()}@example.com`;
    const { id } = (await scim('POST', '/Users', user(userName))).json<{ id: string }>();
    expect((await admin.as('GET', `/api/v1/people?search=${userName.toUpperCase()}`)).json()).toMatchObject([{ id }]);
    expect((await admin.as('GET', '/api/v1/people?search=100%25')).json()).toEqual([]);
    const { link } = (await admin.as('POST', `/api/v1/people/${id}/sign-in-links`)).json<{ link: string }>();
    expect((await send('POST', '/sign-in', { secret: new URL(link).hash.slice(1) })).json()).toMatchObject({
      personId: id,
    });
    expect((await admin.as('GET', `/api/v1/people/${id}/lifecycle`)).json()).toMatchObject([{ kind: 'joiner' }]);
  });
});

describe('the document', () => {
  it('describes each route with its answer, so that a typed client can be made of it [api.openapi]', async () => {
    const document = (await send('GET', '/api/v1/openapi.json')).json<{
      paths: Record<string, Record<string, { responses: Record<string, { content?: unknown }> }>>;
    }>();
    const described = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    const routes = registered.filter(
      ({ method, url }) =>
        /^\/(api\/v1|sign-in|interaction)/.test(url) &&
        !url.startsWith('/sign-in/:') && // where browsers are sent and sent back
        !/HEAD|OPTIONS/.test(method),
    );
    expect(described.length).toBe(routes.length - 2); // all but the document itself and the stream
    for (const { responses } of described) {
      const success = Object.entries(responses).find(([status]) => status.startsWith('2'))!;
      expect(success[0] === '204' || success[1].content !== undefined).toBe(true);
    }
    const types = astToString(await openapiTS(document as never));
    expect(types).toContain('"/api/v1/agents/{id}"');
    expect(types).toContain('effectiveToolCount: number');
    expect(types).toMatch(/Condition: \{\s+all: components\["schemas"\]\["Condition"\]\[\]/);
  });

  it('is the one that the console was made for; `npm run docs` writes both again [api.openapi.client]', async () => {
    const { body } = await send('GET', '/api/v1/openapi.json');
    const document = `${JSON.stringify(JSON.parse(body), null, 2)}\n`;
    await expect(document).toMatchFileSnapshot('../../apps/console/openapi.json');
    const types = astToString(await openapiTS(JSON.parse(body) as never));
    const header = '/** Generated from openapi.json by `npm run docs`; do not edit. */\n';
    await expect(header + types).toMatchFileSnapshot('../../apps/console/src/api/schema.d.ts');
  });
});

describe('protected resource metadata', () => {
  it.each([
    ['', '/mcp'],
    ['/mcp', '/mcp'],
    ['/mcp/files', '/mcp/files'],
  ])('at the address inserted by %j names its own resource [api.resource-metadata]', async (path, resource) => {
    expect((await send('GET', `/.well-known/oauth-protected-resource${path}`)).json()).toEqual({
      resource: publicUrl + resource,
      authorization_servers: [`${publicUrl}/oauth`],
      scopes_supported: ['mcp:tools'],
      bearer_methods_supported: ['header'],
      dpop_signing_alg_values_supported: ['ES256', 'Ed25519', 'EdDSA'],
      tls_client_certificate_bound_access_tokens: true,
    });
  });

  it('is not made up for what cannot be a server [api.resource-metadata]', async () => {
    expect((await send('GET', '/.well-known/oauth-protected-resource/mcp/No.Server')).statusCode).toBe(404);
  });
});

describe('readiness', () => {
  it('says why not [api.ready]', async () => {
    const broken = vi.spyOn(app.get(Db), 'readEveryTenant').mockRejectedValue(new Error('ECONNREFUSED 10.0.0.7'));
    const answer = await send('GET', '/readyz');
    broken.mockRestore();
    expect([answer.statusCode, answer.json()]).toEqual([
      503,
      {
        status: 'not-ready',
        ready: false,
        because: [{ code: 'database.unavailable', sentence: new Refusal('database.unavailable').message }],
      },
    ]);
  });
});

describe('decisions', () => {
  const intent = (tool: string): CallIntent =>
    sampleIntent(operator.tenant, { tool, clientId: newId(), decision: 'deny', reasonCode: 'no_grant' });
  const decide = async (tool: string): Promise<void> => {
    await app.get(CallLog).intent(intent(tool));
    await app.get(Sequencer).run();
  };
  const read = async (stream: ReadableStreamDefaultReader<Uint8Array>, until: string): Promise<string> => {
    let text = '';
    for (;;) {
      const { done, value } = await stream.read();
      text += Buffer.from(value ?? []).toString();
      if (done || text.includes(until)) return text;
    }
  };
  const follow = (cookie: string, headers: Headers = {}) =>
    fetch(`${base}/api/v1/decisions/stream`, { headers: { cookie, ...headers } });

  it('arrive as they enter the ledger, and after the one seen last [api.decisions.stream]', async () => {
    await decide('before');
    const answer = await follow(admin.cookie);
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const stream = answer.body!.getReader();
    await read(stream, 'event: open');
    await decide('after');
    const text = await read(stream, '"tool":"after"');
    expect(text).toContain('event: decision');
    expect(text).not.toContain('"tool":"before"');
    await stream.cancel();
    const again = (await follow(admin.cookie, { 'last-event-id': '-1' })).body!.getReader();
    expect(await read(again, '"tool":"after"')).toContain('"tool":"before"');
    await again.cancel();
    const latest = (await admin.as('GET', '/api/v1/decisions?limit=1')).json();
    expect(latest).toMatchObject([{ tool: 'after', decision: 'deny', reasonCode: 'no_grant' }]);
  });

  it('stop arriving when the session ends [api.decisions.stream]', async () => {
    const person = await signedIn(admin.personId);
    const stream = (await follow(person.cookie)).body!.getReader();
    await read(stream, 'event: open');
    await app.get(WebSessions).close(person.cookie.slice(person.cookie.indexOf('=') + 1));
    expect(await read(stream, 'never')).not.toContain('never');
    expect((await follow(person.cookie)).status).toBe(401);
  });
});

describe.runIf(existsSync('dist/console/index.html'))('the console', () => {
  it('is served at every address of its own, and nowhere else [api.console]', async () => {
    for (const url of ['/', '/decisions', '/sign-in', '/agents/7']) {
      const answer = await send('GET', url);
      expect([url, answer.statusCode, answer.headers['content-type']]).toEqual([
        url,
        200,
        expect.stringContaining('text/html'),
      ]);
      expect(answer.headers['cache-control']).not.toContain('immutable');
    }
    for (const url of ['/api/v1/nothing', '/assets/old.js', '/scim/nothing', '/.well-known/nothing', '/mcp/nothing']) {
      const answer = await send('GET', url);
      expect([url, answer.statusCode]).toEqual([url, 404]);
      expect(answer.headers['content-type']).toContain('json');
    }
  });

  it('is not what a provider finds whose base address lacks /scim/v2 [api.console.token]', async () => {
    const answer = await send('GET', '/Users?startIndex=1', undefined, { authorization: 'Bearer scim_x' });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  });
});
