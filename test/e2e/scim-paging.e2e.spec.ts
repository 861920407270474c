import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '@app/kernel';
import type { ListResponse, Query } from '@app/scim';
import { order } from '../support/filter-oracle.js';
import { type Provider, attribute, codeOf, idsOf, openScimHouse } from '../support/scim-house.js';
import { HandClock } from '../support/world.js';

const HR = 'urn:example:hr:2.0:User';
const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
const clock = new HandClock();
let house: Awaited<ReturnType<typeof openScimHouse>>;
let idp: Provider;
let other: Provider;

type Person = Record<string, unknown> & { id: string; userName: string };
let people: Person[];

beforeAll(async () => {
  house = await openScimHouse(clock);
  const attributes = [
    attribute('level', { type: 'integer' }),
    attribute('remote', { type: 'boolean' }),
    attribute('startDate', { type: 'dateTime' }),
    attribute('badge', { caseExact: true }),
  ];
  const extensions = [{ id: HR, name: 'Hr', description: 'HR', attributes }];
  idp = await house.provider('lenient', extensions);
  other = await house.provider('lenient', extensions);
  for (let i = 0; i < 47; i++) {
    clock.at = new Date(clock.at.getTime() + (i % 3) * 1000); // some at the very same time
    const names = ['émile', 'Zoe', 'adam', 'Ärne', 'zoe', 'Łukasz', '\u{10400}a', '\uffe0a'];
    await house.users.create(idp.actor, idp.source, {
      userName: `user-${String((i * 29) % 47).padStart(2, '0')}`,
      ...(i % 4 === 0 ? {} : { name: { familyName: `${names[i % 8]}` } }),
      ...(i % 5 === 0 ? {} : { title: `T${i % 3}`.repeat(i % 2 === 0 ? 1 : 300) }),
      emails: [
        { type: 'work', value: `w${i % 7}@x.com` },
        ...(i % 2 === 0 ? [{ type: 'home', value: `h${i % 5}@x.com`, primary: true }] : []),
      ],
      [HR]: {
        ...(i % 3 === 0 ? {} : { level: (i * 7) % 11 }),
        ...(i % 3 === 1 ? {} : { remote: i % 2 === 0 }),
        ...(i % 6 === 0 ? {} : { startDate: `2026-01-${String(1 + (i % 9)).padStart(2, '0')}T00:00:00+0${i % 4}:00` }),
        badge: i % 2 === 0 ? 'b' : 'B',
      },
    });
  }
  const all = await house.users.list(idp.actor, idp.source, { count: '1000' });
  people = [...all.Resources] as unknown as Person[];
  for (const name of ['Beta', 'alpha', 'Gamma']) {
    const members = people.slice(0, 2).map(({ id }) => ({ value: id }));
    await house.groups.create(idp.actor, idp.source, { displayName: name, members });
  }
});
afterAll(() => house?.close());

const list = (query: Query): Promise<ListResponse> => house.users.list(idp.actor, idp.source, query);
const refused = (query: Query): Promise<string> => codeOf(list(query));

/** All pages from the first on, and the way back from the last one. */
async function walk(query: Query, read = list): Promise<{ there: string[]; back: string[]; pages: number }> {
  const pages: ListResponse[] = [await read({ ...query, cursor: '' })];
  for (let next = pages[0]!.nextCursor; next !== undefined; next = pages.at(-1)!.nextCursor) {
    pages.push(await read({ ...query, cursor: next }));
  }
  const back: ListResponse[] = [pages.at(-1)!];
  for (let previous = back[0]!.previousCursor; previous !== undefined; previous = back[0]!.previousCursor) {
    back.unshift(await read({ ...query, cursor: previous }));
  }
  return { there: pages.flatMap(idsOf), back: back.flatMap(idsOf), pages: pages.length };
}

type Key = (person: Person) => string | number | boolean | undefined;
const fold = (text: unknown) => (typeof text !== 'string' ? undefined : text.normalize('NFKC').toLowerCase());
const hr = (person: Person) => (person[HR] ?? {}) as Record<string, string | number | boolean | undefined>;
type Mail = { value: string; primary?: boolean };
const keys: [string, Key][] = [
  ['userName', (person) => fold(person.userName)],
  ['USERNAME', (person) => fold(person.userName)],
  ['name.familyName', (person) => fold((person['name'] as { familyName?: string } | undefined)?.familyName)],
  ['title', (person) => fold(person['title'])?.slice(0, 200)],
  [
    'emails',
    (person) => {
      const mails = person['emails'] as Mail[];
      return (mails.find(({ primary }) => primary) ?? mails[0]!).value;
    },
  ],
  [`${HR}:level`, (person) => hr(person)['level']],
  [`${HR}:remote`, (person) => hr(person)['remote']],
  [`${HR}:badge`, (person) => hr(person)['badge']],
  [
    `${HR}:startDate`,
    (person) => {
      const at = hr(person)['startDate'];
      return at === undefined ? undefined : Date.parse(String(at));
    },
  ],
  ['id', (person) => person.id],
  ['externalId', () => undefined],
  ['meta.created', (person) => Date.parse((person['meta'] as { created: string }).created)],
  ['meta.lastModified', (person) => Date.parse((person['meta'] as { lastModified: string }).lastModified)],
  ['meta.version', () => 1],
];

/** RFC 7644 §3.4.2.3: what is absent comes last; the other way round, first. */
function sorted(key: Key, descending: boolean): string[] {
  const compare = (a: Person, b: Person): number => {
    const [left, right] = [key(a), key(b)];
    if (left === undefined || right === undefined)
      return Number(left === undefined) - Number(right === undefined) || order(a.id, b.id);
    return order(left, right) || order(a.id, b.id);
  };
  const up = people.toSorted(compare).map(({ id }) => id);
  return descending ? up.toReversed() : up;
}

describe('a sorted list', () => {
  it.each(keys)('by %s is in order, both ways, by index and by cursor [scim.sort]', async (sortBy, key) => {
    for (const [sortOrder, descending] of [
      [undefined, false],
      ['Descending', true],
    ] as const) {
      const expected = sorted(key, descending);
      const query = { sortBy, ...(sortOrder ? { sortOrder } : {}) };
      expect(idsOf(await list({ ...query, count: '1000' }))).toEqual(expected);
      expect(idsOf(await list({ ...query, startIndex: '11', count: '10' }))).toEqual(expected.slice(10, 20));
      const { there, back, pages } = await walk({ ...query, count: '10' });
      expect({ there, back, pages }).toEqual({ there: expected, back: expected, pages: 5 });
    }
  });

  it('is refused by what does not exist, is never returned or has no order [scim.sort]', async () => {
    for (const sortBy of [
      'nosuch',
      'name',
      'emails.nosuch',
      'password',
      'title.x',
      'a b',
      '__proto__',
      '',
      'emails[type pr]',
    ]) {
      expect([sortBy, await refused({ sortBy })]).toEqual([sortBy, 'scim.invalid-value']);
    }
    expect(await refused({ sortBy: 'userName', sortOrder: 'up' })).toBe('scim.invalid-value');
  });

  it('of groups goes by name, any case [scim.sort]', async () => {
    const { Resources } = await house.groups.list(idp.actor, idp.source, {
      sortBy: 'displayName',
      excludedAttributes: 'members',
    });
    expect(Resources.map((group) => group['displayName'])).toEqual(['alpha', 'Beta', 'Gamma']);
    expect(Resources.some((group) => 'members' in group)).toBe(false);
  });
});

describe('a page', () => {
  it('by index begins and ends where it is asked to [scim.page.index]', async () => {
    const all = people.map(({ id }) => id);
    const page = await list({ startIndex: '41', count: '10' });
    expect(page).toMatchObject({ totalResults: 47, startIndex: 41, itemsPerPage: 7 });
    expect(idsOf(page)).toEqual(all.slice(40));
    expect(await list({ startIndex: '500' })).toMatchObject({ totalResults: 47, itemsPerPage: 0, Resources: [] });
    expect(await list({ count: '0' })).toMatchObject({ totalResults: 47, itemsPerPage: 0 });
    expect(await list({ startIndex: '-3', count: '-1' })).toMatchObject({ startIndex: 1, itemsPerPage: 0 });
    expect(await list({ count: '47' })).toMatchObject({ totalResults: 47, itemsPerPage: 47 });
    expect(await list({ filter: 'title eq "zzz"' })).toMatchObject({ totalResults: 0, Resources: [] });
    expect(page).not.toHaveProperty('nextCursor');
  });

  it('by cursor tells its neighbours and the total, and no index [scim.page.cursor]', async () => {
    const first = await list({ cursor: '', count: '20' });
    expect(first).toMatchObject({ totalResults: 47, itemsPerPage: 20 });
    expect(first).not.toHaveProperty('startIndex');
    expect(first).not.toHaveProperty('previousCursor');
    const second = await list({ cursor: first.nextCursor, count: '20' });
    expect(second).toMatchObject({
      totalResults: 47,
      nextCursor: expect.any(String),
      previousCursor: expect.any(String),
    });
    const last = await list({ cursor: second.nextCursor, count: '5' }); // another length is no other query
    expect(last.itemsPerPage).toBe(5);
    expect(idsOf(await list({ cursor: second.previousCursor, count: '20' }))).toEqual(idsOf(first));
    expect(await list({ cursor: '', count: '0' })).toMatchObject({ totalResults: 47, Resources: [] });
    expect(await list({ cursor: '', count: '1000' })).not.toHaveProperty('nextCursor');
    expect(await list({ cursor: '', filter: 'title eq "zzz"' })).toMatchObject({ totalResults: 0, Resources: [] });
  });

  it('by cursor skips and repeats nobody while others come and go [scim.page.cursor.stable]', async () => {
    const make = async (userName: string) => (await house.users.create(other.actor, other.source, { userName })).id;
    const ids: string[] = [];
    for (let i = 0; i < 12; i++) ids.push(await make(`c${String(i).padStart(2, '0')}-${newId()}`));
    const read = (query: Query) => house.users.list(other.actor, other.source, query);
    for (const sortBy of [undefined, 'userName']) {
      const query = { count: '4', ...(sortBy ? { sortBy } : {}) };
      const first = await read({ ...query, cursor: '' });
      const gone = idsOf(first).slice(0, 2);
      for (const id of gone) await house.users.remove(other.actor, other.source, id);
      const second = await read({ ...query, cursor: first.nextCursor });
      const third = await read({ ...query, cursor: second.nextCursor });
      const seen = [first, second, third].flatMap(idsOf);
      expect(new Set(seen).size).toBe(seen.length);
      const still = idsOf(await read({ ...(sortBy ? { sortBy } : {}), count: '1000' }));
      expect(seen.filter((id) => !gone.includes(id))).toEqual(still.slice(0, seen.length - gone.length));
    }
  });

  it('opens only for the query that its cursor was given out for, and not for long [scim.page.cursor.bound]', async () => {
    const query = { count: '10', sortBy: 'userName', filter: 'userName pr', attributes: 'userName' };
    const { nextCursor: cursor = '' } = await list({ ...query, cursor: '' });
    const altered = `${cursor.slice(0, 20)}${cursor[20] === 'A' ? 'B' : 'A'}${cursor.slice(21)}`;
    const wrong: Query[] = [
      { ...query, cursor: altered },
      { ...query, cursor: 'x' },
      { ...query, cursor: `${cursor}AAAA` },
      { ...query, cursor, filter: 'userName sw "u"' },
      { ...query, cursor, sortBy: 'title' },
      { ...query, cursor, sortOrder: 'descending' },
      { ...query, cursor, attributes: 'title' },
      { ...query, cursor, excludedAttributes: 'groups' },
    ];
    for (const each of wrong) expect([each, await refused(each)]).toEqual([each, 'scim.cursor-invalid']);
    const elsewhere = [
      house.users.list(other.actor, other.source, { ...query, cursor }),
      house.groups.list(idp.actor, idp.source, { count: '10', cursor }),
    ];
    expect(await Promise.all(elsewhere.map(codeOf))).toEqual(['scim.cursor-invalid', 'scim.cursor-invalid']);
    expect(await refused({ ...query, cursor })).toBe('done');
    clock.at = new Date(clock.at.getTime() + 600_001);
    expect(await refused({ ...query, cursor })).toBe('scim.cursor-expired');
  });

  it('has a count that is a number [scim.page.count]', async () => {
    for (const count of ['x', '1.5', '', '1e3', '99999999999']) {
      expect(await refused({ cursor: '', count })).toBe('scim.count-invalid');
      expect(await refused({ count })).toBe('scim.invalid-value');
    }
    expect((await list({ count: '5000' })).itemsPerPage).toBe(47);
  });

  it('that takes the database too long is refused, never an error of ours [scim.list.bounded]', async () => {
    const slow = await house.provider();
    await house.write(async (tx) => {
      await tx.query(
        `INSERT INTO person (id, source_id, user_name, user_name_key, display_name, status, attributes, version, created_at, changed_at)
         SELECT gen_random_uuid(), $1, 'slow' || i, 'slow' || i, 'x', 'active',
           jsonb_build_object('title', repeat('ab', 20000)), 1, now(), now() FROM generate_series(1, 3000) AS i`,
        [slow.source.id],
      );
      await tx.query(
        `UPDATE person SET folded = jsonb_build_object('title', repeat('ab', 20000)) WHERE source_id = $1`,
        [slow.source.id],
      );
    });
    const terms = Array.from({ length: 99 }, (_, i) => `title co "${'ab'.repeat(5)}${i}"`).join(' or ');
    const work = house.users.list(slow.actor, slow.source, { filter: terms });
    expect(await codeOf(work)).toBe('scim.too-many');
  });
});

describe('a search', () => {
  const search = (body: object) => house.search.root(idp.actor, idp.source, body);

  it('at the root finds people and groups in one order [scim.search.root]', async () => {
    const all = await search({ schemas: [SEARCH], count: 100 });
    expect(all.totalResults).toBe(50);
    expect(all.Resources.filter(({ meta }) => meta.resourceType === 'Group')).toHaveLength(3);
    const { there, back } = await walk({ count: 7 }, (query) => search({ schemas: [SEARCH], ...query }));
    expect(there).toEqual(idsOf(all));
    expect(back).toEqual(there);
  });

  it.each([
    ['meta.resourceType eq "Group"', 3],
    ['meta.resourceType eq "User"', 47],
    ['displayName sw "b"', 1],
    ['userName sw "user-0"', 10],
    ['userName eq null', 3],
    ['userName ne "x"', 50],
    ['members pr', 3],
    ['emails[type eq "home"]', 24],
    ['not (members pr) and not (userName pr)', 0],
  ])('at the root takes what one kind does not have as absent: %s [scim.search.root]', async (filter, expected) => {
    expect((await search({ schemas: [SEARCH], filter })).totalResults).toBe(expected);
  });

  it('selects attributes by lists, sorts by what only one kind has, and pages [scim.search.request]', async () => {
    const attributes = ['displayName', 'userName'];
    const found = await search({
      schemas: [SEARCH],
      attributes,
      sortBy: 'members.value',
      filter: 'displayName pr',
    }).catch(() => null);
    expect(found).toBeNull(); // members have no order
    const byName = await search({
      Schemas: [SEARCH],
      attributes,
      sortBy: 'userName',
      sortOrder: 'descending',
      startIndex: 2,
      count: 3,
    });
    expect(byName).toMatchObject({ startIndex: 2, itemsPerPage: 3 });
    expect(Object.keys(byName.Resources[0]!).toSorted()).toEqual(['displayName', 'id', 'meta', 'schemas']);
  });

  it.each([
    ['no object', 'x'],
    ['no schemas', {}],
    ['another schema', { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] }],
    ['attributes as text', { schemas: [SEARCH], attributes: 'id' }],
    ['attributes with commas', { schemas: [SEARCH], attributes: ['id,userName'] }],
    ['a filter that is no text', { schemas: [SEARCH], filter: 5 }],
    ['a count that is text', { schemas: [SEARCH], count: '5' }],
  ])('is refused with %s [scim.search.request]', async (_, body) => {
    expect(await codeOf(house.search.root(idp.actor, idp.source, body))).toBe('scim.invalid-syntax');
  });

  it('refuses names that nobody has [scim.search.root]', async () => {
    expect(await codeOf(search({ schemas: [SEARCH], filter: 'nosuch pr' }))).toBe('scim.invalid-filter');
    expect(await codeOf(search({ schemas: [SEARCH], sortBy: 'nosuch' }))).toBe('scim.invalid-value');
    expect(await codeOf(search({ schemas: [SEARCH], filter: 'password pr' }))).toBe('scim.invalid-filter');
  });
});
