import { expect as matching } from 'vitest';
import { ENT, LIST, type Row, SEARCH, type Step, USR, group, members, user } from './case.js';

/** Three people, in the order in which they came. */
const three: Step[] = [
  user('u', {
    userName: 'b-{tag}',
    title: 'Beta',
    emails: [{ value: 'z@x', primary: true }, { value: 'a@x' }],
    active: false,
  }),
  user('v', { userName: 'A-{tag}', emails: [{ value: 'm@x' }] }),
  user('w', { userName: 'c-{tag}', title: 'alpha', [ENT]: { department: 'Eng' } }),
];
const list = (id: string, query: Record<string, string>, expect: Row['expect'], given = three): Row => ({
  id,
  given,
  send: { path: '/Users', query },
  expect,
  effect: 'nothing',
});
const finds = (...names: string[]): Row['expect'] => ({ status: 200, finds: names });
const search = (id: string, path: string, body: object, expect: Row['expect'], given = three): Row => ({
  id,
  given,
  send: { method: 'POST', path, body: { schemas: [SEARCH], ...body } },
  expect,
  effect: 'nothing',
});
const cursorAfter = (query: Record<string, string>): Step => ({
  path: '/Users',
  query: { cursor: '', count: '2', ...query },
  keep: { next: ['nextCursor'] },
});

export const lists: readonly Row[] = [
  list(
    'lists.all',
    {},
    { status: 200, body: { schemas: [LIST], totalResults: 3, startIndex: 1, itemsPerPage: 3 }, finds: ['u', 'v', 'w'] },
  ),
  list('lists.none', {}, { status: 200, body: { totalResults: 0, itemsPerPage: 0, Resources: [] } }, []),
  list('lists.okta-import', { startIndex: '1', count: '100' }, { status: 200, found: 3 }),
  list(
    'lists.page',
    { startIndex: '2', count: '1' },
    { status: 200, body: { totalResults: 3, startIndex: 2, itemsPerPage: 1 }, finds: ['v'] },
  ),
  list(
    'lists.last-page',
    { startIndex: '3', count: '2' },
    { status: 200, body: { totalResults: 3, itemsPerPage: 1 }, finds: ['w'] },
  ),
  list('lists.beyond', { startIndex: '9' }, { status: 200, body: { totalResults: 3, itemsPerPage: 0 }, finds: [] }),
  list(
    'lists.start-below-one',
    { startIndex: '-5', count: '1' },
    { status: 200, body: { startIndex: 1 }, finds: ['u'] },
  ),
  list('lists.start-zero', { startIndex: '0', count: '1' }, { status: 200, body: { startIndex: 1 }, finds: ['u'] }),
  list('lists.count-zero', { count: '0' }, { status: 200, body: { totalResults: 3, itemsPerPage: 0 } }),
  list('lists.count-negative', { count: '-1' }, { status: 200, body: { totalResults: 3, itemsPerPage: 0 } }),
  list('lists.count-huge', { count: '100000' }, { status: 200, found: 3 }),
  list('lists.count-no-number', { count: 'many' }, { status: 400 }),
  list('lists.start-no-number', { startIndex: '1.5' }, { status: 400, scimType: 'invalidValue' }),
  list(
    'lists.cut',
    { attributes: 'userName', count: '1' },
    { status: 200, body: { Resources: [{ id: '{u}', userName: 'b-{tag}' }] } },
  ),
  list('lists.sort', { sortBy: 'userName' }, finds('v', 'u', 'w')),
  list('lists.sort-in-any-case', { sortBy: 'USERNAME', sortOrder: 'Ascending' }, finds('v', 'u', 'w')),
  list('lists.sort-down', { sortBy: 'userName', sortOrder: 'descending' }, finds('w', 'u', 'v')),
  list('lists.sort-missing-last', { sortBy: 'title' }, finds('w', 'u', 'v')),
  list('lists.sort-missing-first-when-down', { sortBy: 'title', sortOrder: 'descending' }, finds('v', 'u', 'w')),
  list('lists.sort-by-primary', { sortBy: 'emails' }, finds('v', 'u', 'w')),
  list('lists.sort-by-time', { sortBy: 'meta.created', sortOrder: 'descending' }, finds('w', 'v', 'u')),
  list(
    'lists.sort-by-extension',
    { sortBy: `${ENT}:department` },
    { status: 200, found: 3, body: { Resources: [{ id: '{w}' }, {}, {}] } },
  ),
  list('lists.sort-paged', { sortBy: 'userName', startIndex: '2', count: '1' }, finds('u')),
  list('lists.sort-unknown', { sortBy: 'nosuch' }, { status: 400 }),
  list(
    'lists.sort-order-unknown',
    { sortBy: 'userName', sortOrder: 'sideways' },
    { status: 400, scimType: 'invalidValue' },
  ),
  list('lists.sort-by-secret', { sortBy: 'password' }, { status: 400 }),
  {
    id: 'lists.sort-groups',
    given: [group('g', { displayName: 'b' }), group('h', { displayName: 'A' })],
    send: { path: '/Groups', query: { sortBy: 'displayName' } },
    expect: finds('h', 'g'),
    effect: 'nothing',
  },
  list(
    'cursor.first',
    { cursor: '', count: '2' },
    { status: 200, finds: ['u', 'v'], body: { nextCursor: matching.any(String) } },
  ),
  {
    ...list('cursor.next', { cursor: '{next}', count: '2' }, { status: 200, finds: ['w'], lacks: ['nextCursor'] }),
    given: [...three, cursorAfter({})],
  },
  {
    ...list('cursor.survives-deletion', { cursor: '{next}', count: '2' }, { status: 200, finds: ['w'] }),
    given: [...three, cursorAfter({}), { method: 'DELETE', path: '/Users/{u}' }],
  },
  {
    ...list('cursor.sorted', { cursor: '{next}', count: '2', sortBy: 'userName' }, { status: 200, finds: ['w'] }),
    given: [...three, cursorAfter({ sortBy: 'userName' })],
  },
  {
    ...list(
      'cursor.filtered',
      { cursor: '{next}', count: '1', filter: 'active eq true' },
      { status: 200, finds: ['w'] },
    ),
    given: [...three, cursorAfter({ filter: 'active eq true', count: '1' })],
  },
  {
    ...list(
      'cursor.of-another-query',
      { cursor: '{next}', count: '2', filter: 'title pr' },
      { status: 400, scimType: 'invalidCursor' },
    ),
    given: [...three, cursorAfter({})],
  },
  list('cursor.forged', { cursor: 'AAAA', count: '2' }, { status: 400, scimType: 'invalidCursor' }),
  list('cursor.bad-count', { cursor: '', count: 'x' }, { status: 400, scimType: 'invalidCount' }),
  search('cursor.search', '/Users/.search', { cursor: '', count: 2 }, { status: 200, finds: ['u', 'v'] }),
  {
    id: 'cursor.groups',
    given: [group('g'), group('h')],
    send: { path: '/Groups', query: { cursor: '', count: '1' } },
    expect: { status: 200, finds: ['g'], body: { nextCursor: matching.any(String) } },
    effect: 'nothing',
  },
  search(
    'search.users',
    '/Users/.search',
    { filter: 'title pr', attributes: ['userName'] },
    { status: 200, finds: ['u', 'w'], body: { Resources: [{ userName: 'b-{tag}' }, {}] } },
  ),
  search(
    'search.users.paged',
    '/Users/.search',
    { startIndex: 2, count: 1 },
    { status: 200, finds: ['v'], body: { totalResults: 3 } },
  ),
  search(
    'search.users.sorted',
    '/Users/.search',
    { sortBy: 'userName', sortOrder: 'descending' },
    finds('w', 'u', 'v'),
  ),
  search(
    'search.users.excluded',
    '/Users/.search',
    { filter: 'id eq "{u}"', excludedAttributes: ['emails'] },
    { status: 200, finds: ['u'] },
  ),
  search('search.users.nothing-said', '/Users/.search', {}, { status: 200, found: 3 }),
  search(
    'search.users.wrong-filter',
    '/Users/.search',
    { filter: 'nosuch eq 1' },
    { status: 400, scimType: 'invalidFilter' },
  ),
  search('search.users.filter-no-string', '/Users/.search', { filter: 7 }, { status: 400 }),
  search('search.users.count-no-number', '/Users/.search', { count: { a: 1 } }, { status: 400 }),
  {
    ...search(
      'search.users.schemas-of-something-else',
      '/Users/.search',
      {},
      { status: 400, scimType: 'invalidSyntax' },
    ),
    send: { method: 'POST', path: '/Users/.search', body: { schemas: [USR], filter: 'title pr' } },
  },
  search(
    'search.groups',
    '/Groups/.search',
    { filter: 'displayName eq "G"', excludedAttributes: ['members'] },
    { status: 200, finds: ['g'] },
    [user('a'), group('g', { members: members('a') })],
  ),
  search('search.root', '/.search', { filter: 'meta.resourceType eq "Group"' }, { status: 200, finds: ['g'] }, [
    user('a'),
    group('g'),
  ]),
  search(
    'search.root.users',
    '/.search',
    { filter: 'meta.resourceType eq "User" and userName pr' },
    { status: 200, finds: ['a'] },
    [user('a'), group('g')],
  ),
  search('search.root.all', '/.search', {}, { status: 200, found: 2 }, [user('a'), group('g')]),
  search('search.root.shared-attribute', '/.search', { filter: 'displayName sw "fin"' }, { status: 200, found: 2 }, [
    user('a', { displayName: 'Finn' }),
    group('g', { displayName: 'Finance' }),
  ]),
  search('search.root.wrong', '/.search', { filter: 'nosuch pr' }, { status: 400, scimType: 'invalidFilter' }),
];
