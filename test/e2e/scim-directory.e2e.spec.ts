import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { INestApplicationContext } from '@nestjs/common';
import { Db } from '@app/database';
import { Groups, People, type SourceDialect, type SourceRow, Sources, isSubordinate, managerOf } from '@app/directory';
import { type Actor, Refusal, newId, system } from '@app/kernel';
import { ScimGroups, ScimModule, ScimUsers } from '@app/scim';
import { openContext, surroundingsOf } from '../support/context.js';
import { freshDatabase, whileSilent } from '../support/database.js';

const ENT = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
let database: Awaited<ReturnType<typeof freshDatabase>>;
let app: INestApplicationContext;
let users: ScimUsers;
let groups: ScimGroups;
let actor: Actor;
let source: SourceRow;
let other: { actor: Actor; source: SourceRow };

async function connected(name: string, dialect: SourceDialect) {
  const { token } = await app.get(Sources).connect(system('test'), { name, dialect });
  return { token, ...(await app.get(Sources).authenticate(token)) };
}
beforeAll(async () => {
  database = await freshDatabase();
  app = await openContext(surroundingsOf(database.url), ScimModule);
  [users, groups] = [app.get(ScimUsers), app.get(ScimGroups)];
  ({ actor, source } = await connected('entra', 'entra'));
  other = await connected('okta', 'okta');
});
afterAll(async () => {
  await app?.close();
  await database?.drop();
});
const sql = <T>(text: string, parameters: unknown[] = []): Promise<T[]> =>
  app.get(Db).read(actor, (tx) => tx.query<T[]>(text, parameters));
const ledger = () => sql<{ type: string; entry: string }>('SELECT type, entry FROM ledger_pending ORDER BY uid');
const entries = async (): Promise<number> => (await ledger()).length;
let mark = 0;
beforeEach(async () => void (mark = await entries()));

/** What the ledger was told since the test began. */
const told = async (): Promise<string[]> =>
  (await ledger()).slice(mark).map(({ type, entry }) => {
    const { added, removed } = (JSON.parse(entry) as { d: { added?: string[]; removed?: string[] } }).d;
    return added && removed ? `${type} +${added.length} -${removed.length}` : type;
  });
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};
const unique = (name: string): string => `${name}-${newId()}`;
const joined = (body: object = {}) => users.create(actor, source, { userName: unique('user'), ...body });
const patch = (id: string, ...Operations: unknown[]) => users.patch(actor, source, id, { Operations });
const patchGroup = (id: string, ...Operations: unknown[]) => groups.patch(actor, source, id, { Operations });
const membersOf = async (id: string): Promise<string[]> => {
  const { members = [] } = (await groups.get(actor, source, id)) as { members?: { value: string }[] };
  return members.map(({ value }) => value).toSorted();
};

describe('a source token', () => {
  it('opens its source and is kept only as a hash [directory.token]', async () => {
    const { token, source: opened } = await connected(unique('s'), 'lenient');
    expect(opened.dialect).toBe('lenient');
    const kept = JSON.stringify(await sql('SELECT *, encode(token_hash, $1) FROM source_token', ['escape']));
    expect(kept).not.toContain(token.slice(-43));
  });

  it('opens nothing when altered, unknown, expired or revoked [directory.token.dead]', async () => {
    const { token } = await connected(unique('s'), 'lenient');
    const id = token.slice(5, 41);
    const set = (change: string) =>
      app.get(Db).write(actor, async (tx) => {
        tx.record({ action: 'test.changed', subject: id });
        await tx.query(`UPDATE source_token SET ${change} WHERE id = $1`, [id]);
      });
    const opening = () => codeOf(app.get(Sources).authenticate(token));
    const altered = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`;
    const unknown = token.replace(id, newId());
    for (const wrong of ['', 'x', altered, unknown]) {
      expect(await codeOf(app.get(Sources).authenticate(wrong))).toBe('source.token-invalid');
    }
    expect(await opening()).toBe('done');
    await set('revoked_at = now()');
    expect(await opening()).toBe('source.token-invalid');
    await set('revoked_at = NULL, expires_at = now()');
    expect(await opening()).toBe('source.token-invalid');
  });

  it('belongs to a source whose name nobody else has [directory.source.name]', async () => {
    expect(await codeOf(connected('okta', 'okta'))).toBe('source.name-taken');
  });
});

describe('the repetition of a write', () => {
  const lease = 400;

  it('that made a leaver waits for the fence as the first one does [fence.repeated]', async () => {
    const { id } = await joined({ active: true });
    const leave = () => patch(id, { op: 'replace', value: { active: false } });
    await leave();
    expect(await whileSilent(database.url, lease, leave)).toBeGreaterThanOrEqual(lease);
  });

  it.each(['patch', 'replace'] as const)('that took a member away waits, too, by %s [fence.repeated]', async (verb) => {
    const { id: member } = await joined();
    const displayName = unique('group');
    const { id } = await groups.create(actor, source, { displayName, members: [{ value: member }] });
    const takeAway = () =>
      verb === 'patch'
        ? patchGroup(id, { op: 'remove', path: 'members', value: [{ value: member }] })
        : groups.replace(actor, source, id, { displayName });
    await takeAway();
    expect(await whileSilent(database.url, lease, takeAway)).toBeGreaterThanOrEqual(lease);
  });
});

describe('a user', () => {
  it('is created, shown, replaced, patched and removed [scim.users]', async () => {
    const userName = unique('Ada');
    const made = await users.create(actor, source, {
      userName,
      externalId: unique('e'),
      active: 'True',
      emails: [{ value: 'Ada@X.com', primary: 'True' }],
      [ENT]: { department: 'Eng' },
    });
    expect(made).toMatchObject({ userName, active: true, meta: { version: 'W/"1"', resourceType: 'User' } });
    expect(made.meta.lastModified).toBe(made.meta.created);
    expect(await users.get(actor, source, made.id)).toEqual(made);
    const replaced = await users.replace(actor, source, made.id, { userName, title: 'Dr' });
    expect(replaced).toMatchObject({ userName, title: 'Dr', active: true, meta: { version: 'W/"2"' } });
    expect(replaced).not.toHaveProperty('emails');
    const left = await patch(made.id, { op: 'Replace', path: 'active', value: 'False' });
    expect(left).toMatchObject({ active: false, meta: { version: 'W/"3"' } });
    expect(await users.replace(actor, source, made.id, { userName })).toMatchObject({ active: false });
    await users.remove(actor, source, made.id);
    expect(await told()).toEqual(['person.joined', 'person.relinked', 'person.left', 'person.moved', 'person.removed']);
    const gone = [
      users.get(actor, source, made.id),
      users.replace(actor, source, made.id, { userName }),
      patch(made.id, { op: 'remove', path: 'title' }),
      users.remove(actor, source, made.id),
    ];
    expect(await Promise.all(gone.map(codeOf))).toEqual(gone.map(() => 'person.unknown'));
    const again = await users.create(actor, source, { userName });
    expect(again.id).not.toBe(made.id);
  });

  it('written again as it is makes no version, no event and no entry [scim.no-op]', async () => {
    const body = { userName: unique('u'), emails: [{ value: 'a@x', type: 'work' }], [ENT]: { manager: 'm' } };
    const made = await users.create(actor, source, body);
    const before = await entries();
    mark = await entries();
    expect(await users.replace(actor, source, made.id, body)).toEqual(made);
    expect(await patch(made.id, { op: 'Add', path: 'emails', value: [{ value: 'A@X', type: 'work' }] })).toMatchObject({
      meta: { version: 'W/"2"' },
    });
    const settled = await users.get(actor, source, made.id);
    const after = await entries();
    expect(after).toBe(before + 1);
    const same = [
      { op: 'Replace', path: 'active', value: 'True' },
      { op: 'Add', path: `${ENT}:manager`, value: [{ value: 'm' }] },
    ];
    expect(await patch(made.id, ...same)).toEqual(settled);
    expect(await patch(made.id, ...same)).toEqual(settled);
    expect(await entries()).toBe(after);
    expect(await told()).toEqual(['person.changed']);
  });

  it('of a name that ten ask for at once is created once [scim.users.unique]', async () => {
    const userName = unique('Grace');
    const codes = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        codeOf(users.create(actor, source, { userName: i % 2 ? userName : userName.toUpperCase() })),
      ),
    );
    expect(codes.toSorted()).toEqual(['done', ...Array.from({ length: 9 }, () => 'person.user-name-taken')]);
    const externalId = unique('e');
    await joined({ externalId });
    expect(await codeOf(joined({ externalId }))).toBe('person.external-id-taken');
    const someone = await joined();
    expect(await codeOf(patch(someone.id, { op: 'replace', path: 'userName', value: userName }))).toBe(
      'person.user-name-taken',
    );
  });

  it('keeps what twenty patch at once [scim.users.concurrent]', async () => {
    const { id } = await joined();
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => patch(id, { op: 'add', path: 'ims', value: [{ value: `im${i}` }] })),
    );
    const after = await users.get(actor, source, id);
    expect(after['ims']).toHaveLength(20);
    expect(after.meta.version).toBe('W/"21"');
  });

  it('is left as it was by a PATCH that is refused [scim.patch.atomic]', async () => {
    const made = await joined({ title: 'T' });
    const before = await entries();
    const refused = patch(made.id, { op: 'remove', path: 'title' }, { op: 'replace', path: 'nosuch', value: 1 });
    expect(await codeOf(refused)).toBe('scim.invalid-path');
    expect(await users.get(actor, source, made.id)).toEqual(made);
    expect(await entries()).toBe(before);
  });

  it('of another source is unknown, as is an id without form [scim.sources-apart]', async () => {
    const { id } = await joined();
    for (const key of [id, newId(), 'no-uuid', `${id}'`, '']) {
      expect(await codeOf(users.get(other.actor, other.source, key))).toBe('person.unknown');
      expect(await codeOf(users.remove(other.actor, other.source, key))).toBe('person.unknown');
    }
    const { totalResults } = await users.list(other.actor, other.source, { filter: `id eq "${id}"` });
    expect(totalResults).toBe(0);
  });
});

describe('a group', () => {
  const group = (body: object = {}) => groups.create(actor, source, { displayName: unique('G'), ...body });

  it('is a set of people [scim.groups]', async () => {
    const people = await Promise.all([joined(), joined(), joined()]);
    const [a, b, c] = people.map(({ id }) => id) as [string, string, string];
    mark = await entries();
    const { id } = await group({ members: [{ value: a }, { value: a }] });
    const add = (...ids: string[]) =>
      patchGroup(id, { op: 'Add', path: 'members', value: ids.map((value) => ({ value })) });
    expect(await add(a, b)).toBeUndefined();
    expect(await membersOf(id)).toEqual([a, b].toSorted());
    await patchGroup(id, { op: 'remove', path: `members[value eq "${a}"]` }, { op: 'Add', path: 'members', value: c });
    expect(await membersOf(id)).toEqual([b, c].toSorted());
    await patchGroup(id, { op: 'Remove', path: 'members', value: [{ value: b }] });
    await patchGroup(id, { op: 'replace', path: 'members', value: [{ value: a }, { value: c }] });
    expect(await membersOf(id)).toEqual([a, c].toSorted());
    expect((await users.get(actor, source, c))['groups']).toMatchObject([{ value: id }]);
    await patchGroup(id, { op: 'remove', path: 'members' });
    expect(await membersOf(id)).toEqual([]);
    expect(await told()).toEqual([
      'group.created',
      'membership.changed +1 -0',
      'membership.changed +1 -0',
      'membership.changed +1 -1',
      'membership.changed +0 -1',
      'membership.changed +1 -0',
      'membership.changed +0 -2',
    ]);
  });

  it('written again as it is leaves no trace [scim.no-op]', async () => {
    const { id: a } = await joined();
    const body = { displayName: unique('G'), members: [{ value: a }] };
    const { id } = await groups.create(actor, source, body);
    const before = await entries();
    await patchGroup(id, { op: 'add', path: 'members', value: [{ value: a, display: 'x' }] });
    await patchGroup(id, { op: 'remove', path: `members[value eq "${newId()}"]` });
    await patchGroup(id, { op: 'remove', path: 'members', value: [{ value: 'no-uuid' }] });
    await patchGroup(id, { op: 'replace', path: 'members', value: [{ value: a }] });
    await patchGroup(id, { op: 'replace', value: { id, displayName: body.displayName } });
    await groups.replace(actor, source, id, body);
    expect(await entries()).toBe(before);
  });

  it('is renamed, and its name is its own [scim.groups.unique]', async () => {
    const [{ id }, taken] = [await group(), await group()];
    const name = unique('New');
    await patchGroup(id, { op: 'replace', value: { id, displayName: name } });
    expect(await groups.get(actor, source, id, { excludedAttributes: 'members' })).toMatchObject({ displayName: name });
    const clash = { displayName: String(taken['displayName']).toUpperCase() };
    expect(await codeOf(groups.create(actor, source, clash))).toBe('group.name-taken');
    expect(await codeOf(patchGroup(id, { op: 'replace', value: clash }))).toBe('group.name-taken');
    await groups.create(other.actor, other.source, clash);
  });

  it('takes only people of its source [scim.groups.unknown-member]', async () => {
    const { id } = await group();
    const stranger = await users.create(other.actor, other.source, { userName: unique('s') });
    const gone = await joined();
    await users.remove(actor, source, gone.id);
    for (const value of [newId(), 'no-uuid', stranger.id, gone.id]) {
      expect(await codeOf(patchGroup(id, { op: 'add', path: 'members', value: [{ value }] }))).toBe(
        'group.member-unknown',
      );
    }
    expect(await membersOf(id)).toEqual([]);
  });

  it('gains and loses members by many writers at once, none lost, none twice [scim.groups.concurrent]', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, () => joined()));
    const ids = people.map((person) => person.id);
    const { id } = await group();
    const adding = ids.flatMap((value) => [value, value]);
    await Promise.all(adding.map((value) => patchGroup(id, { op: 'add', path: 'members', value: [{ value }] })));
    expect(await membersOf(id)).toEqual(ids.toSorted());
    expect((await told()).filter((line) => line === 'membership.changed +1 -0')).toHaveLength(20);
    const removal = { op: 'remove', path: 'members', value: ids.slice(5).map((value) => ({ value })) };
    await Promise.all(Array.from({ length: 5 }, () => patchGroup(id, removal)));
    expect(await membersOf(id)).toEqual(ids.slice(0, 5).toSorted());
    expect((await told()).filter((line) => line.endsWith('-15'))).toHaveLength(1);
  });

  it('holds what one of many replacements says, never a mixture [scim.groups.concurrent]', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => joined()));
    const { id } = await group();
    await Promise.all(
      people.map((person) => patchGroup(id, { op: 'replace', path: 'members', value: [{ value: person.id }] })),
    );
    expect(await membersOf(id)).toHaveLength(1);
  });

  it('loses a member whom a faster clock added [scim.groups]', async () => {
    const { id: a } = await joined();
    const { id } = await group({ members: [a] });
    await app.get(Db).write(actor, async (tx) => {
      tx.record({ action: 'test.changed', subject: id });
      await tx.query(`UPDATE membership SET valid_from = now() + interval '1 hour' WHERE group_id = $1`, [id]);
    });
    await patchGroup(id, { op: 'remove', path: `members[value eq "${a}"]` });
    expect(await membersOf(id)).toEqual([]);
  });

  it('never keeps somebody who is deleted meanwhile [scim.groups.concurrent]', async () => {
    const { id } = await group();
    const people = await Promise.all(Array.from({ length: 10 }, () => joined()));
    await Promise.all(
      people.flatMap((person) => [
        codeOf(patchGroup(id, { op: 'add', path: 'members', value: [{ value: person.id }] })),
        users.remove(actor, source, person.id),
      ]),
    );
    expect(await membersOf(id)).toEqual([]);
  });

  it('costs what changes, not what it holds, and takes many in parts [scim.groups.scale] [scim.groups.parts]', async () => {
    const [crowd, { id: one }] = [Array.from({ length: 5000 }, () => newId()), await joined()];
    const directory = app.get(Groups);
    await app.get(Db).write(actor, async (tx) => {
      tx.record({ action: 'test.changed', subject: 'crowd' });
      await tx.query(
        `INSERT INTO person (id, source_id, user_name, user_name_key, display_name, status, attributes, version,
           created_at, changed_at)
         SELECT id, $2, id, id, id, 'active', '{}', 1, now(), now() FROM unnest($1::uuid[]) AS made (id)`,
        [crowd, source.id],
      );
      const held = await directory.add(tx, source.id, { displayName: unique('G'), externalId: null });
      const query = vi.spyOn(tx, 'query');
      expect(new Set(await directory.addMembers(tx, held.id, crowd))).toEqual(new Set(crowd));
      const lists = query.mock.calls.flatMap(([, values]) => (values ?? []) as unknown[]).filter(Array.isArray);
      expect(Math.max(...lists.map((list: unknown[]) => list.length))).toBeLessThanOrEqual(2000);
      query.mockRestore();
      const rowsRead = async (): Promise<number> => {
        const [row] = await tx.query<{ n: number }[]>(
          `SELECT (seq_tup_read + idx_tup_fetch)::int AS n FROM pg_stat_xact_user_tables WHERE relname = 'membership'`,
        );
        return row!.n;
      };
      const before = await rowsRead();
      expect(await directory.addMembers(tx, held.id, [one, crowd[0]!])).toEqual([one]);
      expect(await directory.removeMembers(tx, held.id, [one, newId()])).toEqual([one]);
      expect((await rowsRead()) - before).toBeLessThan(20);
    });
  });

  it('loses those who are deleted [scim.groups]', async () => {
    const { id: a } = await joined();
    const { id } = await group({ members: [a] });
    await users.remove(actor, source, a);
    expect(await membersOf(id)).toEqual([]);
  });

  it('lets its members go when it is deleted [scim.groups]', async () => {
    const { id: a } = await joined();
    const { id } = await group({ members: [a] });
    await groups.remove(actor, source, id);
    expect((await told()).at(-2)).toBe('membership.changed +0 -1');
    expect(await users.get(actor, source, a)).not.toHaveProperty('groups');
    const gone = [
      groups.get(actor, source, id),
      groups.remove(actor, source, id),
      patchGroup(id, { op: 'remove', path: 'members' }),
    ];
    expect(await Promise.all(gone.map(codeOf))).toEqual(gone.map(() => 'group.unknown'));
  });

  it('is left as it was when one operation is refused [scim.patch.atomic]', async () => {
    const { id: a } = await joined();
    const made = await group();
    const name = { op: 'replace', path: 'displayName', value: 'x' };
    const adding = { op: 'add', path: 'members', value: [{ value: a }, { value: newId() }] };
    expect(await codeOf(patchGroup(made.id, name, adding))).toBe('group.member-unknown');
    expect(await groups.get(actor, source, made.id)).toEqual(made);
  });
});

describe('a list', () => {
  const tag = newId();
  const found = async (filter: string): Promise<number | string> => {
    try {
      return (await users.list(actor, source, { filter: `(${filter}) and userName ew "${tag}"` })).totalResults;
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  };
  let id: string;
  const manager = newId();
  beforeAll(async () => {
    const made = await users.create(actor, source, {
      userName: `Bj_ensen-É-${tag}`,
      externalId: `E1-${tag}`,
      active: true,
      displayName: 'Babs',
      emails: [
        { type: 'work', value: 'B@x.com', primary: true },
        { type: 'home', value: 'h@y.com' },
      ],
      [ENT]: { manager },
    });
    id = made.id;
  });

  it.each<[string, () => string, number | string]>([
    ['F1', () => `userName eq "BJ_ENSEN-é-${tag}"`, 1],
    ['F2', () => `USERNAME Eq "bj_ensen-É-${tag}"`, 1],
    ['F3', () => `externalId eq "e1-${tag}"`, 0],
    ['F3 exact', () => `externalId eq "E1-${tag}"`, 1],
    ['F4', () => 'userName sw "BJ_"', 1],
    ['F4 escaped', () => 'userName sw "B%" or userName sw "b__e"', 0],
    ['F10', () => 'emails eq "b@X.com" and emails pr', 1],
    ['F10 secondary', () => 'emails.value eq "h@y.com"', 1],
    ['value path', () => 'emails[value eq "B@X.COM" or value eq "z"]', 1],
    ['F12', () => 'not(active eq true)', 0],
    ['F12 of nothing', () => 'not (externalId eq "zzz") and not (emails eq "z") and not (id eq "z")', 1],
    ['F13', () => 'active eq true and active eq "True" and active eq True and active ne false', 1],
    ['F14', () => 'externalId eq null', 0],
    ['F16', () => `${ENT}:manager.value eq "${manager}" and ${ENT}:manager pr`, 1],
    ['F16 other', () => `${ENT}:manager eq "zzz" or ${ENT}:manager eq "${newId()}"`, 0],
    ['F17', () => `urn:ietf:params:scim:schemas:core:2.0:User:userName co "ENSEN-"`, 1],
    ['F18', () => 'meta.lastModified gt "2011-05-13T06:42:34+02:30" and meta.created lt "2999-01-01T00:00:00Z"', 1],
    ['F22', () => 'userName eq "a" or userName eq "b" and active eq true', 0],
    ['F23', () => `(userName eq "a" or externalId eq "E1-${tag}") and active eq true`, 1],
    ['F25', () => `userName eq "'; drop table person;--" or userName eq ":source"`, 0],
    ['order', () => 'userName gt "a" and userName le "z"', 1],
    ['id', () => `id eq "${id}"`, 1],
    ['id without form', () => 'id eq "x"', 0],
    ['kind', () => 'meta.resourceType eq "User" and not (meta.resourceType eq "Group")', 1],
    ['F33', () => '__proto__.polluted eq "x"', 'scim.invalid-filter'],
    ['F33 constructor', () => 'constructor pr', 'scim.invalid-filter'],
    ['F34', () => 'nosuch eq "x"', 'scim.invalid-filter'],
    ['F34 password', () => 'password eq "x"', 'scim.invalid-filter'],
    ['F35', () => 'userName gt true', 'scim.invalid-filter'],
    ['F35 boolean', () => 'active gt true', 'scim.invalid-filter'],
    ['no time', () => 'meta.created gt "yesterday"', 'scim.invalid-filter'],
    ['impossible time', () => 'meta.created gt "2011-13-99T00:00:00Z"', 'scim.invalid-filter'],
    ['unknown sub-attribute', () => 'emails.nosuch eq "x"', 'scim.invalid-filter'],
    ['on one element', () => 'emails[type eq "work" and value eq "h@y.com"]', 0],
    ['order of ids', () => 'id gt "x"', 0],
  ])('%s: finds what the filter says [scim.filter]', async (_, filter, expected) =>
    expect(await found(filter())).toBe(expected),
  );

  it('holds those of whom nothing is known to be otherwise [scim.filter]', async () => {
    const { userName } = await joined();
    const unlike = `not (externalId eq "z") and not (emails eq "z") and not (${ENT}:manager eq "${newId()}")`;
    const { totalResults } = await users.list(actor, source, {
      filter: `userName eq "${String(userName)}" and ${unlike}`,
    });
    expect(totalResults).toBe(1);
  });

  it('of groups is filtered by name and member [scim.filter]', async () => {
    const displayName = unique('Name');
    await groups.create(actor, source, { displayName, members: [{ value: id }] });
    const count = async (filter: string) => (await groups.list(actor, source, { filter })).totalResults;
    expect(await count(`displayName eq "${displayName.toUpperCase()}"`)).toBe(1);
    expect(await count(`members[value eq "${id}"]`)).toBe(1);
    expect(await count(`id pr and members eq "${id}"`)).toBe(1);
    expect(await count(`members eq "${newId()}" or members eq "x"`)).toBe(0);
    const page = await groups.list(actor, source, { filter: `members eq "${id}"`, excludedAttributes: 'members' });
    expect(page.Resources[0]).toMatchObject({ displayName });
    expect(page.Resources[0]).not.toHaveProperty('members');
  });

  it('is given page by page, and with nothing found is empty [scim.list]', async () => {
    const names = await Promise.all(
      Array.from({ length: 5 }, () => users.create(other.actor, other.source, { userName: unique('p') })),
    );
    const seen: string[] = [];
    for (let startIndex = 1; startIndex <= 5; startIndex += 2) {
      const page = await users.list(other.actor, other.source, {
        filter: 'userName sw "p-"',
        startIndex: `${startIndex}`,
        count: '2',
      });
      expect(page).toMatchObject({ totalResults: 5, startIndex, itemsPerPage: page.Resources.length });
      seen.push(...page.Resources.map((user) => user.id));
    }
    expect(seen.toSorted()).toEqual(names.map((user) => user.id).toSorted());
    const none = await users.list(actor, source, { filter: 'userName eq "nobody"' });
    expect(none).toMatchObject({ totalResults: 0, itemsPerPage: 0, Resources: [] });
    expect(await users.list(actor, source, { count: '0' })).toMatchObject({ Resources: [] });
  });
});

describe('managers', () => {
  it('are found over leavers and through cycles [directory.managers]', async () => {
    const boss = await joined();
    const gone = await joined({ active: false, [ENT]: { manager: boss.id } });
    const worker = await joined({ [ENT]: { manager: gone.id } });
    await patch(boss.id, { op: 'add', path: `${ENT}:manager`, value: worker.id });
    await app.get(Db).read(actor, async (tx) => {
      expect((await managerOf(tx, worker.id))?.id).toBe(boss.id);
      expect(await isSubordinate(tx, worker.id, boss.id)).toBe(true);
      expect(await isSubordinate(tx, worker.id, worker.id)).toBe(false);
      expect(await isSubordinate(tx, worker.id, newId())).toBe(false);
      expect(await managerOf(tx, newId())).toBeNull();
    });
    const dangling = newId();
    const orphan = await joined({ [ENT]: { manager: dangling } });
    const tx = { manager: (personId: string) => app.get(Db).read(actor, (open) => managerOf(open, personId)) };
    expect(await tx.manager(orphan.id)).toBeNull();
    expect((await app.get(Db).read(actor, (open) => app.get(People).find(open, orphan.id)))?.managerId).toBe(dangling);
  });

  it('are followed twenty steps up and no further [directory.managers]', async () => {
    let above: string | undefined;
    const chain: string[] = [];
    for (let i = 0; i < 23; i++) {
      const { id } = await joined(above ? { [ENT]: { manager: above } } : {});
      chain.push((above = id));
    }
    const [top, second, third] = chain as [string, string, string];
    await app.get(Db).read(actor, async (tx) => {
      const below = chain.at(-1)!;
      expect(await isSubordinate(tx, below, third)).toBe(true);
      expect(await isSubordinate(tx, below, second)).toBe(false);
      expect(await isSubordinate(tx, below, top)).toBe(false);
    });
  });
});
