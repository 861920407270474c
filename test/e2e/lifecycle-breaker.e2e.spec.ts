import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PersonRow } from '@app/directory';
import { Breaker } from '@app/lifecycle';
import { newId } from '@app/kernel';
import { openCompany } from '../support/hr.js';
import { as, hr } from '../support/world.js';

let company: Awaited<ReturnType<typeof openCompany>>;
let breaker: Breaker;
beforeAll(async () => {
  company = await openCompany();
  breaker = company.app.get(Breaker);
});
afterAll(() => company.close());

const isOpen = (source: string) => company.db.read(hr, (tx) => breaker.isOpen(tx, source));
const opened = async (source: string) => (await breaker.list(hr)).filter(({ sourceId }) => sourceId === source);
const off = (id: string) => company.change(id, { status: 'inactive' });
const on = (id: string) => company.change(id, { status: 'active' });
const ofType = async (type: string, subject: string) =>
  (await company.ledger()).filter((entry) => entry.type === type && entry.subject === subject);

/** People without a history; only as many as the source is to have. */
async function populate(source: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  await company.write(async (tx) => {
    await tx.query(
      `INSERT INTO person (id, source_id, user_name, user_name_key, display_name, status, attributes, version,
         created_at, changed_at, joined_at)
       SELECT id, $2, id, id, id, 'active', '{}', 1, now(), now(), now() FROM unnest($1::uuid[]) AS made (id)`,
      [ids, source],
    );
    await tx.query(
      `INSERT INTO principal (id, kind, status, epoch, changed_seq)
       SELECT id, 'person', 'active', 0, 0 FROM unnest($1::uuid[]) AS made (id)`,
      [ids],
    );
  });
  return ids;
}

describe('of too many leavers within an hour', () => {
  it.each([
    [300, 50],
    [1019, 50],
    [1020, 51],
    [2000, 100],
  ])('in a source of %i, %i may leave and one more trips it [lifecycle.breaker]', async (size, most) => {
    const source = await company.source();
    const people = await populate(source, size);
    for (const id of people.slice(0, most)) await off(id);
    expect(await isOpen(source)).toBe(false);
    await off(people[most]!);
    expect(await isOpen(source)).toBe(true);
    expect(await opened(source)).toMatchObject([{ leavers: most + 1, most, releasedAt: null }]);
    expect(await company.standing(people[most]!)).toBe('suspended');
    expect(await company.messages()).toContainEqual({
      topic: 'lifecycle.breaker-tripped',
      payload: { sourceId: source, breakerId: expect.any(String), leavers: most + 1, limit: most },
    });
    await off(people[most + 1]!);
    expect(await company.standing(people[most + 1]!)).toBe('suspended');
    expect(await ofType('lifecycle.breaker-tripped', source)).toHaveLength(1);
  });

  it('counts each person once, deletions too, and no other source [lifecycle.breaker]', async () => {
    const [source, other] = [await company.source(), await company.source()];
    const people = await populate(source, 120);
    for (const id of await populate(other, 49)) await off(id);
    for (const id of people.slice(0, 30)) {
      await off(id);
      await on(id);
      await off(id);
    }
    for (const id of people.slice(0, 50)) await company.remove(id);
    expect([await isOpen(source), await isOpen(other)]).toEqual([false, false]);
    await company.remove(people[50]!);
    expect([await isOpen(source), await isOpen(other)]).toEqual([true, false]);
  });

  it('forgets what lies more than an hour back [lifecycle.breaker]', async () => {
    const source = await company.source();
    const people = await populate(source, 110);
    for (const id of people.slice(0, 40)) await off(id);
    company.clock.pass(1 / 24);
    for (const id of people.slice(40, 90)) await off(id);
    expect(await isOpen(source)).toBe(false);
    await off(people[90]!);
    expect(await isOpen(source)).toBe(true);
  });

  it('trips once, and none is missed, when they leave at the same moment [lifecycle.breaker-race]', async () => {
    const source = await company.source();
    const people = await populate(source, 200);
    await Promise.all(people.slice(0, 50).map(off));
    expect(await isOpen(source)).toBe(false);
    await Promise.all(people.slice(50, 70).map(off));
    expect(await opened(source)).toMatchObject([{ leavers: 51, most: 50 }]);
  });

  it('is released by a person with a reason, and begins to count anew [lifecycle.breaker-release]', async () => {
    const source = await company.source();
    const people = await populate(source, 200);
    for (const id of people.slice(0, 51)) await off(id);
    const admin: PersonRow = await company.join();
    company.clock.pass(1 / 1440);
    const released = await breaker.release(as(admin), source, 'the sales unit was sold');
    expect(released).toMatchObject({ releasedBy: `person:${admin.id}`, reason: 'the sales unit was sold' });
    expect(await isOpen(source)).toBe(false);
    expect(await ofType('lifecycle.breaker-released', source)).toHaveLength(1);
    expect(await company.messages()).toContainEqual({
      topic: 'lifecycle.breaker-released',
      payload: { sourceId: source, breakerId: released.id },
    });
    await expect(breaker.release(as(admin), source, 'again')).rejects.toMatchObject({ code: 'breaker.not-open' });
    company.clock.pass(1 / 1440);
    for (const id of people.slice(51, 101)) await off(id);
    expect(await isOpen(source)).toBe(false);
    await off(people[101]!);
    expect(await opened(source)).toHaveLength(2);
  });
});
