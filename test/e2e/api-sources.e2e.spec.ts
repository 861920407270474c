import { afterAll, beforeAll, expect, it } from 'vitest';
import { SourceActivity } from '@app/directory';
import { newId } from '@app/kernel';
import { openApi } from '../support/api.js';

let api: Awaited<ReturnType<typeof openApi>>;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

const as = (method: string, url: string, body?: unknown) => api.admin.as(method, `/api/v1/sources${url}`, body);

const extension = {
  id: 'urn:example:hr:1.0:User',
  name: 'HR',
  description: 'What HR says',
  attributes: [{ name: 'firstDay', type: 'dateTime', description: 'First day' }],
};

it('a connection is set, changed and asked by administrators [api.sources]', async () => {
  const given = { name: newId(), dialect: 'entra', extensions: [extension], ratePerSecond: 50 };
  const mapping = { startDate: `${extension.id}:firstDay` };
  const connected = await as('POST', '', { ...given, mapping });
  expect(connected.statusCode).toBe(201);
  const { source, token } = connected.json<{ source: { id: string }; token: string }>();
  expect(source).toMatchObject({ ...given, mapping, extensions: [{ id: extension.id }], agents: false });
  const changed = await as('PATCH', `/${source.id}`, { matching: ['employeeNumber'], agents: true });
  expect(changed.json()).toMatchObject({ matching: ['employeeNumber'], agents: true, mapping });
  const next = (await as('POST', `/${source.id}/tokens`, { days: 30 })).json<{ id: string; token: string }>();
  expect((await as('POST', `/${source.id}/tokens`, {})).problem()).toBe('source.two-tokens');
  const ask = (bearer: string) =>
    api.send('GET', '/scim/v2/Users?count=0', undefined, { authorization: `Bearer ${bearer}`, 'user-agent': 'idp/1' });
  expect((await ask(token)).statusCode).toBe(200);
  expect((await ask(next.token)).statusCode).toBe(200);
  expect((await as('DELETE', `/${source.id}/tokens/${next.id}`)).statusCode).toBe(204);
  expect((await ask(next.token)).statusCode).toBe(401);
});

it.each([
  [{ mapping: { startDate: 'nowhere' } }, 400],
  [{ mapping: { title: 'title' } }, 400],
  [{ matching: [] }, 400],
  [{ matching: ['email'] }, 400],
  [{ ratePerSecond: 0 }, 400],
  [{ extensions: [{ ...extension, id: 'urn:ietf:params:scim:schemas:core:2.0:User' }] }, 400],
  [{ extensions: [{ ...extension, attributes: [{ name: '__proto__', type: 'string' }] }] }, 400],
  [{ dialect: 'klingon' }, 400],
  [{ tenantId: newId() }, 400],
])('what cannot be set is refused: %j [api.sources]', async (change, status) => {
  const { source } = await api.aSource();
  expect((await as('PATCH', `/${source.id}`, change)).statusCode).toBe(status);
});

it('a mapping stays valid when its extension would go [api.sources]', async () => {
  const { source } = await api.aSource();
  const mapping = { startDate: `${extension.id}:firstDay` };
  expect((await as('PATCH', `/${source.id}`, { extensions: [extension], mapping })).statusCode).toBe(200);
  expect((await as('PATCH', `/${source.id}`, { extensions: [] })).statusCode).toBe(400);
  expect((await as('PATCH', `/${source.id}`, { extensions: [], mapping: {} })).statusCode).toBe(200);
});

it('every request of a source is logged with its refusal, and the status tells [api.sources.activity]', async () => {
  const { source, scim } = await api.aSource();
  await scim('POST', '/Users', { schemas: [], nothing: true });
  await scim('GET', `/Users/${newId()}`);
  await scim('GET', '/Users?filter=userName eq "x"');
  await api.app.get(SourceActivity).flush();
  const log = (await as('GET', `/${source.id}/activity`)).json<
    { method: string; status: number; code: string | null }[]
  >();
  expect(log.map(({ method, status, code }) => [method, status, code])).toEqual([
    ['GET', 200, null],
    ['GET', 404, 'person.unknown'],
    ['POST', 400, expect.stringMatching(/^scim\./)],
  ]);
  const errors = (await as('GET', `/${source.id}/activity?errorsOnly=true&limit=1`)).json();
  expect(errors).toMatchObject([{ status: 404, route: '/scim/v2/Users/:id' }]);
  expect((await as('GET', `/${source.id}/status`)).json()).toMatchObject({
    lastHour: { requests: 3, writes: 1, errors: 1 },
    health: { state: 'healthy' },
  });
  expect((await as('GET', `/${newId()}/status`)).problem()).toBe('source.unknown');
});

it('a source above its rate is told when to come again, in SCIM’s words [api.sources.rate]', async () => {
  const { scim } = await api.aSource('lenient', { ratePerSecond: 1 });
  const answers = [];
  for (let n = 0; n < 11; n++) answers.push(await scim('GET', '/Users?count=0'));
  expect(answers.slice(0, 10).map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 10 }, () => 200));
  const last = answers[10]!;
  expect(last.statusCode).toBe(429);
  expect(Number(last.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  expect(last.json()).toMatchObject({ status: '429', schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'] });
  const { scim: other } = await api.aSource('lenient', { ratePerSecond: 1 });
  expect((await other('GET', '/Users?count=0')).statusCode).toBe(200);
});
