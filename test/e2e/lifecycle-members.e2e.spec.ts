import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessIndex, AccessIndexModule, Profiles, alone } from '@app/access';
import { type GroupRow, Groups } from '@app/directory';
import { openCompany } from '../support/hr.js';
import { hr } from '../support/world.js';

let company: Awaited<ReturnType<typeof openCompany>>;
beforeAll(async () => {
  company = await openCompany(AccessIndexModule);
});
afterAll(() => company.close());

const fenceSeq = async () => Number((await company.sql<{ seq: string }>('SELECT seq FROM fence'))[0]?.seq);
const lastEvent = async (id: string) => (await company.history(id)).at(-1);

describe('a change of members', () => {
  it('leaves the fence alone where nothing is assigned to the group, and is told all the same [lifecycle.members-idle]', async () => {
    const [person, group] = [await company.join(), await company.group()];
    const before = await fenceSeq();
    await company.move(group, [person.id]);
    expect(await lastEvent(person.id)).toMatchObject({
      kind: 'access_change',
      fenceSeq: null,
      effects: { joined: group.id },
    });
    await company.move(group, [], [person.id]);
    expect(await lastEvent(person.id)).toMatchObject({ fenceSeq: null, effects: { left: group.id } });
    expect(await fenceSeq()).toBe(before);
    expect(await company.told(group.id)).toEqual(expect.arrayContaining(['membership.changed', 'membership.changed']));
  });

  it('goes to the fence while something is assigned, also from a later day on [lifecycle.members-idle]', async () => {
    const [person, group, server] = [await company.join(), await company.group(), await company.server('later')];
    const profile = await company.entitle({ groupId: group.id }, server.reading);
    await company.write((tx) =>
      tx.query(`UPDATE assignment SET valid_from = $2 WHERE profile_id = $1`, [
        profile,
        new Date(company.clock.at.getTime() + 86_400_000),
      ]),
    );
    const before = await fenceSeq();
    await company.move(group, [person.id]);
    expect(await fenceSeq()).toBe(before + 1);
    const [assignment] = await company.sql<{ id: string }>('SELECT id FROM assignment WHERE profile_id = $1', [
      profile,
    ]);
    company.clock.pass(2);
    await company.app.get(Profiles).endAssignment(hr, assignment!.id);
    const ended = await fenceSeq();
    await company.move(group, [], [person.id]);
    expect(await fenceSeq()).toBe(ended);
  });

  it('goes to the fence also when an end that was planned has passed, for gateways go on reading the group [lifecycle.members-lapsed]', async () => {
    const [stays, leaves] = [await company.join(), await company.join()];
    const [group, server] = [await company.group(), await company.server('lapsed')];
    const bot = await company.runningAgent(leaves);
    await company.allow(bot, server.reading);
    const profiles = company.app.get(Profiles);
    const { id } = await profiles.create(hr, 'lapsed');
    await profiles.grant(hr, id, { toolId: server.reading.id, effect: 'allow', condition: null });
    await company.move(group, [stays.id, leaves.id]);
    const validTo = new Date(company.clock.at.getTime() + 3_600_000);
    await profiles.assign(hr, id, { groupId: group.id }, { validTo });
    const effect = () => {
      const asked = { ...alone(bot.id), serverName: 'lapsed', toolName: 'read_file', args: {} };
      return company.app.get(AccessIndex).decide({ ...asked, at: company.clock.now() }).effect;
    };
    expect(effect()).toBe('allow');
    company.clock.pass(1);
    expect(effect()).toBe('deny');
    await company.move(group, [], [leaves.id]);
    await profiles.assign(hr, id, { groupId: group.id });
    expect(effect()).toBe('deny');
  });

  it('and an assignment made at the same moment miss each other in neither order [lifecycle.members-race]', async () => {
    const person = await company.join();
    const server = await company.server('race');
    const bot = await company.runningAgent(person);
    await company.allow(bot, server.reading);
    const effect = () => {
      const asked = { ...alone(bot.id), serverName: 'race', toolName: 'read_file', args: {} };
      return company.app.get(AccessIndex).decide({ ...asked, at: company.clock.now() }).effect;
    };
    const group: GroupRow = await company.group();
    let assigned: Promise<string> | undefined;
    let settled = false;
    await company.db.write(hr, async (tx) => {
      await company.app.get(Groups).locked(tx, group.id, 'together');
      const added = await company.app.get(Groups).addMembers(tx, group.id, [person.id]);
      await company.lifecycle.membersChanged(tx, group.id, { added, removed: [] });
      assigned = company.entitle({ groupId: group.id }, server.reading);
      void assigned.then(() => (settled = true));
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(settled).toBe(false);
    });
    await assigned;
    expect(effect()).toBe('allow');
    await company.move(group, [], [person.id]);
    expect(effect()).toBe('deny');
  });

  it('is stored as one event for each person who really moved [lifecycle.members]', async () => {
    const [one, two, group] = [await company.join(), await company.join(), await company.group()];
    await company.move(group, [one.id]);
    await company.move(group, [one.id, two.id]);
    await company.move(group, [], [one.id, one.id]);
    await company.move(group, [], [one.id]);
    expect(await company.kinds(one.id)).toEqual(['joiner', 'access_change', 'access_change']);
    expect(await company.kinds(two.id)).toEqual(['joiner', 'access_change']);
    for (const { id } of [one, two]) expect(await company.replay(id)).toEqual([]);
  });
});

describe('a leaver with many agents', () => {
  it('stops a thousand of them in one write, and lets them go on in one [lifecycle.leaver-many]', async () => {
    const owner = await company.join();
    await company.write(async (tx) => {
      await tx.query(
        `INSERT INTO agent (id, name, kind, purpose, owner_id, state, expires_at, next_review_at, created_at)
         SELECT gen_random_uuid(), 'many-' || n, 'autonomous', 'test', $1, 'active', $2, $2, now() FROM generate_series(1, 1000) n`,
        [owner.id, new Date(company.clock.at.getTime() + 86_400_000)],
      );
      await tx.query(
        `INSERT INTO principal (id, kind, status, epoch, owner_id, changed_seq)
         SELECT id, 'agent', 'active', 0, owner_id, 0 FROM agent WHERE owner_id = $1`,
        [owner.id],
      );
    });
    await company.change(owner.id, { status: 'inactive' });
    const states = await company.sql<{ status: string; n: number }>(
      `SELECT p.status, count(*)::int AS n FROM principal p JOIN agent a ON a.id = p.id WHERE a.owner_id = $1 GROUP BY 1`,
      [owner.id],
    );
    expect(states).toEqual([{ status: 'suspended', n: 1000 }]);
    expect((await lastEvent(owner.id))?.effects.suspended).toHaveLength(1000);
    await company.change(owner.id, { status: 'active' });
    expect((await lastEvent(owner.id))?.effects.cleared).toHaveLength(1000);
  });
});
