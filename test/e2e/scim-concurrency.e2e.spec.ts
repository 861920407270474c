import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScimServer, openScimServer } from '../support/scim-server.js';
import type { ScimWire, WireAnswer } from '../support/scim-wire.js';
import { newId } from '@app/kernel';

const CLIENTS = 50;
let server: ScimServer;
let wire: ScimWire;
let sourceId: string;
beforeAll(async () => {
  server = await openScimServer();
  const made = await server.source('lenient');
  [wire, sourceId] = [made.wire, made.source.id];
});
afterAll(async () => {
  await wire?.close();
  await server?.close();
});

const USR = 'urn:ietf:params:scim:schemas:core:2.0:User';
const aUser = (body: object = {}) => wire.made('/Users', { schemas: [USR], userName: `u-${newId()}`, ...body });
const aGroup = (...ids: string[]) =>
  wire.made('/Groups', { displayName: `g-${newId()}`, members: ids.map((value) => ({ value })) });
const get = async (path: string) =>
  (await wire.send({ path })).body as Record<string, unknown> & { meta: { version: string } };
const membersOf = async (id: string): Promise<string[]> =>
  (((await get(`/Groups/${id}`))['members'] ?? []) as { value: string }[]).map(({ value }) => value).toSorted();
const eventsOf = async (personId: string): Promise<string[]> =>
  (
    await server.sql<{ kind: string }>('SELECT kind FROM lifecycle_event WHERE person_id = $1 ORDER BY id', [personId])
  ).map(({ kind }) => kind);
const entriesOf = async (subject: string, type: string): Promise<number> =>
  (await server.sql('SELECT 1 FROM ledger_pending WHERE subject = $1 AND type = $2', [subject, type])).length;
const statuses = (answers: readonly WireAnswer[]): Record<number, number> => {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
const versionOf = ({ meta }: { meta: { version: string } }): number => Number(/\d+/.exec(meta.version)?.[0]);
const clients = <T>(work: (client: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: CLIENTS }, (_, client) => work(client)));

describe(`${CLIENTS} clients at once on one user`, () => {
  it('lose nothing: each adds its own value, each value and each version is there [scim.concurrent]', async () => {
    const id = await aUser();
    const answers = await clients((n) =>
      wire.patch(`/Users/${id}`, { op: 'add', path: 'ims', value: [{ value: `im${n}` }] }),
    );
    expect(statuses(answers)).toEqual({ 200: CLIENTS });
    const after = await get(`/Users/${id}`);
    expect((after['ims'] as { value: string }[]).map(({ value }) => value).toSorted()).toEqual(
      Array.from({ length: CLIENTS }, (_, n) => `im${n}`).toSorted(),
    );
    expect(versionOf(after)).toBe(1 + CLIENTS);
    expect(await entriesOf(id, 'person.changed')).toBe(CLIENTS);
    expect(new Set(answers.map(({ body }) => versionOf(body as never))).size).toBe(CLIENTS);
  });

  it('make one leaver of the same leaver, and one return of the same return [scim.concurrent]', async () => {
    const id = await aUser();
    const agent = await server.agentOf(id);
    for (const active of [false, true]) {
      const answers = await clients(() => wire.patch(`/Users/${id}`, { op: 'replace', value: { active } }));
      expect(statuses(answers)).toEqual({ 200: CLIENTS });
      expect(answers.every(({ body }) => body?.['active'] === active)).toBe(true);
    }
    expect(await eventsOf(id)).toEqual(['joiner', 'leaver', 'reinstated']);
    expect(versionOf(await get(`/Users/${id}`))).toBe(3);
    expect(await entriesOf(agent, 'agent.suspended')).toBe(1);
    const [standing] = await server.sql<{ status: string }>('SELECT status FROM principal WHERE id = $1', [agent]);
    expect(standing?.status).toBe('active');
  });

  it('move it from word to word without a gap: each event begins where the former ended [scim.concurrent]', async () => {
    const id = await aUser({ title: 'T0' });
    const answers = await clients((n) =>
      wire.patch(`/Users/${id}`, { op: 'replace', path: 'title', value: `T${n % 5}` }),
    );
    expect(statuses(answers)).toEqual({ 200: CLIENTS });
    const rows = await server.sql<{ before: string; after: string }>(
      `SELECT before_digest AS before, after_digest AS after FROM lifecycle_event
       WHERE person_id = $1 AND kind = 'mover'`,
      [id],
    );
    const [{ after: first } = { after: '' }] = await server.sql<{ after: string }>(
      `SELECT after_digest AS after FROM lifecycle_event WHERE person_id = $1 AND kind = 'joiner'`,
      [id],
    );
    expect(versionOf(await get(`/Users/${id}`))).toBe(1 + rows.length);
    expect(rows.every(({ before, after }) => before !== after)).toBe(true);
    // every state was left as often as it was entered, but for the first and the last
    const balance = new Map<string, number>([[first, 1]]);
    for (const { before, after } of rows) {
      balance.set(before, (balance.get(before) ?? 0) - 1);
      balance.set(after, (balance.get(after) ?? 0) + 1);
    }
    expect([...balance.values()].filter((open) => open !== 0)).toEqual([1]);
  });

  it('create one of a name that all ask for [scim.concurrent]', async () => {
    const userName = `same-${newId()}`;
    const answers = await clients((n) =>
      wire.post('/Users', { schemas: [USR], userName: n % 2 ? userName : userName.toUpperCase() }),
    );
    expect(statuses(answers)).toEqual({ 201: 1, 409: CLIENTS - 1 });
  });

  it('delete it once [scim.concurrent]', async () => {
    const id = await aUser();
    const answers = await clients(() => wire.send({ method: 'DELETE', path: `/Users/${id}` }));
    expect(statuses(answers)).toEqual({ 204: 1, 404: CLIENTS - 1 });
    expect(await eventsOf(id)).toEqual(['joiner', 'final_leaver']);
  });

  it('may change it once by the version that all have read [scim.concurrent]', async () => {
    const id = await aUser();
    const body = (n: number) => ({ Operations: [{ op: 'replace', path: 'displayName', value: `D${n}` }] });
    const headers = { 'if-match': 'W/"1"' };
    const answers = await clients((n) => wire.send({ method: 'PATCH', path: `/Users/${id}`, headers, body: body(n) }));
    expect(statuses(answers)).toEqual({ 200: 1, 412: CLIENTS - 1 });
    expect(versionOf(await get(`/Users/${id}`))).toBe(2);
  });
});

describe(`${CLIENTS} clients at once on one group`, () => {
  let people: string[];
  beforeAll(async () => void (people = (await clients(() => aUser())).toSorted()));
  const add = (id: string, ...ids: string[]) =>
    wire.patch(`/Groups/${id}`, { op: 'add', path: 'members', value: ids.map((value) => ({ value })) });
  const remove = (id: string, member: string) =>
    wire.patch(`/Groups/${id}`, { op: 'remove', path: `members[value eq "${member}"]` });
  const shiftsOf = async (groupId: string): Promise<string[]> =>
    (
      await server.sql<{ said: string }>(
        `SELECT person_id || CASE WHEN effects ? 'joined' THEN ' joined' ELSE ' left' END AS said FROM lifecycle_event
         WHERE kind = 'access_change' AND $1 IN (effects ->> 'joined', effects ->> 'left') ORDER BY 1`,
        [groupId],
      )
    ).map(({ said }) => said);

  it('lose no member, tell of each once, and count each change [scim.concurrent]', async () => {
    const id = await aGroup();
    const before = await get(`/Groups/${id}`);
    expect(statuses(await clients((n) => add(id, people[n]!)))).toEqual({ 204: CLIENTS });
    expect(await membersOf(id)).toEqual(people);
    expect(await shiftsOf(id)).toEqual(people.map((person) => `${person} joined`));
    expect(await entriesOf(id, 'membership.changed')).toBe(CLIENTS);
    const after = await get(`/Groups/${id}`);
    expect(versionOf(after) - versionOf(before)).toBe(CLIENTS);
  });

  it('who all add the same people make one change of it [scim.concurrent]', async () => {
    const id = await aGroup();
    const three = people.slice(0, 3);
    expect(statuses(await clients((n) => add(id, ...(n % 2 ? three : three.toReversed()))))).toEqual({ 204: CLIENTS });
    expect(await membersOf(id)).toEqual(three);
    expect(await shiftsOf(id)).toEqual(three.map((person) => `${person} joined`));
  });

  it('who add and remove leave a history that adds up to the members [scim.concurrent]', async () => {
    const id = await aGroup(...people.slice(0, 10));
    await clients((n) => {
      const person = people[n % 10]!;
      return n % 3 === 0 ? add(id, person) : remove(id, person);
    });
    const now = await membersOf(id);
    const told = await shiftsOf(id);
    for (const person of people.slice(0, 10)) {
      const [joined, left] = ['joined', 'left'].map((way) => told.filter((line) => line === `${person} ${way}`).length);
      expect(joined! - left!).toBe(now.includes(person) ? 1 : 0);
    }
    const open = await server.sql('SELECT 1 FROM membership WHERE group_id = $1 AND valid_to IS NULL', [id]);
    expect(open).toHaveLength(now.length);
  });

  it('who replace its members leave what one of them said, never a mixture [scim.concurrent]', async () => {
    const id = await aGroup();
    const teams = people.map((_, n) => [people[n]!, people[(n + 7) % CLIENTS]!].toSorted());
    await clients((n) =>
      wire.patch(`/Groups/${id}`, { op: 'replace', path: 'members', value: teams[n]!.map((value) => ({ value })) }),
    );
    expect(teams).toContainEqual(await membersOf(id));
  });

  it('while it is renamed lose neither the name nor a member [scim.concurrent]', async () => {
    const id = await aGroup();
    const names = Array.from({ length: CLIENTS }, (_, n) => `name-${n}-${newId()}`);
    const answers = await clients((n) =>
      n % 5 === 0
        ? wire.patch(`/Groups/${id}`, { op: 'replace', value: { displayName: names[n] } })
        : add(id, people[n]!),
    );
    expect(statuses(answers)).toEqual({ 204: CLIENTS });
    expect(await membersOf(id)).toEqual(people.filter((_, n) => n % 5 !== 0));
    expect(names).toContain((await get(`/Groups/${id}`))['displayName']);
  });

  it('while its members leave the company keep nobody who is gone [scim.concurrent]', async () => {
    const leaving = await clients(() => aUser());
    const id = await aGroup();
    const answers = await clients(async (n) => {
      const [added, gone] = await Promise.all([
        add(id, leaving[n]!),
        wire.send({ method: 'DELETE', path: `/Users/${leaving[n]}` }),
      ]);
      return [added.status, gone.status].join();
    });
    expect(new Set(answers)).toEqual(new Set(answers.filter((said) => ['204,204', '400,204'].includes(said))));
    expect(await membersOf(id)).toEqual([]);
    const open = await server.sql(
      `SELECT 1 FROM membership m JOIN person p ON p.id = m.person_id WHERE m.group_id = $1 AND m.valid_to IS NULL`,
      [id],
    );
    expect(open).toEqual([]);
  });
});

describe('any mixture of writes at once', () => {
  it('adds up: versions, events, memberships and ledger tell the same story [scim.concurrent]', async () => {
    const write = fc.record({
      user: fc.nat(3),
      kind: fc.constantFrom('active', 'inactive', 'title', 'join', 'leave'),
      value: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(write, { minLength: 10, maxLength: 40 }), async (writes) => {
        const users = await Promise.all(Array.from({ length: 4 }, () => aUser()));
        const group = await aGroup();
        const answers = await Promise.all(
          writes.map(({ user, kind, value }) => {
            const id = users[user]!;
            const member = [{ value: id }];
            if (kind === 'join') return wire.patch(`/Groups/${group}`, { op: 'add', path: 'members', value: member });
            if (kind === 'leave')
              return wire.patch(`/Groups/${group}`, { op: 'remove', path: 'members', value: member });
            if (kind === 'title')
              return wire.patch(`/Users/${id}`, { op: 'replace', path: 'title', value: `T${value}` });
            return wire.patch(`/Users/${id}`, { op: 'replace', path: 'active', value: kind === 'active' });
          }),
        );
        expect(answers.every(({ status }) => status === 200 || status === 204)).toBe(true);
        for (const id of users) await expectOneStory(id, group);
      }),
      { numRuns: 12, endOnFailure: true, includeErrorInReport: true },
    );
  });

  async function expectOneStory(id: string, group: string): Promise<void> {
    const now = await get(`/Users/${id}`);
    const events = await eventsOf(id);
    const count = (kind: string): number => events.filter((event) => event === kind).length;
    const changes = events.filter((kind) => !['joiner', 'access_change'].includes(kind)).length;
    expect(versionOf(now)).toBe(1 + changes);
    expect(count('leaver') - count('reinstated')).toBe(now['active'] === true ? 0 : 1);
    const [row] = await server.sql<{ joined: number; left: number; open: number; entries: number }>(
      `SELECT count(*) FILTER (WHERE effects ? 'joined')::int AS joined, count(*) FILTER (WHERE effects ? 'left')::int AS left,
         (SELECT count(*)::int FROM membership WHERE person_id = $1::uuid AND group_id = $2 AND valid_to IS NULL) AS open,
         (SELECT count(*)::int FROM ledger_pending WHERE subject = $1::text AND type LIKE 'person.%') AS entries
       FROM lifecycle_event WHERE person_id = $1::uuid AND kind = 'access_change'`,
      [id, group],
    );
    expect(row!.joined - row!.left).toBe(row!.open);
    expect(row!.entries).toBe(1 + changes);
  }

  it('of one source leaves the others as they were [scim.concurrent]', async () => {
    const other = await server.source('okta');
    const id = await other.wire.made('/Users', { schemas: [USR], userName: `o-${newId()}` });
    await clients((n) => wire.patch(`/Users/${id}`, { op: 'replace', path: 'title', value: `T${n}` }));
    expect(versionOf((await other.wire.send({ path: `/Users/${id}` })).body as never)).toBe(1);
    await other.wire.close();
    expect(sourceId).not.toBe(other.source.id);
  });
});
