import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '@app/kernel';
import type { ScimResource } from '@app/scim';
import { type Provider, codeOf, idsOf, openScimHouse } from '../support/scim-house.js';
import { HandClock } from '../support/world.js';

const clock = new HandClock();
let house: Awaited<ReturnType<typeof openScimHouse>>;
let idp: Provider;

beforeAll(async () => {
  house = await openScimHouse(clock);
  idp = await house.provider();
});
afterAll(() => house?.close());

const person = async () => (await house.users.create(idp.actor, idp.source, { userName: newId() })).id;
const group = (members: string[] = []) =>
  house.groups.create(idp.actor, idp.source, { displayName: newId(), members: members.map((value) => ({ value })) });
const read = (id: string) => house.groups.get(idp.actor, idp.source, id);
const patch = (id: string, Operations: object[], when = {}, query = {}) =>
  house.groups.patch(idp.actor, idp.source, id, { Operations }, query, when);
const add = (value: string) => ({ op: 'add', path: 'members', value: [{ value }] });
const remove = (value: string) => ({ op: 'remove', path: `members[value eq "${value}"]` });
const versionOf = ({ meta }: ScimResource): string => meta.version ?? '';
const pass = (): void => void (clock.at = new Date(clock.at.getTime() + 1000));

describe('the version of a group', () => {
  it('begins with its creation, members included [scim.groups.version]', async () => {
    const { meta, id } = await group([await person(), await person()]);
    expect(meta.lastModified).toBe(meta.created);
    expect(meta.version).toBe('W/"1"');
    expect((await read(id)).meta).toEqual(meta);
  });

  it('changes with every effective change of name or members, and with nothing else [scim.groups.version]', async () => {
    const [a, b] = [await person(), await person()];
    const { id } = await group([a]);
    const versions: string[] = [];
    const after = async (work: () => Promise<unknown>): Promise<boolean> => {
      const before = await read(id);
      pass();
      await work();
      const now = await read(id);
      const changed = versionOf(before) !== versionOf(now);
      expect(now.meta.lastModified > before.meta.lastModified).toBe(changed);
      if (changed) versions.push(versionOf(now));
      return changed;
    };
    expect(await after(() => patch(id, [add(b)]))).toBe(true);
    expect(await after(() => patch(id, [add(b)]))).toBe(false);
    expect(await after(() => patch(id, [remove(a)]))).toBe(true);
    expect(await after(() => patch(id, [remove(a)]))).toBe(false);
    expect(await after(() => patch(id, [{ op: 'replace', path: 'displayName', value: `renamed ${id}` }]))).toBe(true);
    const body = { displayName: `renamed ${id}`, members: [{ value: b }] };
    expect(await after(() => house.groups.replace(idp.actor, idp.source, id, body))).toBe(false);
    expect(await after(() => house.groups.replace(idp.actor, idp.source, id, { ...body, members: [] }))).toBe(true);
    expect(new Set(versions).size).toBe(4);
  });

  it('changes when a member is deleted [scim.groups.version]', async () => {
    const [a, b] = [await person(), await person()];
    const made = await group([a, b]);
    pass();
    await house.users.remove(idp.actor, idp.source, a);
    const now = await read(made.id);
    expect(versionOf(now)).not.toBe(versionOf(made));
    expect(now.meta.lastModified > made.meta.lastModified).toBe(true);
  });

  it('counts each of many changes at once, and makes none wait for another [scim.groups.version.concurrent]', async () => {
    const { id } = await group();
    const people = await Promise.all(Array.from({ length: 30 }, person));
    await Promise.all(people.map((one) => patch(id, [add(one)])));
    expect(versionOf(await read(id))).toBe('W/"31"');
    const shards = await house.sql<{ n: number }>('SELECT count(*)::int AS n FROM group_revision WHERE group_id = $1', [
      id,
    ]);
    expect(shards[0]?.n).toBeGreaterThan(1);
  });

  it('can be searched for [scim.filter.groups]', async () => {
    const made = await group();
    pass();
    await patch(made.id, [add(await person())]);
    const found = async (filter: string) =>
      idsOf(await house.groups.list(idp.actor, idp.source, { filter: `id eq "${made.id}" and ${filter}` }));
    expect(await found('meta.version eq "W/\\"2\\""')).toEqual([made.id]);
    expect(await found(`meta.lastModified gt "${made.meta.lastModified}"`)).toEqual([made.id]);
    expect(await found(`meta.lastModified le "${made.meta.lastModified}"`)).toEqual([]);
  });
});

describe('a write on condition', () => {
  it('of a version is done to that version only [scim.groups.precondition]', async () => {
    const [a, b] = [await person(), await person()];
    const made = await group([a]);
    const ifMatch = versionOf(made);
    await patch(made.id, [add(b)], { ifMatch });
    const late = [
      patch(made.id, [remove(b)], { ifMatch }),
      house.groups.replace(idp.actor, idp.source, made.id, { displayName: newId() }, {}, { ifMatch }),
      house.groups.remove(idp.actor, idp.source, made.id, { ifMatch }),
      patch(made.id, [remove(b)], { ifNoneMatch: '*' }),
    ];
    expect(await Promise.all(late.map(codeOf))).toEqual(late.map(() => 'scim.precondition-failed'));
    const { displayName, members } = await read(made.id);
    expect([displayName, members]).toMatchObject([made['displayName'], [{ value: a }, { value: b }]]);
    await house.groups.remove(idp.actor, idp.source, made.id, { ifMatch: `W/"0", ${versionOf(await read(made.id))}` });
    expect(await codeOf(read(made.id))).toBe('group.unknown');
  });

  it('is done by one of many who name the same version [scim.groups.precondition]', async () => {
    const made = await group();
    const people = await Promise.all(Array.from({ length: 10 }, person));
    const when = { ifMatch: versionOf(made) };
    const codes = await Promise.all(people.map((one) => codeOf(patch(made.id, [add(one)], when))));
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    expect((await read(made.id))['members']).toHaveLength(1);
  });
});

describe('a group PATCH', () => {
  it('answers with the group only when attributes are asked for [scim.groups.answer]', async () => {
    const a = await person();
    const { id } = await group();
    expect(await patch(id, [add(a)])).toBeUndefined();
    expect(await patch(id, [add(a)], {}, { attributes: 'members' })).toMatchObject({ id, members: [{ value: a }] });
    expect(await patch(id, [add(a)], {}, { attributes: 'displayName' })).not.toHaveProperty('members');
  });
});
