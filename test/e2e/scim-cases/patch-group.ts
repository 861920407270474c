import { type Effect, GRP, PO, type Request, type Row, type Step, group, members, patch, user } from './case.js';

const G: Step[] = [
  user('a'),
  user('b'),
  user('c'),
  user('d'),
  group('g', { members: [{ value: '{a}', display: 'A' }, ...members('b', 'c')] }),
];
const ops = (...operations: unknown[]): Request => patch('/Groups/{g}', ...operations);

const moved = (now: string[], ...who: string[]): Effect => ({
  members: { g: now },
  events: who.map((name) => `${name} access_change`),
  ledger: ['membership.changed'],
});
const row = (id: string, send: Request, effect: Effect, rest: Partial<Row> = {}): Row => ({
  id,
  given: G,
  send,
  expect: { status: 204, empty: true },
  effect,
  ...rest,
});
const refused = (scimType: string): Partial<Row> => ({ expect: { status: 400, scimType } });
const entra = { source: 'entra' } as const;
const okta = { source: 'okta' } as const;

export const patchGroup: readonly Row[] = [
  row('P37', ops({ op: 'remove', path: 'members[value eq "{b}"]' }), moved(['a', 'c'], 'b')),
  row('P37.or', ops({ op: 'remove', path: 'members[value eq "{a}" or value eq "{b}"]' }), moved(['c'], 'a', 'b')),
  row('P38', ops({ op: 'Remove', path: 'members', value: [{ value: '{a}' }] }), moved(['b', 'c'], 'a'), entra),
  row(
    'P38.ref',
    ops({ op: 'Remove', path: 'members', value: [{ $ref: null, value: '{a}' }] }),
    moved(['b', 'c'], 'a'),
    entra,
  ),
  row(
    'P38.onelogin',
    ops({ op: 'remove', path: 'members', value: [{ value: '{a}' }, { value: '{b}' }] }),
    moved(['c'], 'a', 'b'),
  ),
  row(
    'P39',
    ops({ op: 'Add', path: 'members', value: [{ $ref: null, value: '{d}' }] }),
    moved(['a', 'b', 'c', 'd'], 'd'),
    entra,
  ),
  row('P40', ops({ op: 'add', path: 'members', value: [{ value: '{a}' }] }), 'nothing'),
  row(
    'P41.replace',
    ops({ op: 'replace', path: 'members', value: [{ value: '{d}' }] }),
    moved(['d'], 'a', 'b', 'c', 'd'),
  ),
  row(
    'P41.rename',
    ops({ op: 'replace', value: { id: '{g}', displayName: 'New' } }),
    { groups: { g: { displayName: 'New' } }, members: { g: ['a', 'b', 'c'] }, ledger: ['group.renamed'] },
    okta,
  ),
  row('P42', ops({ op: 'remove', path: 'members' }), moved([], 'a', 'b', 'c')),
  row('P42.last', ops({ op: 'remove', path: 'members[value eq "{a}"]' }), moved([], 'a'), {
    given: [user('a'), group('g', { members: members('a') })],
  }),
  row('P43.absent', ops({ op: 'remove', path: 'members[value eq "{d}"]' }), 'nothing'),
  row('P43.unknown', ops({ op: 'remove', path: 'members[value eq "nobody"]' }), 'nothing'),
  row('P43.empty-group', ops({ op: 'remove', path: 'members', value: [{ value: '{a}' }] }), 'nothing', {
    given: [user('a'), group('g')],
  }),
  row(
    'P44',
    ops({ op: 'add', path: 'members', value: members('d') }, { op: 'remove' }),
    'nothing',
    refused('noTarget'),
  ),
  row('P45', ops({ op: 'add', path: 'members', value: members('d') }), 'nothing', {
    given: [...G, ops({ op: 'add', path: 'members', value: members('d') })],
  }),
  row(
    'P46',
    ops(
      { op: 'remove', path: 'members[value eq "{a}"]' },
      { op: 'add', path: 'members', value: [{ value: '{d}', display: 'd' }] },
    ),
    moved(['b', 'c', 'd'], 'a', 'd'),
    okta,
  ),
  row(
    'P46.add-then-remove',
    ops({ op: 'add', path: 'members', value: members('d') }, { op: 'remove', path: 'members[value eq "{d}"]' }),
    'nothing',
  ),
  row(
    'P46.remove-then-add',
    ops({ op: 'remove', path: 'members[value eq "{a}"]' }, { op: 'add', path: 'members', value: members('a') }),
    'nothing',
  ),
  row(
    'P46.replace-then-add',
    ops({ op: 'replace', path: 'members', value: members('a') }, { op: 'add', path: 'members', value: members('d') }),
    moved(['a', 'd'], 'b', 'c', 'd'),
  ),
  row(
    'patch-group.rename-and-members',
    ops({ op: 'Replace', path: 'displayName', value: 'New' }, { op: 'Add', path: 'members', value: members('d') }),
    {
      ...(moved(['a', 'b', 'c', 'd'], 'd') as object),
      ledger: ['group.renamed', 'membership.changed'],
      groups: { g: { displayName: 'New' } },
    },
    entra,
  ),
  row('patch-group.rename-to-itself', ops({ op: 'replace', value: { id: '{g}', displayName: 'g' } }), 'nothing', okta),
  row('patch-group.rename-taken', ops({ op: 'replace', path: 'displayName', value: 'H' }), 'nothing', {
    given: [...G, group('h')],
    expect: { status: 409, scimType: 'uniqueness' },
  }),
  row('patch-group.name-removed', ops({ op: 'remove', path: 'displayName' }), 'nothing', refused('mutability')),
  row('patch-group.name-emptied', ops({ op: 'replace', path: 'displayName', value: '' }), 'nothing', {
    expect: { status: 400 },
  }),
  row('patch-group.external-id', ops({ op: 'add', path: 'externalId', value: 'E' }), {
    groups: { g: { externalId: 'E' } },
    ledger: ['group.renamed'],
  }),
  row('patch-group.id', ops({ op: 'replace', path: 'id', value: 'x' }), 'nothing', refused('mutability')),
  row('patch-group.unknown-path', ops({ op: 'add', path: 'owners', value: 'x' }), 'nothing', refused('invalidPath')),
  row(
    'patch-group.unknown-member',
    ops({ op: 'add', path: 'members', value: [{ value: '019303d0-0000-7000-8000-000000000000' }] }),
    'nothing',
    refused('invalidValue'),
  ),
  row(
    'patch-group.one-unknown-of-two',
    ops({ op: 'add', path: 'members', value: [...members('d'), { value: 'nobody' }] }),
    'nothing',
    refused('invalidValue'),
  ),
  row(
    'patch-group.member-without-value',
    ops({ op: 'add', path: 'members', value: [{ display: 'x' }] }),
    'nothing',
    refused('invalidValue'),
  ),
  row(
    'patch-group.members-not-a-list',
    ops({ op: 'add', path: 'members', value: 7 }),
    'nothing',
    refused('invalidValue'),
  ),
  row(
    'patch-group.one-object',
    ops({ op: 'add', path: 'members', value: { value: '{d}' } }),
    moved(['a', 'b', 'c', 'd'], 'd'),
  ),
  row(
    'patch-group.urn-path',
    ops({ op: 'add', path: `${GRP}:members`, value: members('d') }),
    moved(['a', 'b', 'c', 'd'], 'd'),
  ),
  row('patch-group.path-in-any-case', ops({ op: 'remove', path: 'MEMBERS[VALUE eq "{a}"]' }), moved(['b', 'c'], 'a')),
  row(
    'patch-group.pathless-members',
    ops({ op: 'replace', value: { displayName: 'g', members: members('d') } }),
    moved(['d'], 'a', 'b', 'c', 'd'),
    okta,
  ),
  row(
    'patch-group.pathless-add',
    ops({ op: 'add', value: { members: members('d') } }),
    moved(['a', 'b', 'c', 'd'], 'd'),
  ),
  row('patch-group.replace-with-none', ops({ op: 'replace', path: 'members', value: [] }), moved([], 'a', 'b', 'c')),
  row('patch-group.replace-same', ops({ op: 'replace', path: 'members', value: members('c', 'b', 'a') }), 'nothing'),
  row(
    'patch-group.member-changed',
    ops({ op: 'replace', path: 'members[value eq "{a}"].value', value: '{d}' }),
    'nothing',
    refused('mutability'),
  ),
  row(
    'patch-group.authentik',
    {
      method: 'PATCH',
      path: '/Groups/{g}',
      body: {
        Operations: [
          { op: 'replace', value: { schemas: [GRP], id: '{g}', externalId: '9e1f', displayName: 'Renamed' } },
        ],
      },
    },
    {
      groups: { g: { displayName: 'Renamed', externalId: '9e1f' } },
      members: { g: ['a', 'b', 'c'] },
      ledger: ['group.renamed'],
    },
  ),
  row(
    'patch-group.authentik.per-member',
    ops(
      { op: 'add', path: 'members', value: [{ value: '{d}' }] },
      { op: 'remove', path: 'members', value: [{ value: '{a}' }] },
      { op: 'remove', path: 'members', value: [{ value: '{b}' }] },
    ),
    moved(['c', 'd'], 'a', 'b', 'd'),
  ),
  row(
    'patch-group.asked-for',
    { ...ops({ op: 'add', path: 'members', value: members('d') }), query: { attributes: 'displayName' } },
    moved(['a', 'b', 'c', 'd'], 'd'),
    {
      expect: { status: 200, body: { displayName: 'g' }, lacks: ['members'] },
    },
  ),
  row('patch-group.version-rises', { path: '/Groups/{g}', query: { filter: 'nothing' } }, 'nothing', {
    given: [
      user('a'),
      group('g'),
      { path: '/Groups/{g}', keep: { was: ['meta', 'version'] } },
      ops({ op: 'add', path: 'members', value: members('a') }),
    ],
    send: { path: '/Groups/{g}', headers: { 'if-none-match': '{was}' } },
    expect: { status: 200, headers: { etag: '{version}' } },
  }),
  row('patch-group.version-stays', { path: '/Groups/{g}' }, 'nothing', {
    given: [
      user('a'),
      group('g', { members: members('a') }),
      { path: '/Groups/{g}', keep: { was: ['meta', 'version'] } },
      ops({ op: 'add', path: 'members', value: members('a') }),
    ],
    send: { path: '/Groups/{g}', headers: { 'if-none-match': '{was}' } },
    expect: { status: 304, empty: true },
  }),
  row('patch-group.unknown-id', patch('/Groups/nothing', { op: 'remove', path: 'members' }), 'nothing', {
    given: [],
    expect: { status: 404 },
  }),
  row('patch-group.strict-pathless', ops({ op: 'replace', value: { displayName: 'X' } }), 'nothing', {
    source: 'strict',
    ...refused('invalidSyntax'),
  }),
  row(
    'patch-group.empty',
    { method: 'PATCH', path: '/Groups/{g}', body: { schemas: [PO], Operations: [] } },
    'nothing',
    refused('invalidSyntax'),
  ),
  row(
    'patch-group.a-thousand',
    ops({ op: 'add', path: 'members', value: Array.from({ length: 1000 }, () => ({ value: '{d}' })) }),
    moved(['a', 'b', 'c', 'd'], 'd'),
  ),
  row(
    'patch-group.inactive-member',
    ops({ op: 'add', path: 'members', value: members('d') }),
    moved(['a', 'b', 'c', 'd'], 'd'),
    {
      given: [...G, patch('/Users/{d}', { op: 'replace', path: 'active', value: false })],
    },
  ),
];
