import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '@app/kernel';
import { type Provider, attribute, codeOf, idsOf, openScimHouse } from '../support/scim-house.js';

const USR = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GRP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const HR = 'urn:example:hr:2.0:User';
const root = 'http://localhost/scim/v2';

const extension = {
  id: HR,
  name: 'Hr',
  description: 'What the HR system says',
  attributes: [
    attribute('level', { type: 'integer' }),
    attribute('rate', { type: 'decimal' }),
    attribute('startDate', { type: 'dateTime' }),
    attribute('remote', { type: 'boolean' }),
    attribute('badge', { caseExact: true }),
    attribute('pin', { returned: 'never' }),
    attribute('photo', { type: 'binary', caseExact: true }),
    attribute('tags', { multiValued: true }),
    attribute('scores', { type: 'integer', multiValued: true }),
    attribute('desk', {
      type: 'complex',
      subAttributes: [attribute('floor', { type: 'integer' }), attribute('building', {})],
    }),
    attribute('devices', {
      type: 'complex',
      multiValued: true,
      subAttributes: [attribute('value', {}), attribute('size', { type: 'integer' }), attribute('type', {})],
    }),
  ],
};

let house: Awaited<ReturnType<typeof openScimHouse>>;
let idp: Provider;
let strict: Provider;
let id: string;
let group: string;

beforeAll(async () => {
  house = await openScimHouse();
  idp = await house.provider('lenient', [extension]);
  strict = await house.provider('strict');
  const bjensen = {
    schemas: [USR, ENT, HR],
    userName: 'Bjensen@x.com',
    externalId: 'E1',
    active: true,
    displayName: `Babs "J" O'Hara`,
    name: { familyName: 'Jensen' },
    emails: [
      { type: 'work', value: 'b@x.com', primary: true },
      { type: 'home', value: 'h@y.com' },
    ],
    addresses: [{ type: 'work', locality: 'Köln', country: 'DE' }],
    [ENT]: { department: 'Eng', manager: { value: '42' } },
    [HR]: {
      level: 7,
      rate: 1.5,
      startDate: '2026-01-01T00:00:00+01:00',
      remote: true,
      badge: 'Ab',
      pin: '1234',
      photo: 'aGk=',
      tags: ['Red', 'blue'],
      scores: [3, 12],
      desk: { floor: 3, building: 'HQ' },
      devices: [
        { value: 'Laptop', size: 15, type: 'work' },
        { value: 'Phone', size: 6, type: 'home' },
      ],
    },
  };
  ({ id } = await house.users.create(idp.actor, idp.source, bjensen));
  await house.users.create(strict.actor, strict.source, { schemas: [USR], userName: 'strict@x.com', active: true });
  ({ id: group } = await house.groups.create(idp.actor, idp.source, {
    displayName: 'Tour Guides',
    externalId: 'G1',
    members: [{ value: id }],
  }));
  await house.write((tx) => tx.query(`UPDATE person SET changed_at = '2011-05-13T04:42:34Z' WHERE id = $1`, [id]));
});
afterAll(() => house?.close());

const found = async (filter: string): Promise<number | 'E'> => {
  const list = house.users.list(idp.actor, idp.source, { filter });
  if ((await codeOf(list)) === 'scim.invalid-filter') return 'E';
  return (await list).totalResults;
};
const nested = (depth: number): string => `${'('.repeat(depth)}userName pr${')'.repeat(depth)}`;
const many = (terms: number): string => Array.from({ length: terms }, () => 'userName pr').join(' or ');
const long = (length: number): string => `title eq "${'x'.repeat(length - 11)}"`;

describe('a filter on people, by the case table of the facts', () => {
  it.each<[string, number | 'E', ...string[]]>([
    ['F1', 1, 'userName eq "bjensen@x.com"'],
    ['F2', 1, 'USERNAME Eq "Bjensen@x.com"'],
    ['F3', 0, 'externalId eq "e1"'],
    ['F4', 1, 'userName sw "BJ"'],
    ['F4 escaped', 0, 'userName sw "B%"', 'userName co "b_ensen"', String.raw`userName ew "\\"`],
    ['F5', 1, 'emails[type eq "work" and value co "@x"].value eq "b@x.com"'],
    ['F6', 0, 'emails[type eq "home"].value eq "b@x.com"'],
    ['F7', 0, 'emails[type eq "work" and value co "@y"]'],
    ['F8', 1, 'emails.type eq "work" and emails.value co "@y"'],
    ['F9', 1, 'emails[type eq "home"] and emails.value eq "b@x.com"'],
    ['F10', 1, 'emails co "x.com"', 'emails eq "B@X.com"', 'emails pr', 'emails sw "H@"', 'emails ew "Y.com"'],
    ['F11', 1, 'emails.type ne "work"'],
    ['F12', 1, 'not (emails.type eq "other")'],
    ['F12 reversed', 0, 'not(active eq true)'],
    ['F13', 1, 'active eq true', 'active eq "True"', 'active eq "true"', 'active eq True'],
    ['F14', 0, 'title pr', 'title ne null'],
    ['F14 null', 1, 'title eq null', 'photos eq null', 'not (emails eq null)', 'emails ne null'],
    ['F15', 1, `${ENT}:department eq "eng"`],
    ['F16', 1, `${ENT}:manager.value eq "42"`, `${ENT}:manager eq "42"`, `${ENT}:manager pr`],
    ['F17', 1, `${USR}:userName eq "BJENSEN@x.com"`, `${USR}:name.familyName eq "jensen"`],
    ['F18', 1, 'meta.lastModified gt "2011-05-13T06:42:34+02:30"', 'meta.lastModified eq "2011-05-13T04:42:34Z"'],
    ['F19', 1, String.raw`displayName eq "Babs \"J\" O'Hara"`],
    ['F20', 1, String.raw`displayName co "\u004f'Hara"`],
    ['F21', 0, String.raw`displayName eq "a\\b"`],
    ['F22', 0, 'userName eq "a" or userName eq "b" and active eq true'],
    ['F23', 1, '(userName eq "a" or externalId eq "E1") and active eq true'],
    ['F24', 1, '((userName eq "x") or ((externalId eq "E1") and (active eq true)))'],
    ['F25', 0, `userName eq "'; drop table person;--"`],
    ['F26', 0, 'emails[type eq "w]x"].value eq "y"'],
    ['F28', 'E', 'userName eq "x" garbage', 'userName', '', '(userName eq "x"', 'userName zz "x"'],
    ['F29', 'E', 'userName eq', 'userName eq bare', 'userName eq "x" and'],
    ['F30', 'E', 'emails[type eq "work"', 'emails[type eq "work"]]', `userName eq 'x'`],
    ['F31', 'E', 'name.familyName.foo eq "x"', 'emails[addresses[type eq "x"]]'],
    ['F32', 'E', 'a..b eq 1', 'not a eq 1', 'not not (a pr)', 'x[y eq 1] eq 2', 'emails[type eq "work"].value'],
    ['F33', 'E', '__proto__.polluted eq "x"', 'constructor pr', 'emails.__proto__ pr', 'emails[constructor pr]'],
    ['F34', 'E', 'nosuch eq "x"', 'password eq "x"', 'password pr', `${USR}:password sw "a"`],
    ['F35', 'E', 'userName eq 1e999', 'userName gt true', 'active gt true', 'active eq "yes"', 'userName eq 5'],
    ['F36', 1, nested(24)],
    ['F36 deeper', 'E', nested(25), nested(5000)],
    ['F37', 1, many(100)],
    ['F37 more', 'E', many(101), many(3000)],
    ['F38', 0, long(4096)],
    ['F38 longer', 'E', long(4097)],
    ['F39', 'E', `userName eq "${String.raw`\a`.repeat(26)}`],
  ])('%s is found %s times [scim.filter]', async (_, expected, ...filters) => {
    for (const filter of filters)
      expect([filter.slice(0, 90), await found(filter)]).toEqual([filter.slice(0, 90), expected]);
  });

  it('says what it means with strings for booleans only to lenient dialects [scim.filter]', async () => {
    const list = (filter: string) => house.users.list(strict.actor, strict.source, { filter });
    expect((await list('active eq true')).totalResults).toBe(1);
    expect(await codeOf(list('active eq "true"'))).toBe('scim.invalid-filter');
  });

  it('leaves tables where they are (F25) [scim.filter]', async () => {
    expect(await house.sql('SELECT 1 FROM person LIMIT 1')).toHaveLength(1);
  });
});

describe('a filter reaches every attribute', () => {
  it.each<[string, number | 'E', ...string[]]>([
    ['id', 1, `id eq "{id}"`, `id sw "{id}"`, 'id pr', 'not (id eq "zzz")', 'id ne "zzz"'],
    ['id of nobody', 0, `id eq "${newId()}"`, 'id eq "x"', `id ne "{id}"`],
    [
      'meta',
      1,
      'meta pr',
      'meta.resourceType eq "User"',
      `meta.location eq "${root}/Users/{id}"`,
      'meta.version eq "W/\\"1\\""',
    ],
    [
      'meta of others',
      0,
      'meta.resourceType eq "user"',
      `meta.location eq "${root}/Users/x"`,
      'meta.location sw "ftp:"',
    ],
    ['time', 1, 'meta.created lt "9999-12-31T23:59:59-14:00"', 'meta.created gt "0000-01-01T00:00:00+14:00"'],
    [
      'no time',
      'E',
      'meta.created gt "2026-02-31T25:00:00Z"',
      'meta.created gt "2026-01-01"',
      'meta.created co "2"',
      'meta gt "x"',
    ],
    ['schemas', 1, `schemas eq "${USR}"`, `schemas eq "${ENT}"`, `schemas co "hr"`, 'schemas pr'],
    ['schemas of others', 0, 'schemas eq "urn:x:y"'],
    [
      'groups',
      1,
      'groups eq "{group}"',
      'groups.display eq "TOUR guides"',
      `groups.$ref eq "${root}/Groups/{group}"`,
      'groups pr',
    ],
    ['groups on one element', 1, 'groups[value eq "{group}" and display sw "tour"]'],
    [
      'groups of others',
      0,
      `groups.value eq "${newId()}"`,
      'groups[value eq "{group}" and display sw "x"]',
      'groups eq null',
    ],
    [
      'single complex',
      1,
      'name[familyName sw "jen"]',
      'name pr',
      'name.givenName eq null',
      'name[not (familyName eq "x")]',
    ],
    [
      'no value of a complex',
      'E',
      'name eq "Jensen"',
      'addresses eq "x"',
      'title.x pr',
      'title[x pr]',
      'name[name.familyName pr]',
    ],
    [
      'list without value',
      1,
      'addresses pr',
      'addresses.locality eq "KÖLN"',
      'addresses[country eq "de" and type eq "work"]',
    ],
    [
      'boolean within',
      1,
      'emails[primary eq true].value sw "b"',
      'emails.primary eq "True"',
      'emails[primary eq null and type eq "home"]',
    ],
    [
      'absent within',
      1,
      'emails.display eq null',
      'emails.display ne "x"',
      'emails[display eq null]',
      'emails[not (display pr)]',
    ],
    ['absent list', 0, 'photos.type ne "x"', 'photos[not (type eq "x")]', 'photos pr'],
    ['order', 1, 'userName gt "BJ"', 'userName le "bk"', 'emails.value lt "c"', 'name.familyName ge "Jensen"'],
    [
      'integer',
      1,
      `${HR}:level eq 7`,
      `${HR}:level gt 6.5`,
      `${HR}:level le 7`,
      `${HR}:level ne 8`,
      `${HR}:level eq "7"`,
    ],
    ['other integer', 0, `${HR}:level gt 7`, `${HR}:level eq null`, `${HR}:level eq 1e300`],
    ['no integer', 'E', `${HR}:level eq "x"`, `${HR}:level co 7`, `${HR}:level eq true`],
    ['decimal', 1, `${HR}:rate eq 1.5`, `${HR}:rate lt 1.6`, `${HR}:rate gt 1.4999`],
    ['dateTime', 1, `${HR}:startDate eq "2025-12-31T23:00:00Z"`, `${HR}:startDate lt "2026-01-01T00:00:00Z"`],
    ['no dateTime', 'E', `${HR}:startDate eq "soon"`, `${HR}:startDate sw "2025"`],
    ['boolean', 1, `${HR}:remote eq true`, `${HR}:remote ne false`, `${HR}:remote eq "TRUE"`],
    ['exact', 1, `${HR}:badge eq "Ab"`, `${HR}:badge ne "ab"`, `${HR}:badge sw "A"`],
    ['not exact', 0, `${HR}:badge eq "ab"`, `${HR}:badge sw "a"`],
    ['binary', 1, `${HR}:photo eq "aGk="`, `${HR}:photo co "Gk"`],
    ['no order of binary', 'E', `${HR}:photo gt "a"`],
    [
      'list of texts',
      1,
      `${HR}:tags eq "RED"`,
      `${HR}:tags co "lu"`,
      `${HR}:tags ne "red"`,
      `${HR}:tags[value eq "blue"]`,
    ],
    ['list of numbers', 1, `${HR}:scores gt 11`, `${HR}:scores eq 3 and ${HR}:scores eq 12`],
    [
      'list of others',
      0,
      `${HR}:tags eq "green"`,
      `${HR}:scores gt 12`,
      `${HR}:tags[value eq "red" and value eq "blue"]`,
    ],
    ['complex of the source', 1, `${HR}:desk.floor ge 3`, `${HR}:desk[floor eq 3 and building eq "hq"]`],
    ['list of the source', 1, `${HR}:devices[size gt 10 and value eq "LAPTOP"]`, `${HR}:devices.size lt 7`],
    ['list of the source, not one element', 0, `${HR}:devices[size gt 10 and value eq "phone"]`],
    ['what is never returned', 'E', `${HR}:pin eq "1234"`, `${HR}:pin pr`],
    ['a URN that is unknown', 'E', 'urn:nobody:User:level eq 7', `${GRP}:displayName eq "x"`],
  ])('%s: found %s times [scim.filter.every-attribute]', async (_, expected, ...filters) => {
    for (const filter of filters) {
      const real = filter.replaceAll('{id}', id).replaceAll('{group}', group);
      expect([filter, await found(real)]).toEqual([filter, expected]);
    }
  });

  it('compares what is longer than an index holds in full [scim.filter.every-attribute]', async () => {
    const long = 'x'.repeat(2000);
    const { id: holder } = await house.users.create(idp.actor, idp.source, {
      userName: newId(),
      photos: [{ value: `${long}A`, type: 'photo' }],
      ims: [{ value: `${long}A` }],
    });
    const ids = async (filter: string) => idsOf(await house.users.list(idp.actor, idp.source, { filter }));
    for (const [filter, expected] of [
      [`ims eq "${long}a"`, [holder]],
      [`ims eq "${long}b"`, []],
      [`ims sw "${long}"`, [holder]],
      [`ims sw "${long}B"`, []],
      [`photos.value eq "${long}A"`, [holder]],
      [`photos.value eq "${long}a"`, []],
    ] as const) {
      expect(await ids(filter)).toEqual(expected);
    }
  });

  it.each(['2026-01-01T08:00:00.1234567Z', '2026-01-01T09:00:00.000001+01:00', '9999-12-31T23:59:59.999999999Z'])(
    'finds the instant %s by its own text, to the microsecond [scim.filter.instant]',
    async (startDate) => {
      const body = { schemas: [USR, HR], userName: newId(), [HR]: { startDate } };
      const { id: holder } = await house.users.create(idp.actor, idp.source, body);
      const ids = async (filter: string) => idsOf(await house.users.list(idp.actor, idp.source, { filter }));
      expect(await ids(`${HR}:startDate eq "${startDate}"`)).toEqual([holder]);
      expect(await ids(`id eq "${holder}" and ${HR}:startDate gt "${startDate}"`)).toEqual([]);
      await house.users.remove(idp.actor, idp.source, holder);
    },
  );

  it('takes what no longer fits the schema of its source as no match, never as an error [scim.filter.stale]', async () => {
    const names = ['text', 'number', 'list', 'complex'];
    const before = [
      attribute('text', {}),
      attribute('number', { type: 'integer' }),
      attribute('list', { multiValued: true }),
      attribute('complex', { type: 'complex', subAttributes: [attribute('value', {})] }),
    ];
    const schema = (attributes: typeof before) => [{ id: HR, name: 'Hr', description: 'HR', attributes }];
    const changing = await house.provider('lenient', schema(before));
    const stated = { text: '2026-02-31T00:00:00Z', number: 5, list: ['a'], complex: { value: 'x' } };
    await house.users.create(changing.actor, changing.source, { userName: newId(), [HR]: stated });
    const values = { string: '"x"', boolean: 'true', integer: '5', decimal: '5.5', dateTime: '"2026-01-01T00:00:00Z"' };
    for (const [type, value] of Object.entries(values)) {
      for (const multiValued of [false, true]) {
        const now = names.map((name) => attribute(name, { type: type as keyof typeof values, multiValued }));
        Object.assign(changing.source, { extensions: schema(now) });
        for (const name of names) {
          for (const filter of [`${HR}:${name} eq ${value}`, `${HR}:${name} ne ${value}`, `${HR}:${name} pr`]) {
            const list = house.users.list(changing.actor, changing.source, { filter, sortBy: `${HR}:${name}` });
            expect([filter, await codeOf(list)]).toEqual([filter, 'done']);
          }
        }
      }
    }
  });

  it('finds people as they are after each change, and nobody who is deleted [scim.filter.current]', async () => {
    const tag = newId();
    const count = async (filter: string) =>
      (await house.users.list(idp.actor, idp.source, { filter: `${filter} and userName eq "${tag}"` })).totalResults;
    const emails = [{ value: 'one@x.com', type: 'work' }];
    const made = await house.users.create(idp.actor, idp.source, { userName: tag, title: 'Chief', emails });
    const patch = (...Operations: object[]) => house.users.patch(idp.actor, idp.source, made.id, { Operations });
    expect(await count('emails eq "ONE@x.com" and title eq "chief"')).toBe(1);
    await patch({ op: 'add', path: 'emails', value: [{ value: 'two@x.com', type: 'home' }] });
    expect(await count('emails eq "one@x.com" and emails[type eq "home" and value eq "two@x.com"]')).toBe(1);
    await patch({ op: 'remove', path: 'emails[type eq "work"]' }, { op: 'replace', path: 'title', value: 'Lead' });
    expect(await count('emails eq "one@x.com" or title eq "chief"')).toBe(0);
    expect(await count('emails.type eq "home" and title eq "lead"')).toBe(1);
    await patch({ op: 'remove', path: 'emails' });
    expect(await count('emails eq null')).toBe(1);
    await patch({ op: 'add', path: 'emails', value: emails });
    await house.users.remove(idp.actor, idp.source, made.id);
    expect(await count('userName pr')).toBe(0);
    const left = await house.sql('SELECT FROM person_value WHERE person_id = $1', [made.id]);
    expect(left).toEqual([]);
  });

  it('touches no value that stays as it is [scim.filter.current]', async () => {
    const emails = [{ value: 'a@x.com', type: 'work', primary: true }];
    const phoneNumbers = [{ value: '1', type: 'work' }];
    const made = await house.users.create(idp.actor, idp.source, { userName: newId(), emails, phoneNumbers });
    const rows = () =>
      house.sql('SELECT attribute, ctid::text FROM person_value WHERE person_id = $1 ORDER BY 1', [made.id]);
    const before = await rows();
    const change = (path: string, value: unknown) =>
      house.users.patch(idp.actor, idp.source, made.id, { Operations: [{ op: 'replace', path, value }] });
    await change('title', 'x');
    expect(await rows()).toEqual(before);
    await change('phoneNumbers', [{ value: '2', type: 'work' }]);
    expect((await rows())[0]).toEqual(before[0]);
  });
});

describe('a filter on groups', () => {
  it.each<[string, number | 'E', ...string[]]>([
    [
      'name',
      1,
      'displayName eq "TOUR guides"',
      'displayName sw "tour"',
      `${GRP}:displayName co "GUI"`,
      'displayName pr',
    ],
    ['externalId', 1, 'externalId eq "G1"'],
    ['externalId exactly', 0, 'externalId eq "g1"'],
    ['members', 1, 'members eq "{id}"', 'members.value eq "{id}"', 'members[value eq "{id}"]', 'members pr'],
    ['membership check of Entra', 1, 'id eq "{group}" and members eq "{id}"'],
    [
      'members on one element',
      1,
      'members[value eq "{id}" and type eq "user"]',
      `members.$ref eq "${root}/Users/{id}"`,
    ],
    ['members of others', 0, `members eq "${newId()}"`, 'members eq "x"', 'members.type eq "Group"', 'members eq null'],
    ['F27', 0, 'members.$ref eq "x"'],
    [
      'meta',
      1,
      'meta.resourceType eq "Group"',
      'meta.version eq "W/\\"1\\""',
      'meta.created gt "2020-01-01T00:00:00Z"',
      `meta.location ew "{group}"`,
    ],
    ['meta of others', 0, 'meta.lastModified lt "2020-01-01T00:00:00Z"', 'meta.version eq "W/\\"2\\""'],
    ['unknown', 'E', 'userName eq "x"', 'members.nosuch eq "x"', 'displayName.x eq "y"'],
  ])('%s: found %s times [scim.filter.groups]', async (_, expected, ...filters) => {
    for (const filter of filters) {
      const real = filter.replaceAll('{id}', id).replaceAll('{group}', group);
      const list = house.groups.list(idp.actor, idp.source, { filter: real });
      const count = (await codeOf(list)) === 'scim.invalid-filter' ? 'E' : (await list).totalResults;
      expect([filter, count]).toEqual([filter, expected]);
    }
  });
});
