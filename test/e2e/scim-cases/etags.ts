import { type Effect, type Row, type Step, USR, changed, group, patch, user } from './case.js';

const u: Step[] = [user('u')];
const titled = patch('/Users/{u}', { op: 'add', path: 'title', value: 'T' });
const row = (
  id: string,
  send: Row['send'],
  headers: Record<string, string>,
  expect: Row['expect'],
  effect: Effect = 'nothing',
  given = u,
): Row => ({
  id,
  given,
  send: { ...send, headers },
  expect,
  effect,
});
const get = { path: '/Users/{u}' };
const moved = changed('mover', {}, 'person.moved');

export const etags: readonly Row[] = [
  row('etag.not-modified', get, { 'if-none-match': 'W/"1"' }, { status: 304, empty: true, headers: { etag: 'W/"1"' } }),
  row('etag.not-modified.strong-form', get, { 'if-none-match': '"1"' }, { status: 304 }),
  row('etag.not-modified.one-of-many', get, { 'if-none-match': '"7", W/"1"' }, { status: 304 }),
  row('etag.not-modified.any', get, { 'if-none-match': '*' }, { status: 304 }),
  row('etag.modified', get, { 'if-none-match': 'W/"7"' }, { status: 200, headers: { etag: 'W/"1"' } }),
  row('etag.patch.match', titled, { 'if-match': 'W/"1"' }, { status: 200, headers: { etag: 'W/"2"' } }, moved),
  row('etag.patch.any', titled, { 'if-match': '*' }, { status: 200 }, moved),
  row('etag.patch.mismatch', titled, { 'if-match': 'W/"7"' }, { status: 412 }),
  row('etag.patch.stale', titled, { 'if-match': 'W/"1"' }, { status: 412 }, 'nothing', [
    ...u,
    patch('/Users/{u}', { op: 'add', path: 'nickName', value: 'N' }),
  ]),
  row(
    'etag.put.mismatch',
    { method: 'PUT', path: '/Users/{u}', body: { schemas: [USR], userName: 'n-{tag}' } },
    { 'if-match': '"7"' },
    { status: 412 },
  ),
  row('etag.delete.mismatch', { method: 'DELETE', path: '/Users/{u}' }, { 'if-match': 'W/"7"' }, { status: 412 }),
  row(
    'etag.delete.match',
    { method: 'DELETE', path: '/Users/{u}' },
    { 'if-match': 'W/"1"' },
    { status: 204 },
    {
      person: { status: 'deleted' },
      events: ['u final_leaver'],
      ledger: ['person.removed'],
    },
  ),
  row('etag.of-nobody', { path: '/Users/nobody' }, { 'if-none-match': '*' }, { status: 404 }, 'nothing', []),
  row(
    'etag.group.mismatch',
    patch('/Groups/{g}', { op: 'replace', path: 'displayName', value: 'x' }),
    { 'if-match': 'W/"no"' },
    { status: 412 },
    'nothing',
    [group('g')],
  ),
  {
    id: 'etag.group.match',
    given: [group('g'), { path: '/Groups/{g}', keep: { version: ['meta', 'version'] } }],
    send: {
      ...patch('/Groups/{g}', { op: 'replace', path: 'displayName', value: 'x' }),
      headers: { 'if-match': '{version}' },
    },
    expect: { status: 204 },
    effect: { ledger: ['group.renamed'], groups: { g: { displayName: 'x' } } },
  },
  {
    id: 'etag.last-modified-is-created-at-first',
    send: { method: 'POST', path: '/Users', body: { schemas: [USR], userName: 'u-{tag}' } },
    expect: { status: 201, headers: { etag: '{version}', location: '{location}' } },
    effect: { people: 1, events: ['new joiner'], ledger: ['person.joined'] },
  },
];
