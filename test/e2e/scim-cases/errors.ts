import { PO, type Request, type Row, SEARCH, USR, user } from './case.js';

const row = (id: string, send: Request, expect: Row['expect'], rest: Partial<Row> = {}): Row => ({
  id,
  send,
  expect,
  effect: 'nothing',
  ...rest,
});
const raw = (text: string | Uint8Array, type = 'application/scim+json'): Request => ({
  method: 'POST',
  path: '/Users',
  raw: text,
  headers: { 'content-type': type },
});
const auth = (authorization: string | null): Request => ({ path: '/Users', headers: { authorization } });
const deep = (depth: number, open: string, close: string): string => open.repeat(depth) + close.repeat(depth);

export const errors: readonly Row[] = [
  row('errors.no-token', auth(null), { status: 401, headers: { 'www-authenticate': /^Bearer/ } }),
  row('errors.empty-token', auth('Bearer '), { status: 401 }),
  row('errors.other-scheme', auth('Basic dXNlcjpwYXNz'), { status: 401 }),
  row(
    'errors.wrong-token',
    auth('Bearer scim_019303d0-0000-7000-8000-000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'),
    { status: 401 },
  ),
  row('errors.garbage-token', auth('Bearer ../../etc/passwd'), { status: 401 }),
  row(
    'errors.token-of-a-write',
    {
      method: 'POST',
      path: '/Users',
      headers: { authorization: 'Bearer x' },
      body: { schemas: [USR], userName: '{tag}' },
    },
    { status: 401 },
  ),
  row('errors.unknown-endpoint', { path: '/Toasters' }, { status: 404 }),
  row('errors.unknown-version', { path: '/scim/v3/Users' }, { status: 400, scimType: 'invalidVers' }),
  row('errors.old-version', { path: '/scim/v1/Users' }, { status: 400, scimType: 'invalidVers' }),
  row('errors.root', { path: '/' }, { status: [400, 404, 501] }),
  row('errors.verb-on-list', { method: 'PUT', path: '/Users', body: {} }, { status: [404, 405] }),
  row('errors.delete-all', { method: 'DELETE', path: '/Users' }, { status: [404, 405] }, { given: [user('u')] }),
  row('errors.delete-all-groups', { method: 'DELETE', path: '/Groups/' }, { status: [404, 405] }),
  row('errors.no-json', raw('{"userName":'), { status: 400, scimType: 'invalidSyntax' }),
  row('errors.no-body', raw(''), { status: 400, scimType: 'invalidSyntax' }),
  row('errors.null', raw('null'), { status: 400, scimType: 'invalidSyntax' }),
  row('errors.list', raw('[]'), { status: 400, scimType: 'invalidSyntax' }),
  row('errors.string', raw('"user"'), { status: 400, scimType: 'invalidSyntax' }),
  row('errors.number', raw('7'), { status: 400, scimType: 'invalidSyntax' }),
  row('errors.xml', raw('<user/>', 'text/xml'), { status: [400, 415] }),
  row('errors.form', raw('userName=x', 'application/x-www-form-urlencoded'), { status: [400, 415] }),
  row('errors.no-type', { ...raw('{"userName":"{tag}"}'), headers: { 'content-type': null } }, { status: [400, 415] }),
  row('errors.proto-key', raw('{"userName":"{tag}","__proto__":{"x":1}}'), { status: 400, scimType: 'invalidSyntax' }),
  row(
    'errors.constructor-key',
    raw('{"userName":"{tag}","constructor":{"prototype":{"x":1}}}'),
    { status: [201, 400] },
    {
      effect: {},
    },
  ),
  row(
    'errors.constructor-key-strict',
    raw(`{"schemas":["${USR}"],"userName":"{tag}","constructor":{"prototype":{"x":1}}}`),
    { status: 400, scimType: 'invalidSyntax' },
    { source: 'strict' },
  ),
  row('errors.nested-proto', raw('{"userName":"{tag}","name":{"__proto__":{"x":1}}}'), { status: 400 }),
  row(
    'errors.proto-extension',
    raw('{"userName":"{tag}-1","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"__proto__":{"x":1}}}'),
    { status: 400 },
  ),
  row('errors.invalid-utf-8', raw(new Uint8Array([0x7b, 0x22, 0x75, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d])), {
    status: 400,
  }),
  row('errors.byte-order-mark', raw('\ufeff{"userName":""}'), { status: 400 }),
  row('errors.too-large', raw(`{"userName":"${'x'.repeat(10 * 1024 * 1024)}"}`), { status: 413 }),
  row('errors.deep-lists', raw(`{"userName":"{tag}","emails":${deep(20_000, '[', ']')}}`), { status: 400 }),
  row(
    'errors.deep-objects',
    raw(`{"userName":"{tag}","name":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`),
    { status: [400, 201] },
    { effect: 'nothing', source: 'strict' },
  ),
  row('errors.huge-number', raw('{"userName":"{tag}","title":1e400}'), { status: 400, scimType: 'invalidValue' }),
  row('errors.key-twice-in-two-cases', raw('{"userName":"{tag}","USERNAME":"other-{tag}"}'), { status: 400 }),
  row(
    'errors.schemas-no-list',
    { method: 'POST', path: '/Users', body: { schemas: USR, userName: '{tag}' } },
    { status: 400, scimType: 'invalidSyntax' },
  ),
  row(
    'errors.schemas-of-numbers',
    { method: 'POST', path: '/Users', body: { schemas: [7], userName: '{tag}' } },
    { status: 400, scimType: 'invalidSyntax' },
  ),
  row(
    'errors.extension-no-object',
    {
      method: 'POST',
      path: '/Users',
      body: { schemas: [USR], userName: '{tag}', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': 'Eng' },
    },
    { status: 400, scimType: 'invalidValue' },
  ),
  row(
    'errors.emails-no-list',
    { method: 'POST', path: '/Users', body: { schemas: [USR], userName: '{tag}', emails: 7 } },
    { status: 400, scimType: 'invalidValue' },
  ),
  row(
    'errors.emails-of-lists',
    { method: 'POST', path: '/Users', body: { schemas: [USR], userName: '{tag}', emails: [[{ value: 'x' }]] } },
    { status: 400, scimType: 'invalidValue' },
  ),
  row('errors.parameter-twice', { path: '/Users?count=1&count=2' }, { status: 400 }),
  row('errors.filter-as-object', { path: '/Users?filter[a]=1' }, { status: [200, 400] }),
  row('errors.bad-percent', { path: '/Users?filter=%E0%A4%A' }, { status: [200, 400] }),
  row('errors.bad-percent-in-path', { path: '/Users/%E0%A4%A' }, { status: [400, 404] }),
  row('errors.nul-in-filter', { path: '/Users?filter=userName+eq+%22a%00b%22' }, { status: [200, 400] }),
  row('errors.nul-in-id', { path: '/Users/a%00b' }, { status: [400, 404] }),
  row('errors.long-id', { path: `/Users/${'x'.repeat(150)}` }, { status: 404 }),
  row('errors.very-long-id', { path: `/Users/${'x'.repeat(5000)}` }, { status: [400, 404, 414] }),
  row('errors.path-traversal', { path: '/Users/..%2f..%2fGroups' }, { status: [400, 404] }),
  row('errors.id-of-a-group-path', { path: '/Users/x/members' }, { status: 404 }),
  row(
    'errors.patch-path-too-long',
    {
      method: 'PATCH',
      path: '/Users/{u}',
      body: { schemas: [PO], Operations: [{ op: 'add', path: `title${' '.repeat(5000)}`, value: 'x' }] },
    },
    { status: 400, scimType: 'invalidPath' },
    { given: [user('u')] },
  ),
  row(
    'errors.patch-path-too-deep',
    {
      method: 'PATCH',
      path: '/Users/{u}',
      body: {
        schemas: [PO],
        Operations: [{ op: 'remove', path: `emails[${'('.repeat(100)}type pr${')'.repeat(100)}]` }],
      },
    },
    { status: 400, scimType: 'invalidPath' },
    { given: [user('u')] },
  ),
  row('errors.password-in-filter', { path: '/Users', query: { filter: 'password sw "a"' } }, { status: [400, 403] }),
  row(
    'errors.password-in-search',
    { method: 'POST', path: '/Users/.search', body: { schemas: [SEARCH], filter: 'password pr' } },
    { status: [400, 403] },
  ),
  row('errors.other-sources-user', { path: '/Users', query: { filter: 'userName pr' } }, { status: 200, found: 0 }),
];
