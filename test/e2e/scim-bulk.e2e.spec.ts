import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Db } from '@app/database';
import { type SourceRow, Sources } from '@app/directory';
import { newId, Refusal } from '@app/kernel';
import { ScimUsers } from '@app/scim';
import { openApi } from '../support/api.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const root = 'http://localhost/scim/v2';
let api: Awaited<ReturnType<typeof openApi>>;
let source: SourceRow;
let token: string;

beforeAll(async () => {
  api = await openApi();
  const wanted = { name: 'idp', dialect: 'lenient', ratePerSecond: 1000 } as const;
  ({ source, token } = await api.app.get(Sources).connect(api.operator, wanted));
});
afterAll(() => api?.close());

type Operation = { method: string; path: string; bulkId?: string; version?: string; data?: unknown };
type Result = {
  method: string;
  bulkId?: string;
  location?: string;
  version?: string;
  status: string;
  response?: object;
};

async function send(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${api.base}/scim/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, json: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
}

const bulk = (Operations: unknown, over: object = {}) =>
  send('POST', '/Bulk', { schemas: [BULK], Operations, ...over });

/** The results of a request that was taken. */
async function results(operations: Operation[], over: object = {}): Promise<Result[]> {
  const { status, json } = await bulk(operations, over);
  expect([status, json['schemas']]).toEqual([200, ['urn:ietf:params:scim:api:messages:2.0:BulkResponse']]);
  return json['Operations'] as Result[];
}

const unique = (name: string): string => `${name}-${newId()}`;
const user = (bulkId: string, data: object = {}): Operation => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { schemas: [USER], userName: unique(bulkId), ...data },
});
const group = (bulkId: string, ...members: string[]): Operation => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: { displayName: unique(bulkId), members: members.map((value) => ({ value })) },
});
const idOf = ({ location = '' }: Result): string => location.split('/').at(-1) ?? '';
const shown = async (kind: string, id: string) => (await send('GET', `/${kind}/${id}`)).json;
const membersOf = async (id: string): Promise<string[]> =>
  (((await shown('Groups', id))['members'] ?? []) as { value: string }[]).map(({ value }) => value).toSorted();
const statuses = (list: Result[]): string[] => list.map(({ status }) => status);

let mark = 0;
const entries = () =>
  api.app.get(Db).read(api.operator, (tx) =>
    tx.query<{ type: string; entry: string }[]>(
      `SELECT type, entry FROM (SELECT type, entry, at FROM ledger_pending UNION ALL SELECT type, entry, at FROM ledger_entry) e
       ORDER BY at`,
    ),
  );
beforeEach(async () => void (mark = (await entries()).length));
const told = async () => (await entries()).slice(mark).map(({ type }) => type);

describe('a bulk request', () => {
  it('does each operation as the same request alone would, and answers with all of them [scim.bulk]', async () => {
    const made = await results([user('a'), user('b'), group('g')]);
    const [a, b, g] = made.map(idOf) as [string, string, string];
    expect(made[0]).toEqual({
      method: 'POST',
      bulkId: 'a',
      location: `${root}/Users/${a}`,
      version: expect.stringMatching(/^W\//),
      status: '201',
    });
    const rename = { Operations: [{ op: 'replace', path: 'title', value: 'Dr' }] };
    const join = { Operations: [{ op: 'add', path: 'members', value: [{ value: b }] }] };
    const list = await results([
      { method: 'PATCH', path: `/Users/${a}`, data: rename },
      { method: 'PUT', path: `/Users/${b}`, bulkId: 'mine', data: { userName: unique('renamed') } },
      { method: 'patch', path: `Groups/${g}`, data: join },
      { method: 'DELETE', path: `/Users/${a}` },
    ]);
    expect(list).toEqual([
      { method: 'PATCH', location: `${root}/Users/${a}`, version: 'W/"2"', status: '200' },
      { method: 'PUT', bulkId: 'mine', location: `${root}/Users/${b}`, version: 'W/"2"', status: '200' },
      { method: 'PATCH', location: `${root}/Groups/${g}`, status: '204' },
      { method: 'DELETE', location: `${root}/Users/${a}`, status: '204' },
    ]);
    expect(await membersOf(g)).toEqual([b]);
    expect((await send('GET', `/Users/${a}`)).status).toBe(404);
  });

  it('goes on after a failure, which says why in its own answer [scim.bulk]', async () => {
    const first = user('a');
    const list = await results([
      first,
      { ...first, bulkId: 'b' },
      { method: 'DELETE', path: `/Users/${newId()}` },
      { method: 'PATCH', path: `/Groups/${newId()}`, data: { Operations: [{ op: 'remove' }] } },
      { method: 'POST', path: '/Nothing', bulkId: 'c', data: {} },
      { method: 'POST', path: `/Users/${newId()}`, bulkId: 'd', data: {} },
      { method: 'PUT', path: '/Users', data: {} },
      { method: 'POST', path: '/Users?x=1', bulkId: 'f', data: {} },
      user('e'),
    ]);
    expect(statuses(list)).toEqual(['201', '409', '404', '400', '404', '405', '405', '404', '201']);
    expect(list[1]).toEqual({
      method: 'POST',
      bulkId: 'b',
      status: '409',
      response: { schemas: [ERROR], status: '409', scimType: 'uniqueness', detail: expect.any(String) },
    });
    expect(list[2]?.location).toMatch(/^http:.*\/Users\/[0-9a-f-]{36}$/);
    expect(list[3]?.response).toMatchObject({ scimType: 'noTarget' });
  });

  it('takes version as If-Match [scim.bulk]', async () => {
    const [made] = await results([user('a')]);
    const path = `/Users/${idOf(made!)}`;
    const data = { Operations: [{ op: 'replace', path: 'title', value: 'x' }] };
    const list = await results([
      { method: 'PATCH', path, version: 'W/"7"', data },
      { method: 'PATCH', path, version: made!.version!, data },
      { method: 'DELETE', path, version: made!.version! },
      { method: 'DELETE', path, version: 'W/"2"' },
    ]);
    expect(statuses(list)).toEqual(['412', '200', '412', '204']);
  });

  it.each([
    [undefined, 5, ['201', '404', '201', '404', '201']],
    [3, 5, ['201', '404', '201', '404', '201']],
    [2, 4, ['201', '404', '201', '404']],
    [1, 2, ['201', '404']],
    [0, 2, ['201', '404']],
  ])('stops after failOnErrors %s failures [scim.bulk.fail-on-errors]', async (failOnErrors, _, expected) => {
    const gone = (): Operation => ({ method: 'DELETE', path: `/Users/${newId()}` });
    const last = user('last');
    const list = await results([user('a'), gone(), user('b'), gone(), last], { failOnErrors });
    expect(statuses(list)).toEqual(expected);
    const { userName } = last.data as { userName: string };
    const found = (await send('GET', `/Users?filter=userName+eq+"${userName}"`)).json;
    expect(found['totalResults']).toBe(expected.length === 5 ? 1 : 0);
  });

  it('is many transactions: each operation is its own [scim.bulk]', async () => {
    await results([user('a'), { method: 'DELETE', path: `/Users/${newId()}` }, user('b')]);
    expect((await told()).filter((type) => type !== 'membership.changed')).toEqual([
      'person.joined',
      'request.refused',
      'person.joined',
    ]);
  });
});

describe('a bulkId', () => {
  it('stands for what was created before, in data and in paths [scim.bulk.references]', async () => {
    const list = await results([
      user('boss'),
      user('ada', { [ENT]: { manager: { value: 'bulkId:boss' } } }),
      group('g', 'bulkId:ada'),
      { method: 'PATCH', path: '/Users/bulkId:ada', data: { Operations: [{ op: 'add', path: 'title', value: 'Dr' }] } },
      {
        method: 'PATCH',
        path: '/Groups/bulkId:g',
        data: {
          Operations: [
            { op: 'add', path: 'members', value: [{ value: 'bulkId:boss' }] },
            { op: 'remove', path: 'members[value eq "bulkId:ada"]' },
          ],
        },
      },
    ]);
    expect(statuses(list)).toEqual(['201', '201', '201', '200', '204']);
    const [boss, ada, g] = list.map(idOf) as [string, string, string];
    expect(await shown('Users', ada)).toMatchObject({ title: 'Dr', [ENT]: { manager: { value: boss } } });
    expect(await membersOf(g)).toEqual([boss]);
  });

  it('may stand for what comes later: that is created first [scim.bulk.references]', async () => {
    const list = await results([
      { method: 'PUT', path: '/Users/bulkId:ada', data: { userName: unique('put') } },
      group('g', 'bulkId:ada', 'bulkId:boss'),
      user('ada', { [ENT]: { manager: 'bulkId:boss' } }),
      user('boss'),
    ]);
    expect(statuses(list)).toEqual(['200', '201', '201', '201']);
    const [put, g, ada, boss] = list.map(idOf) as [string, string, string, string];
    expect(put).toBe(ada);
    expect(await membersOf(g)).toEqual([ada, boss].toSorted());
    const types = (await told()).filter((type) => type.startsWith('person.'));
    expect(types.slice(0, 2)).toEqual(['person.joined', 'person.joined']);
  });

  it('may go round in a circle: one is created without it, and gets it afterwards [scim.bulk.references]', async () => {
    const list = await results([
      user('a', { [ENT]: { manager: { value: 'bulkId:b' }, department: 'D' } }),
      user('b', { [ENT]: { manager: { value: 'bulkId:c' } } }),
      user('c', { [ENT]: { manager: { value: 'bulkId:a' } } }),
    ]);
    expect(statuses(list)).toEqual(['201', '201', '201']);
    const [a, b, c] = list.map(idOf) as [string, string, string];
    const managers = await Promise.all([a, b, c].map((id) => shown('Users', id)));
    expect(managers.map((one) => (one[ENT] as { manager: { value: string } }).manager.value)).toEqual([b, c, a]);
    expect(managers[0]).toMatchObject({ [ENT]: { department: 'D' } });
    expect(managers[0]).toMatchObject({ meta: { version: list[0]?.version } });
  });

  it('that leads nowhere fails what refers to it, with 409 [scim.bulk.references]', async () => {
    const twice = user('first');
    const list = await results([
      twice,
      { ...twice, bulkId: 'second' },
      group('g', 'bulkId:second'),
      group('h', 'bulkId:nobody'),
      { method: 'DELETE', path: '/Groups/bulkId:g' },
      { method: 'DELETE', path: '/Users/bulkId:' },
      group('i', 'bulkId:first'),
    ]);
    expect(statuses(list)).toEqual(['201', '409', '409', '409', '409', '409', '201']);
    expect(list[2]?.response).toMatchObject({ status: '409', detail: expect.stringContaining('second') });
    expect(list[2]).not.toHaveProperty('location');
  });

  it('of a circle that breaks leaves the one that was created, and says so [scim.bulk.references]', async () => {
    const [taken] = await results([user('x')]);
    const { userName } = await shown('Users', idOf(taken!));
    const list = await results([
      user('a', { [ENT]: { manager: { value: 'bulkId:b' } } }),
      user('b', { userName, [ENT]: { manager: { value: 'bulkId:a' } } }),
    ]);
    expect(statuses(list)).toEqual(['409', '409']);
    expect(list[0]).toMatchObject({ location: expect.stringContaining('/Users/'), response: { status: '409' } });
    expect((await shown('Users', idOf(list[0]!)))[ENT]).toBeUndefined();
  });
});

describe('what cannot be taken', () => {
  const many = (count: number) => Array.from({ length: count }, () => ({ method: 'DELETE', path: '/Users/x' }));

  it.each([
    ['no operations', []],
    ['operations that are no list', { method: 'DELETE', path: '/Users/1' }],
    ['an operation that is no object', ['x']],
    ['GET', [{ method: 'GET', path: '/Users' }]],
    ['no method', [{ path: '/Users' }]],
    ['no path', [{ method: 'DELETE' }]],
    ['a POST without bulkId', [{ method: 'POST', path: '/Users', data: {} }]],
    ['a bulkId that is no text', [{ method: 'POST', path: '/Users', bulkId: 7, data: {} }]],
    ['a bulkId given twice', [user('a'), user('a')]],
    ['a PUT without data', [{ method: 'PUT', path: '/Users/1' }]],
    ['data that is no object', [{ method: 'PATCH', path: '/Users/1', data: [] }]],
  ])('%s is refused whole, before anything is done [scim.bulk.malformed]', async (_, operations) => {
    const good = user('good');
    const refused = await bulk(
      Array.isArray(operations) ? [good, ...(operations.length > 0 ? operations : [1])] : operations,
    );
    expect([refused.status, refused.json['scimType'], refused.json['status']]).toEqual([400, 'invalidSyntax', '400']);
    expect(await told()).toEqual(['request.refused']);
    expect((await bulk([])).status).toBe(400);
  });

  it('a failOnErrors that is no count, or another schema, is refused [scim.bulk.malformed]', async () => {
    for (const failOnErrors of [-1, 1.5, 'x', true]) {
      expect((await bulk([user('a')], { failOnErrors })).json['scimType']).toBe('invalidValue');
    }
    expect((await bulk([user('a')], { schemas: [USER] })).json['scimType']).toBe('invalidSyntax');
  });

  it('more than was advertised is 413, with the limit [scim.bulk.limits]', async () => {
    const { bulk: told413 } = (await send('GET', '/ServiceProviderConfig')).json as {
      bulk: { supported: boolean; maxOperations: number; maxPayloadSize: number };
    };
    expect(told413).toEqual({ supported: true, maxOperations: 1000, maxPayloadSize: 8_388_608 });
    const refused = await bulk(many(1001));
    expect([refused.status, refused.json['detail']]).toEqual([413, expect.stringContaining('1000')]);
    expect(statuses(await results(many(1000), { failOnErrors: 1 }))).toEqual(['404']);
    const padded = (length: number) => ({ ...user('a'), data: { userName: unique('u'), x: 'x'.repeat(length) } });
    const chunks = Array.from({ length: 9 }, (_, i) => ({ ...padded(1_000_000), bulkId: `b${i}` }));
    expect((await bulk(chunks)).status).toBe(413);
    expect((await bulk(chunks.slice(0, 8))).status).toBe(200);
  });

  it('a thousand operations that all wait for one another are sorted out quickly [scim.bulk.limits]', async () => {
    const chain = Array.from({ length: 1000 }, (_, i) => group(`g${i}`, `bulkId:g${i + 1}`));
    const from = performance.now();
    const list = await results(chain, { failOnErrors: 1 });
    expect(performance.now() - from).toBeLessThan(3000);
    expect(list).toMatchObject([{ bulkId: 'g999', status: '409' }]);
  });
});

describe('a failed operation', () => {
  const off = { Operations: [{ op: 'replace', value: { active: false } }, { op: 'remove' }] };

  it('is recorded as the same request alone would be, a leaver above all [scim.leaver-refused]', async () => {
    const [made] = await results([user('a')]);
    mark = (await entries()).length;
    const path = `/Users/${idOf(made!)}`;
    expect(statuses(await results([{ method: 'PATCH', path, data: off }, user('b')]))).toEqual(['400', '201']);
    const since = (await entries()).slice(mark).map(({ type, entry }) => ({ type, ...(JSON.parse(entry) as object) }));
    expect(since).toMatchObject([
      { type: 'request.refused', subject: source.id, d: { method: 'PATCH', route: '/scim/v2/Users/:id' } },
      { type: 'scim.leaver-refused', subject: idOf(made!), d: { code: 'scim.no-target', personId: idOf(made!) } },
      { type: 'person.joined' },
    ]);
  });

  it('in a request that is refused whole leaves its trace, too [scim.leaver-refused]', async () => {
    await bulk([
      { method: 'PATCH', path: `/Users/${newId()}`, data: off },
      { method: 'GET', path: '/' },
    ]);
    expect(await told()).toEqual(['request.refused', 'scim.leaver-refused']);
  });

  it('of ours says nothing of what is inside, and a lost database ends the trying [scim.bulk.failure]', async () => {
    const create = vi.spyOn(api.app.get(ScimUsers), 'create');
    create.mockRejectedValueOnce(new Error('password=hunter2'));
    create.mockRejectedValueOnce(new Refusal('ledger.unavailable'));
    const answer = await bulk([user('a'), user('b'), user('c'), group('g')]);
    const calls = create.mock.calls.length;
    create.mockRestore();
    const list = answer.json['Operations'] as Result[];
    expect([statuses(list), calls]).toEqual([['500', '503', '503', '503'], 2]);
    expect(JSON.stringify(list)).not.toContain('hunter2');
  });
});
