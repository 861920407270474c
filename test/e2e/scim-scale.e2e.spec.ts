import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Query } from '@app/scim';
import { furnishCrowd, furnishGroup, member } from '../support/crowd.js';
import { run } from '../support/database.js';
import { type Provider, codeOf, idsOf, openScimHouse } from '../support/scim-house.js';

const CROWD = 100_000;
const BIG = 50_000;

let house: Awaited<ReturnType<typeof openScimHouse>>;
let idp: Provider;
let [big, small] = ['', ''];

beforeAll(async () => {
  house = await openScimHouse();
  idp = await house.provider();
  [big = '', small = ''] = await Promise.all(
    ['Big', 'Small'].map(async (displayName) => (await house.groups.create(idp.actor, idp.source, { displayName })).id),
  );
  await house.write(async (tx) => {
    await furnishCrowd(tx, idp, CROWD);
    await furnishGroup(tx, idp, big, BIG);
    await furnishGroup(tx, idp, small, 50);
  });
  await run(house.url, 'ANALYZE');
});
afterAll(() => house?.close());

type Work = Readonly<{ scans: number; rows: number }>;

/** Sequential scans and rows read of all tables that grow with the company, as the server counts them. */
async function counted(): Promise<Work> {
  const { rows } = await run(
    house.url,
    `SELECT sum(seq_scan)::int AS scans, sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS rows FROM pg_stat_user_tables
     WHERE relname IN ('person', 'person_value', 'membership', 'lifecycle_event')`,
  );
  return rows[0] as Work;
}

/** What some work makes the server read; each connection reports what it did within a second of its end. */
async function costOf(work: () => Promise<unknown>): Promise<Work> {
  const settled = async (): Promise<Work> => {
    for (let before = await counted(); ;) {
      await new Promise((resolve) => setTimeout(resolve, 1100));
      await house.sql('SELECT 1'); // an idle connection reports with its next statement
      const after = await counted();
      if (after.rows === before.rows) return after;
      before = after;
    }
  };
  const before = await settled();
  await work();
  const after = await settled();
  return { scans: after.scans - before.scans, rows: after.rows - before.rows };
}

const users = (query: Query) => house.users.list(idp.actor, idp.source, query);
const { userName, externalId, email } = member(77_777);

describe(`among ${CROWD} people`, () => {
  it('whoever is named is found by an index [scim.filter.indexed]', async () => {
    const filters: [string, number][] = [
      [`userName eq "${userName.toUpperCase()}"`, 1],
      [`externalId eq "${externalId}"`, 1],
      [`emails.value eq "${email.toUpperCase()}"`, 1],
      [`emails[type eq "work" and value eq "${email}"]`, 1],
      ['userName sw "CROWD-7777"', 11],
      ['emails sw "HOME-7777"', 11],
      [`userName eq "${userName}" and emails eq "${email}"`, 1],
      ['userName eq "nobody"', 0],
    ];
    const cost = await costOf(async () => {
      for (const [filter, expected] of filters) {
        expect([filter, (await users({ filter })).totalResults]).toEqual([filter, expected]);
      }
    });
    expect(cost.scans).toBe(0);
    expect(cost.rows).toBeLessThan(500);
  });

  it('a page by cursor costs the page, however deep [scim.page.cursor.deep]', async () => {
    const filter = `externalId sw "crowd-"`;
    expect((await users({ filter, count: '1' })).totalResults).toBe(CROWD);
    let cursor = (await users({ cursor: '', count: '1000', attributes: 'userName' })).nextCursor;
    for (let page = 0; page < 60; page++) {
      cursor = (await users({ cursor, count: '1000', attributes: 'userName' })).nextCursor;
    }
    const cost = await costOf(async () => {
      const page = await users({ cursor, count: '100', attributes: 'userName' });
      expect(idsOf(page)).toHaveLength(100);
    });
    expect(cost.scans).toBe(0);
    expect(cost.rows).toBeLessThan(500);
  });
});

describe(`a group of ${BIG}`, () => {
  it('is listed without its members for nothing [scim.groups.without-members]', async () => {
    const query = { filter: 'displayName eq "BIG"', excludedAttributes: 'members' };
    const cost = await costOf(async () => {
      const list = await house.groups.list(idp.actor, idp.source, query);
      expect(list.totalResults).toBe(1);
      expect(list.Resources[0]).not.toHaveProperty('members');
    });
    expect(cost).toEqual({ scans: 0, rows: 0 });
  });

  it('takes and lets go of one as a group of 50 does [scim.groups.scale]', async () => {
    const [one] = (await users({ filter: `userName eq "${member(99_999).userName}"` })).Resources;
    const value = [{ value: one?.id }];
    const change = (id: string, op: string) =>
      house.groups.patch(idp.actor, idp.source, id, { Operations: [{ op, path: 'members', value }] });
    const cost = async (id: string) =>
      costOf(async () => {
        await change(id, 'add');
        await change(id, 'remove');
      });
    const [large, little] = [await cost(big), await cost(small)];
    expect(large.scans).toBe(0);
    expect(large.rows).toBeLessThan(little.rows + 20);
  });

  it('is asked for a member by both indexes [scim.groups.scale]', async () => {
    const [one] = (await users({ filter: `userName eq "${member(3).userName}"` })).Resources;
    const query = { filter: `id eq "${big}" and members eq "${one?.id}"`, excludedAttributes: 'members' };
    const cost = await costOf(async () =>
      expect((await house.groups.list(idp.actor, idp.source, query)).totalResults).toBe(1),
    );
    expect(cost.scans).toBe(0);
    expect(cost.rows).toBeLessThan(20);
  });

  it('is not shown beside others of its size [scim.groups.read]', async () => {
    const list = (query: Query) => codeOf(house.groups.list(idp.actor, idp.source, query));
    for (const displayName of ['Copy', 'Another']) {
      const { id } = await house.groups.create(idp.actor, idp.source, { displayName });
      await house.write((tx) => furnishGroup(tx, idp, id, BIG));
    }
    expect(await list({})).toBe('scim.too-many');
    expect(await list({ excludedAttributes: 'members' })).toBe('done');
    expect(await list({ count: '1' })).toBe('done');
  });

  it('is read whole when somebody asks for it [scim.groups.read]', async () => {
    const group = await house.groups.get(idp.actor, idp.source, big);
    expect(group['members']).toHaveLength(BIG);
  });
});
