import { expect as matching } from 'vitest';
import { BULK, type Effect, GRP, PO, type Row, type Step, USR, group, members, user } from './case.js';

const send = (Operations: unknown, rest: object = {}) => ({
  method: 'POST' as const,
  path: '/Bulk',
  body: { schemas: [BULK], ...rest, Operations },
});
const answers = (...Operations: unknown[]): Row['expect'] => ({
  status: 200,
  body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'], Operations },
});
const row = (
  id: string,
  Operations: unknown,
  expect: Row['expect'],
  effect: Effect,
  given: readonly Step[] = [],
): Row => ({
  id,
  given,
  send: send(Operations),
  expect,
  effect,
});
const newUser = (bulkId: string, body: object = {}) => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { schemas: [USR], userName: `${bulkId}-{tag}`, ...body },
});
const newGroup = (bulkId: string, body: object = {}) => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: { schemas: [GRP], displayName: bulkId, ...body },
});
const made = (bulkId: string) => ({
  bulkId,
  method: 'POST',
  status: '201',
  location: matching.stringMatching(/\/scim\/v2\/(Users|Groups)\/[0-9a-f-]{36}$/),
});
const failed = (bulkId: string, status: string, scimType?: string) => ({
  bulkId,
  status,
  response: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status, ...(scimType && { scimType }) },
});
const joiners = (count: number, extra: Partial<Exclude<Effect, 'nothing'>> = {}): Effect => ({
  people: count,
  events: Array.from({ length: count }, () => 'stranger joiner'),
  ledger: Array.from({ length: count }, () => 'person.joined'),
  ...extra,
});

export const bulk: readonly Row[] = [
  row('bulk.two-users', [newUser('x'), newUser('y')], answers(made('x'), made('y')), joiners(2)),
  row(
    'bulk.user-and-group',
    [newUser('x'), newGroup('t', { members: [{ value: 'bulkId:x' }] })],
    answers(made('x'), made('t')),
    {
      people: 1,
      events: ['stranger joiner', 'stranger access_change'],
      ledger: ['person.joined', 'group.created', 'membership.changed'],
    },
  ),
  row(
    'bulk.group-before-its-user',
    [newGroup('t', { members: [{ value: 'bulkId:x' }] }), newUser('x')],
    answers(made('t'), made('x')),
    {
      people: 1,
      events: ['stranger joiner', 'stranger access_change'],
      ledger: ['person.joined', 'group.created', 'membership.changed'],
    },
  ),
  row(
    'bulk.manager-by-bulk-id',
    [
      newUser('x'),
      newUser('y', {
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { manager: { value: 'bulkId:x' } },
      }),
    ],
    answers(made('x'), made('y')),
    joiners(2),
  ),
  row(
    'bulk.bulk-id-of-nothing',
    [newGroup('t', { members: [{ value: 'bulkId:nobody' }] })],
    answers(failed('t', '409')),
    'nothing',
  ),
  row(
    'bulk.patch-and-delete',
    [
      {
        method: 'PATCH',
        path: '/Users/{u}',
        data: { schemas: [PO], Operations: [{ op: 'replace', path: 'active', value: false }] },
      },
      { method: 'DELETE', path: '/Groups/{g}' },
    ],
    answers({ method: 'PATCH', status: '200' }, { method: 'DELETE', status: '204' }),
    {
      person: { status: 'inactive', version: 1 },
      events: ['u leaver'],
      ledger: ['person.left', 'group.deleted'],
      groups: { g: { deleted: true } },
    },
    [user('u'), group('g')],
  ),
  row(
    'bulk.put',
    [{ method: 'PUT', path: '/Users/{u}', data: { schemas: [USR], userName: 'u-{tag}@x.com', title: 'T' } }],
    answers({ method: 'PUT', status: '200' }),
    {
      person: { version: 1, attributes: { title: 'T' } },
      events: ['u mover'],
      ledger: ['person.moved'],
    },
    [user('u')],
  ),
  row(
    'bulk.one-fails-others-stand',
    [newUser('x', { userName: 'u-{tag}@x.com' }), newUser('y')],
    answers(failed('x', '409', 'uniqueness'), made('y')),
    joiners(1),
    [user('u')],
  ),
  {
    id: 'bulk.fail-on-first-error',
    given: [user('u')],
    send: send([newUser('x', { userName: 'u-{tag}@x.com' }), newUser('y')], { failOnErrors: 1 }),
    expect: answers(failed('x', '409', 'uniqueness')),
    effect: 'nothing',
  },
  row(
    'bulk.unknown-resource',
    [{ method: 'DELETE', path: '/Users/nobody' }],
    answers({ method: 'DELETE', status: '404' }),
    'nothing',
  ),
  row(
    'bulk.wrong-value',
    [newUser('x', { active: 'perhaps' })],
    answers(failed('x', '400', 'invalidValue')),
    'nothing',
  ),
  row('bulk.wrong-method', [{ method: 'GET', path: '/Users/{u}' }], { status: [200, 400] }, 'nothing', [user('u')]),
  row(
    'bulk.post-without-bulk-id',
    [{ method: 'POST', path: '/Users', data: { schemas: [USR], userName: 'q-{tag}' } }],
    { status: [200, 400] },
    'nothing',
  ),
  row('bulk.path-elsewhere', [{ method: 'DELETE', path: '/../api/v1/people/{u}' }], { status: [200, 400] }, 'nothing', [
    user('u'),
  ]),
  row('bulk.operations-missing', undefined, { status: 400, scimType: 'invalidSyntax' }, 'nothing'),
  row('bulk.operations-no-list', { method: 'POST' }, { status: 400, scimType: 'invalidSyntax' }, 'nothing'),
  row(
    'bulk.nested-bulk',
    [{ method: 'POST', path: '/Bulk', bulkId: 'b', data: { schemas: [BULK], Operations: [] } }],
    { status: [200, 400] },
    'nothing',
  ),
  {
    ...row('bulk.schemas-of-something-else', [], { status: 400, scimType: 'invalidSyntax' }, 'nothing'),
    send: { method: 'POST', path: '/Bulk', body: { schemas: [USR], Operations: [] } },
  },
  row(
    'bulk.too-many',
    Array.from({ length: 10_001 }, () => ({ method: 'DELETE', path: '/Users/x' })),
    { status: 413 },
    'nothing',
  ),
  row(
    'bulk.if-match',
    [{ method: 'DELETE', path: '/Users/{u}', version: 'W/"99"' }],
    answers({ method: 'DELETE', status: '412' }),
    'nothing',
    [user('u')],
  ),
  row(
    'bulk.same-bulk-id-twice',
    [newUser('x'), newUser('x', { userName: 'z-{tag}' })],
    { status: [200, 400] },
    'nothing',
  ),
  row(
    'bulk.members-of-another',
    [
      {
        method: 'PATCH',
        path: '/Groups/{g}',
        data: { schemas: [PO], Operations: [{ op: 'add', path: 'members', value: [{ value: 'bulkId:x' }] }] },
      },
      newUser('x'),
    ],
    { status: 200 },
    {
      people: 1,
      events: ['stranger joiner', 'stranger access_change'],
      ledger: ['person.joined', 'membership.changed'],
    },
    [user('a'), group('g', { members: members('a') })],
  ),
];
