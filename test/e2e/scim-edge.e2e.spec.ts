import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Db } from '@app/database';
import { type SourceDialect, Sources } from '@app/directory';
import { newId } from '@app/kernel';
import { ScimGroups, ScimUsers } from '@app/scim';
import { boot } from '../../apps/api/src/boot.js';
import { openApi } from '../support/api.js';
import { surroundingsOf } from '../support/context.js';
import { freshDatabase } from '../support/database.js';
import { pathTo } from '../support/pg-proxy.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const root = 'http://localhost/scim/v2';
let api: Awaited<ReturnType<typeof openApi>>;
let token: string;
let sourceId: string;

beforeAll(async () => {
  api = await openApi();
  ({ token, sourceId } = await connected());
});
afterAll(() => api?.close());

async function connected(dialect: SourceDialect = 'lenient') {
  const { source, token: secret } = await api.app
    .get(Sources)
    .connect(api.operator, { name: `idp-${newId()}`, dialect, ratePerSecond: 1000 });
  return { token: secret, sourceId: source.id };
}

type Sent = { body?: unknown; raw?: string | Uint8Array; headers?: Record<string, string | undefined>; as?: string };

/** One request over real HTTP. */
async function scim(method: string, path: string, { body, raw, headers = {}, as = token }: Sent = {}) {
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const wanted = {
    authorization: `Bearer ${as}`,
    ...(payload !== undefined && { 'content-type': 'application/scim+json' }),
    ...headers,
  };
  const sent = Object.entries(wanted).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const answer = await fetch(`${api.base}${path.startsWith('/scim') ? path : `/scim/v2${path}`}`, {
    method,
    headers: sent,
    ...(payload !== undefined && { body: payload }),
  });
  const text = await answer.text();
  const json = (text === '' ? null : JSON.parse(text)) as Record<string, unknown> | null;
  return { status: answer.status, headers: answer.headers, text, json };
}
type Answer = Awaited<ReturnType<typeof scim>>;

const person = (over: object = {}) => ({ schemas: [USER], userName: `u-${newId()}`, active: true, ...over });
const made = async (over: object = {}) => {
  const answer = await scim('POST', '/Users', { body: person(over) });
  expect(answer.status).toBe(201);
  return answer.json as { id: string; userName: string; meta: { version: string; location: string } };
};
const aGroup = async (over: object = {}) =>
  (await scim('POST', '/Groups', { body: { displayName: `g-${newId()}`, ...over } })).json as {
    id: string;
    displayName: string;
    meta: { version: string; location: string };
  };
const patchOf = (...Operations: object[]) => ({ schemas: [PATCH_OP], Operations });

/** Status and scimType of a SCIM Error (RFC 7644 §3.12); what is no whole one, as it came. */
function errorIn({ status, json, headers, text }: Answer): unknown {
  const { schemas, status: said, scimType, detail, ...more } = json ?? {};
  const isWhole =
    JSON.stringify(schemas) === JSON.stringify([ERROR]) && said === String(status) && typeof detail === 'string';
  const isScim = headers.get('content-type')?.startsWith('application/scim+json') === true;
  return isWhole && isScim && Object.keys(more).length === 0 ? [status, scimType] : [status, text];
}

const told = async (type: string) => {
  const rows = await api.app.get(Db).read(api.operator, (tx) =>
    tx.query<{ entry: string }[]>(
      `SELECT entry FROM (SELECT type, entry, at FROM ledger_pending UNION ALL SELECT type, entry, at FROM ledger_entry) e
       WHERE type = $1 ORDER BY at`,
      [type],
    ),
  );
  return rows.map(({ entry }) => JSON.parse(entry) as { subject: string; d: Record<string, unknown> });
};

describe('media types', () => {
  it.each([
    'application/scim+json',
    'application/scim+json; charset=utf-8',
    'Application/SCIM+JSON;charset=UTF-8',
    'application/json',
    'application/json; charset=utf-8',
  ])('%s comes in, and application/scim+json goes out [scim.http.media-type]', async (type) => {
    const answer = await scim('POST', '/Users', { body: person(), headers: { 'content-type': type } });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toMatch(/^application\/scim\+json/);
  });

  it.each([undefined, 'text/plain', 'text/xml', 'application/x-www-form-urlencoded', 'application/xml+json', 'x'])(
    '%s is refused as a SCIM error [scim.http.media-type]',
    async (type) => {
      const raw = type?.includes('form') ? 'userName=x&active=true' : new TextEncoder().encode('{"userName":"x"}');
      expect(errorIn(await scim('POST', '/Users', { raw, headers: { 'content-type': type } }))).toEqual([
        400,
        'invalidSyntax',
      ]);
    },
  );

  it('is not asked of requests without a body, nor does a stray one harm [scim.http.media-type]', async () => {
    const { id } = await made();
    const headers = { 'content-type': 'application/scim+json' };
    expect((await scim('GET', `/Users/${id}`, { headers })).status).toBe(200);
    expect((await scim('DELETE', `/Users/${id}`, { headers })).status).toBe(204);
    const other = await made();
    expect((await scim('DELETE', `/Users/${other.id}`, { raw: '{"x":', headers })).status).toBe(204);
  });
});

describe('a resource', () => {
  it('made has its address in Location, and is tagged by its version [scim.http.etag]', async () => {
    for (const [path, body] of [
      ['/Users', person()],
      ['/Groups', { displayName: `g-${newId()}` }],
    ] as const) {
      const { status, headers, json } = await scim('POST', path, { body });
      const { id, meta } = json as { id: string; meta: { location: string; version: string } };
      expect(status).toBe(201);
      expect(meta.location).toBe(`${root}${path}/${id}`);
      expect(headers.get('location')).toBe(meta.location);
      expect(meta.version).toMatch(/^W\/"/);
      expect(headers.get('etag')).toBe(meta.version);
    }
  });

  it('read or changed names its address in Content-Location, and its version in ETag [scim.http.etag]', async () => {
    const { id, userName } = await made();
    const path = `/Users/${id}`;
    const changed = patchOf({ op: 'replace', path: 'title', value: newId() });
    for (const answer of [
      await scim('GET', path),
      await scim('PUT', path, { body: person({ userName, title: 'x' }) }),
      await scim('PATCH', path, { body: changed }),
      await scim('GET', `${path}?attributes=userName`),
    ]) {
      const { meta } = answer.json as { meta: { location: string; version: string } };
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-location')).toBe(`${root}${path}`);
      expect(answer.headers.get('etag')).toBe(meta.version);
      expect(answer.headers.get('location')).toBeNull();
    }
    const group = await aGroup();
    const { headers } = await scim('GET', `/Groups/${group.id}`);
    expect([headers.get('etag'), headers.get('content-location')]).toEqual([group.meta.version, group.meta.location]);
  });

  it('is changed only in the version that If-Match names [scim.http.if-match]', async () => {
    const user = await made();
    const group = await aGroup();
    const rename = (value: string) => patchOf({ op: 'replace', path: 'displayName', value });
    for (const [path, version, put] of [
      [`/Users/${user.id}`, user.meta.version, person({ userName: user.userName, title: 'put' })],
      [`/Groups/${group.id}`, group.meta.version, { displayName: `${group.displayName} put` }],
    ] as const) {
      const stale = { 'if-match': 'W/"never"' };
      expect(errorIn(await scim('PUT', path, { body: put, headers: stale }))).toEqual([412, undefined]);
      expect(errorIn(await scim('PATCH', path, { body: rename(newId()), headers: stale }))).toEqual([412, undefined]);
      expect(errorIn(await scim('DELETE', path, { headers: stale }))).toEqual([412, undefined]);
      expect(errorIn(await scim('PUT', path, { body: put, headers: { 'if-none-match': '*' } }))).toEqual([
        412,
        undefined,
      ]);
      expect((await scim('GET', path)).headers.get('etag')).toBe(version);
      const patched = await scim('PATCH', path, { body: rename(newId()), headers: { 'if-match': version } });
      expect([200, 204]).toContain(patched.status);
      expect(errorIn(await scim('PATCH', path, { body: rename(newId()), headers: { 'if-match': version } }))).toEqual([
        412,
        undefined,
      ]);
      const now = (await scim('GET', path)).headers.get('etag') ?? '';
      expect((await scim('PUT', path, { body: put, headers: { 'if-match': `"other", ${now}` } })).status).toBe(200);
      expect((await scim('DELETE', path, { headers: { 'if-match': '*' } })).status).toBe(204);
    }
  });

  it('is not sent again to who has it [scim.http.if-none-match]', async () => {
    const { id, meta } = await made();
    for (const known of [meta.version, `"x", ${meta.version}`, '*', meta.version.slice(2)]) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await scim(method, `/Users/${id}`, { headers: { 'if-none-match': known } });
        expect([known, answer.status, answer.text]).toEqual([known, 304, '']);
        expect(answer.headers.get('etag')).toBe(meta.version);
        expect(answer.headers.get('content-type')).toBeNull();
      }
    }
    expect((await scim('GET', `/Users/${id}`, { headers: { 'if-none-match': 'W/"0"' } })).status).toBe(200);
    expect((await scim('POST', '/Users', { body: person(), headers: { 'if-none-match': '*' } })).status).toBe(201);
  });

  it('is answered to HEAD as to GET, without its body [scim.http.head]', async () => {
    const { id, meta } = await made();
    for (const path of [`/Users/${id}`, '/Users?count=1', '/ServiceProviderConfig', `/Users?filter=userName+eq+"x"`]) {
      const [get, head] = [await scim('GET', path), await scim('HEAD', path)];
      expect([path, head.status, head.text]).toEqual([path, get.status, '']);
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
      expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'));
    }
    expect((await scim('HEAD', `/Users/${id}`)).headers.get('etag')).toBe(meta.version);
    expect((await scim('HEAD', `/Users/${newId()}`)).status).toBe(404);
  });

  it('that is gone is 404 to every verb, and nothing else is [scim.http.not-found]', async () => {
    const { id, userName } = await made();
    await scim('DELETE', `/Users/${id}`);
    const path = `/Users/${id}`;
    expect(errorIn(await scim('GET', path))).toEqual([404, undefined]);
    expect(errorIn(await scim('PUT', path, { body: person({ userName }) }))).toEqual([404, undefined]);
    expect(errorIn(await scim('PATCH', path, { body: patchOf({ op: 'replace', path: 'title', value: 'x' }) }))).toEqual(
      [404, undefined],
    );
    expect(errorIn(await scim('DELETE', path))).toEqual([404, undefined]);
    const none = await scim('GET', `/Users?filter=id+eq+"${id}"`);
    expect([none.status, none.json?.['totalResults']]).toEqual([200, 0]);
    for (const odd of ['x', '%00', '%F0%9F%92%A9', 'a'.repeat(150), 'a'.repeat(9000), '..%2f..', "';--"]) {
      expect(errorIn(await scim('GET', `/Users/${odd}`))).toEqual([404, undefined]);
    }
  });
});

describe('an address', () => {
  const routes = {
    '/Users': 'GET, POST',
    '/Groups': 'GET, POST',
    [`/Users/${newId()}`]: 'GET, PUT, PATCH, DELETE',
    [`/Groups/${newId()}`]: 'GET, PUT, PATCH, DELETE',
    '/ServiceProviderConfig': 'GET',
    '/ResourceTypes': 'GET',
    '/ResourceTypes/User': 'GET',
    '/Schemas': 'GET',
    [`/Schemas/${USER}`]: 'GET',
    '/Bulk': 'POST',
    '/.search': 'POST',
  };

  it('knows its own verbs, and says which [scim.http.verbs]', async () => {
    for (const [path, allow] of Object.entries(routes)) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        if (allow.split(', ').includes(method)) continue;
        const answer = await scim(method, path, method.startsWith('P') ? { body: {} } : {});
        expect([method, path, answer.status, answer.headers.get('allow')]).toEqual([method, path, 405, allow]);
        expect(errorIn(answer)).toEqual([405, undefined]);
      }
    }
  });

  it('takes no verb from a header [scim.http.verbs]', async () => {
    const { id } = await made();
    const headers = { 'x-http-method-override': 'DELETE', 'x-http-method': 'DELETE' };
    expect(errorIn(await scim('POST', `/Users/${id}?_method=DELETE`, { body: {}, headers }))).toEqual([405, undefined]);
    expect((await scim('GET', `/Users/${id}`, { headers })).status).toBe(200);
  });

  it('that nobody knows is a SCIM 404 [scim.http.not-found]', async () => {
    for (const path of [
      '/users',
      '/User',
      '/Nothing',
      '/Users/1/emails',
      '/',
      '/Users/%2A/x',
      '/*',
      '/:id',
      '/Nothing/7',
    ]) {
      expect(errorIn(await scim('GET', path))).toEqual([404, undefined]);
    }
    expect(errorIn(await scim('POST', '/Nothing', { body: {} }))).toEqual([404, undefined]);
    expect(errorIn(await scim('GET', '/scim/nothing'))).toEqual([404, undefined]);
    expect(errorIn(await scim('GET', '/scim'))).toEqual([404, undefined]);
    for (const path of ['/SCIM/v2/Users', '//scim/v2/Users']) {
      const answer = await fetch(api.base + path, { headers: { authorization: `Bearer ${token}` } });
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
        path,
        404,
        expect.stringContaining('json'),
      ]);
    }
    for (const path of ['/Users/%zz', '/Users/%E0%A4%A'])
      expect(errorIn(await scim('GET', path))).toEqual([400, 'invalidSyntax']);
  });

  it('of another version of SCIM is refused as that [scim.http.version]', async () => {
    for (const path of ['/scim/v1/Users', '/scim/v1', '/scim/v3/Users', '/scim/v20/Users', '/scim/v1.1/Users?x=1']) {
      expect(errorIn(await scim('GET', path))).toEqual([400, 'invalidVers']);
      expect(errorIn(await scim('POST', path, { body: person() }))).toEqual([400, 'invalidVers']);
    }
  });

  it('may end in a slash [scim.http.address]', async () => {
    const { id, userName } = await made();
    expect((await scim('GET', `/Users/${id}/`)).json).toMatchObject({ userName });
    expect((await scim('GET', `/Users/?filter=userName+eq+"${userName}"`)).json).toMatchObject({ totalResults: 1 });
    expect((await scim('POST', '/Users/', { body: person() })).status).toBe(201);
    expect((await scim('GET', '/ServiceProviderConfig/')).status).toBe(200);
  });

  it('takes the flag of Entra ID everywhere [scim.http.address]', async () => {
    const flag = 'aadOptscim062020';
    const user = (await scim('POST', `/Users?${flag}`, { body: person() })).json as { id: string; userName: string };
    const group = (await scim('POST', `/Groups?${flag}`, { body: { displayName: newId() } })).json as { id: string };
    const patch = { body: patchOf({ op: 'replace', value: { displayName: newId() } }) };
    const statuses = [
      await scim('GET', `/Users?${flag}&filter=userName+eq+"${user.userName}"`),
      await scim('GET', `/Users?filter=userName+eq+"${user.userName}"&${flag}=`),
      await scim('GET', `/Users/${user.id}?${flag}`),
      await scim('PATCH', `/Users/${user.id}?${flag}`, patch),
      await scim('PUT', `/Users/${user.id}?${flag}`, { body: person({ userName: user.userName }) }),
      await scim('GET', `/Groups/${group.id}?excludedAttributes=members&${flag}`),
      await scim('PATCH', `/Groups/${group.id}?${flag}`, patch),
      await scim('DELETE', `/Groups/${group.id}?${flag}`),
      await scim('GET', `/Schemas?${flag}`),
      await scim('GET', `/ServiceProviderConfig?${flag}`),
      await scim('GET', `/ResourceTypes?${flag}`),
      await scim('POST', `/.search?${flag}`, { body: { schemas: [SEARCH], filter: 'userName eq "x"' } }),
      await scim('DELETE', `/Users/${user.id}/?${flag}`),
    ].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 204, 204, 200, 200, 200, 200, 204]);
  });

  it('of a discovery document is not filtered [scim.http.discovery]', async () => {
    for (const path of ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas']) {
      expect(errorIn(await scim('GET', `${path}?filter=id+pr`))).toEqual([403, undefined]);
      expect((await scim('GET', `${path}?startIndex=5&count=1&sortBy=id`)).status).toBe(200);
    }
    expect(errorIn(await scim('GET', '/Schemas/urn:x'))).toEqual([404, undefined]);
  });

  it('searches people, groups and both by POST, and is no write [scim.http.search]', async () => {
    const user = await made();
    const group = await aGroup();
    const search = (path: string, filter: string) => scim('POST', path, { body: { schemas: [SEARCH], filter } });
    expect((await search('/Users/.search', `userName eq "${user.userName}"`)).json).toMatchObject({ totalResults: 1 });
    expect((await search('/Groups/.search', `displayName eq "${group.displayName}"`)).json).toMatchObject({
      Resources: [{ id: group.id }],
    });
    expect((await search('/.search', `id eq "${user.id}" or id eq "${group.id}"`)).json).toMatchObject({
      totalResults: 2,
    });
    const before = (await told('request.refused')).length;
    expect(errorIn(await search('/Users/.search', 'nosuch eq 1'))).toEqual([400, 'invalidFilter']);
    expect(await told('request.refused')).toHaveLength(before);
  });
});

describe('a body', () => {
  const latin1 = Uint8Array.from([...Buffer.from('{"userName":"'), 0xe9, ...Buffer.from('"}')]);
  it.each([
    ['no JSON', '{"userName":'],
    ['nothing', ''],
    ['no object', '[]'],
    ['a text', '"x"'],
    ['a name that stands twice', '{"userName":"a","userName":"b"}'],
    ['a nested name that stands twice', '{"userName":"a","name":{"givenName":"a","givenName":"b"}}'],
    ['__proto__', '{"userName":"a","__proto__":{"active":true}}'],
    ['65 levels', `{"userName":${'['.repeat(64)}${']'.repeat(64)}}`],
    ['100,000 levels', `{"userName":${'['.repeat(100_000)}`],
    ['bytes that are not UTF-8', latin1],
  ])('of %s is refused with invalidSyntax [scim.http.body]', async (_, raw) => {
    for (const type of ['application/scim+json', 'application/json; charset=utf-8']) {
      expect(errorIn(await scim('POST', '/Users', { raw, headers: { 'content-type': type } }))).toEqual([
        400,
        'invalidSyntax',
      ]);
    }
  });

  it('is read with a byte order mark, and with escapes [scim.http.body]', async () => {
    const userName = `Zoë-${newId()}`;
    const escaped = JSON.stringify({ userName }).replace('ë', String.raw`\u00eb`);
    const answer = await scim('POST', '/Users', { raw: `\ufeff${escaped}` });
    expect([answer.status, answer.json?.['userName']]).toEqual([201, userName]);
  });

  it('longer than 8 MB is refused with 413, and what says so stays SCIM [scim.http.body]', async () => {
    const raw = `{"userName":"${'x'.repeat(8 * 1024 * 1024)}"}`;
    expect(errorIn(await scim('POST', '/Users', { raw }))).toEqual([413, undefined]);
    expect(errorIn(await scim('POST', '/Bulk', { raw }))).toEqual([413, undefined]);
  });

  it('is read only of a source that is known [scim.http.unauthorized]', async () => {
    for (const raw of ['{', '{"a":1,"a":2}']) {
      expect((await scim('POST', '/Users', { raw, as: 'scim_x' })).status).toBe(401);
    }
  });
});

describe('a stranger', () => {
  it.each([undefined, 'Basic YTpi', 'Bearer', 'Bearer x', `Bearer scim_${newId()}_${'A'.repeat(43)}`])(
    'with %s is asked for a token everywhere [scim.http.unauthorized]',
    async (authorization) => {
      for (const [method, path] of [
        ['GET', '/Users'],
        ['POST', '/Users'],
        ['DELETE', `/Groups/${newId()}`],
        ['GET', '/ServiceProviderConfig'],
        ['PUT', '/Schemas'],
        ['GET', '/Nothing'],
        ['POST', '/Bulk'],
        ['POST', '/.search'],
        ['GET', '/Me'],
      ] as const) {
        const answer = await scim(method, path, {
          headers: { authorization },
          ...(method.startsWith('P') && { body: { x: 1 } }),
        });
        expect(errorIn(answer)).toEqual([401, undefined]);
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
      }
    },
  );
});

describe('/Me', () => {
  it('is nobody to a source [scim.me]', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(errorIn(await scim(method, '/Me', method.startsWith('P') ? { body: {} } : {}))).toEqual([501, undefined]);
    }
  });

  it('is the own record of who is signed in, to be read only [scim.me]', async () => {
    const { id, userName, meta } = await made({ name: { givenName: 'Ada' } });
    const browser = await api.signedIn(id);
    const answer = await browser.as('GET', '/scim/v2/Me');
    expect(answer.json()).toMatchObject({ id, userName, name: { givenName: 'Ada' }, meta });
    expect([answer.headers['content-location'], answer.headers['etag']]).toEqual([meta.location, meta.version]);
    expect((await browser.as('GET', '/scim/v2/Me?attributes=userName')).json()).not.toHaveProperty('name');
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const refused = await browser.as(method, '/scim/v2/Me', { active: true });
      expect([method, refused.statusCode, refused.json<{ status: string }>().status]).toEqual([method, 403, '403']);
    }
    expect((await browser.as('GET', '/scim/v2/Users')).statusCode).toBe(401);
    const foreign = await browser.as('PATCH', '/scim/v2/Me', {}, { origin: 'https://evil.example' });
    expect(foreign.statusCode).toBe(403);
  });
});

describe('what goes wrong on our side', () => {
  it('is never told, and never 404 [scim.http.failure]', async () => {
    const { id } = await made();
    const broken = [
      vi.spyOn(api.app.get(ScimUsers), 'get').mockRejectedValue(new Error('relation "person" does not exist')),
      vi.spyOn(api.app.get(ScimGroups), 'list').mockRejectedValue(Object.assign(new Error('x'), { code: '40P01' })),
    ];
    const answers = [await scim('GET', `/Users/${id}`), await scim('GET', '/Groups')];
    broken.forEach((spy) => spy.mockRestore());
    for (const answer of answers) {
      expect(errorIn(answer)).toEqual([500, undefined]);
      expect(answer.text).not.toMatch(/relation|40P01|at .*\.ts/);
    }
  });
});

describe('a database out of reach', () => {
  it('is 503 to every verb, never 404, and nobody is told what stands behind [scim.http.unavailable]', async () => {
    const database = await freshDatabase();
    const path = await pathTo(database.url);
    const app = await boot(surroundingsOf(path.url, { publicUrl: 'http://localhost' }));
    const { token: secret } = await app.get(Sources).connect(api.operator, { name: 'idp', dialect: 'lenient' });
    const authorization = `Bearer ${secret}`;
    const ask = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
      app.inject({ method, url, headers: { authorization }, ...(payload && { payload }) });
    const { id } = (await ask('POST', '/scim/v2/Users', person())).json<{ id: string }>();
    path.cut();
    for (const [method, url, payload] of [
      ['GET', `/scim/v2/Users/${id}`],
      ['GET', '/scim/v2/Users?filter=userName+eq+"x"'],
      ['POST', '/scim/v2/Users', person()],
      ['PATCH', `/scim/v2/Users/${id}`, patchOf({ op: 'replace', path: 'active', value: false })],
      ['DELETE', `/scim/v2/Users/${id}`],
    ] as const) {
      const answer = await ask(method, url, payload);
      expect([method, answer.statusCode, answer.json<{ status: string }>().status]).toEqual([method, 503, '503']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(answer.body).not.toMatch(/ECONN|127\.0\.0\.1|terminated/);
    }
    path.mend();
    expect((await ask('GET', `/scim/v2/Users/${id}`)).json()).toMatchObject({ id, active: true });
    await app.close();
    path.close();
    await database.drop();
  });
});

describe('a refused write', () => {
  const leavers = async () => (await told('scim.leaver-refused')).map(({ subject, d }) => ({ subject, ...d }));
  const notices = async () =>
    api.app
      .get(Db)
      .read(api.operator, (tx) =>
        tx.query<{ payload: { template: string } }[]>(`SELECT payload FROM outbox WHERE topic = 'notify' ORDER BY seq`),
      )
      .then((rows) => rows.map(({ payload }) => payload).filter(({ template }) => template === 'scim.leaver-refused'));

  it('is recorded with its source, also when its body cannot be read [scim.http.refused]', async () => {
    for (const [send, code] of [
      [() => scim('POST', '/Users', { raw: '{"a":1,"a":1}' }), 'scim.invalid-syntax'],
      [() => scim('POST', '/Users', { body: {} }), 'scim.invalid-value'],
      [() => scim('PUT', '/Users', { body: {} }), 'request.verb-not-allowed'],
    ] as const) {
      await send();
      expect((await told('request.refused')).at(-1)).toMatchObject({ subject: sourceId, d: { code } });
    }
    const before = (await told('request.refused')).length;
    await scim('HEAD', `/Users/${newId()}`);
    expect(await told('request.refused')).toHaveLength(before);
  });

  it('that would have made a leaver is a security event, and administrators hear of it [scim.leaver-refused]', async () => {
    const { id, userName, meta } = await made();
    const path = `/Users/${id}`;
    const off = { op: 'Replace', path: 'active', value: 'False' };
    const wrong = { op: 'Replace', path: 'nosuch', value: 1 };
    const refused = [
      await scim('PATCH', path, { body: patchOf(off, wrong) }),
      await scim('PATCH', path, {
        body: patchOf({ op: 'replace', value: { active: false } }),
        headers: { 'if-match': 'W/"0"' },
      }),
      await scim('PUT', path, { body: { userName, active: false, emails: [{ value: 7 }] } }),
      await scim('POST', '/Users', { body: person({ userName, active: false }) }),
    ].map(({ status }) => status);
    expect(refused).toEqual([400, 412, 400, 409]);
    expect((await scim('GET', path)).json).toMatchObject({ active: true, meta: { version: meta.version } });
    expect(await leavers()).toMatchObject([
      { subject: id, personId: id, code: 'scim.invalid-path', method: 'PATCH', route: '/scim/v2/Users/:id' },
      { subject: id, personId: id, code: 'scim.precondition-failed' },
      { subject: id, personId: id, code: 'scim.invalid-value', method: 'PUT' },
      { subject: sourceId, personId: null, code: 'person.user-name-taken', method: 'POST' },
    ]);
    expect(await notices()).toEqual(
      [
        { code: 'scim.invalid-path', personId: id },
        { code: 'scim.precondition-failed', personId: id },
        { code: 'scim.invalid-value', personId: id },
        { code: 'person.user-name-taken', personId: null },
      ].map((data) => ({ template: 'scim.leaver-refused', to: { role: 'admin' }, data: { sourceId, ...data } })),
    );
  });

  it('that would not, or that went through, raises no alarm [scim.leaver-refused]', async () => {
    const { id } = await made();
    const before = (await leavers()).length;
    await scim('PATCH', `/Users/${id}`, { body: patchOf({ op: 'replace', path: 'nosuch', value: false }) });
    await scim('PATCH', `/Users/${id}`, { body: patchOf({ op: 'replace', path: 'active', value: false }) });
    await scim('PATCH', `/Users/${newId()}`, { body: patchOf({ op: 'replace', path: 'active', value: false }) });
    expect(await leavers()).toHaveLength(before);
  });

  it('names nobody of another source [scim.leaver-refused]', async () => {
    const { id } = await made();
    const other = await connected();
    const body = patchOf({ op: 'replace', path: 'active', value: false }, { op: 'remove' });
    expect((await scim('PATCH', `/Users/${id}`, { body, as: other.token })).status).toBe(400);
    expect((await leavers()).at(-1)).toMatchObject({ subject: other.sourceId, personId: null });
  });
});

it('broken HTTP ends the connection, not the server [scim.http.failure]', async () => {
  const socket = connect(Number(new URL(api.base).port), '127.0.0.1');
  socket.end('GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n');
  const answer = await new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.on('close', () => resolve(text));
  });
  expect(answer).toMatch(/^HTTP\/1\.1 400/);
  expect((await scim('GET', '/Users?count=0')).status).toBe(200);
});
