import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessIndex, AccessIndexModule, AccessModule, alone } from '@app/access';
import { Agents, AgentsModule, Delegations } from '@app/agents';
import { CatalogModule } from '@app/catalog';
import { DirectoryModule, type GroupRow, Groups, People, type PersonFacts, PersonRow } from '@app/directory';
import { FenceReplica } from '@app/fence';
import { Lifecycle, LifecycleModule } from '@app/lifecycle';
import { hr, openWorld } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let lifecycle: Lifecycle;
let agents: Agents;
beforeAll(async () => {
  world = await openWorld(
    DirectoryModule,
    CatalogModule,
    AgentsModule,
    AccessModule,
    AccessIndexModule,
    LifecycleModule,
  );
  lifecycle = world.app.get(Lifecycle);
  agents = world.app.get(Agents);
});
afterAll(() => world.close());

const people = () => world.app.get(People);
const standing = (id: string) => world.app.get(FenceReplica, { strict: false }).standing(id)?.status;
const history = (id: string) => world.db.read(hr, (tx) => lifecycle.history(tx, id));
const told = async (id: string) =>
  (await world.ledger()).filter(({ subject }) => subject === id).map(({ type }) => type);

async function joiner(userName: string, over: Partial<PersonFacts> = {}): Promise<PersonRow> {
  const { sourceId } = await world.person(`source-of-${userName}`);
  const joined = await world.db.write(hr, async (tx) => {
    const facts = { userName, displayName: userName, email: null, managerId: null, externalId: null } as const;
    const person = await people().add(tx, sourceId, { ...facts, status: 'active', attributes: {}, ...over });
    await lifecycle.joined(tx, person);
    return person;
  });
  await world.app.get(FenceReplica, { strict: false }).sync(); // the write waits for nobody, the test does
  return joined;
}
/** As a SCIM write does it. */
const change = (id: string, over: Partial<PersonFacts>) =>
  world.db.write(hr, async (tx) => {
    const before = await people().locked(tx, id);
    const { userName, displayName, managerId, externalId, attributes } = before;
    const { sourceStatus: status, startsAt, endsAt, onLeave } = before;
    const dates = { startsAt, endsAt, onLeave };
    const facts = { ...dates, userName, displayName, email: null, managerId, externalId, attributes, status } as const;
    await lifecycle.changed(tx, before, await people().change(tx, before, { ...facts, ...over }));
  });
const remove = (id: string) =>
  world.db.write(hr, async (tx) => {
    const person = await people().locked(tx, id);
    await people().remove(tx, person);
    await lifecycle.removed(tx, person);
  });
const members = (group: GroupRow, add: PersonRow[], drop: PersonRow[] = []) =>
  world.db.write(hr, async (tx) => {
    const ids = (rows: PersonRow[]) => rows.map(({ id }) => id);
    const added = await world.app.get(Groups).addMembers(tx, group.id, ids(add));
    const removed = await world.app.get(Groups).removeMembers(tx, group.id, ids(drop));
    await lifecycle.membersChanged(tx, group.id, { added, removed });
  });

it('lets a joiner act, and a pre-hire only from the first day [lifecycle.joiner]', async () => {
  const ada = await joiner('ada');
  expect(standing(ada.id)).toBe('active');
  const bob = await joiner('bob', { status: 'inactive' });
  expect(standing(bob.id)).toBe('suspended');
  await change(bob.id, { status: 'active' });
  expect(standing(bob.id)).toBe('active');
  expect((await history(bob.id)).map(({ kind }) => kind)).toEqual(['pre_hire', 'joiner']);
  expect(await told(ada.id)).toEqual(['person.joined']);
});

describe('a leaver', () => {
  it('takes all their agents along in the same write, on the gateway too [lifecycle.leaver]', async () => {
    const eve = await joiner('eve');
    const owned = [await world.runningAgent(eve), await world.runningAgent(eve)];
    for (const { id } of owned) expect(standing(id)).toBe('active');
    await change(eve.id, { status: 'inactive' });
    expect(standing(eve.id)).toBe('suspended');
    for (const { id } of owned) expect(standing(id)).toBe('suspended');
    const [, event] = await history(eve.id);
    expect(event).toMatchObject({ kind: 'leaver', changed: ['status'], fenceSeq: expect.any(Number) });
    expect(event?.effects.suspended?.toSorted()).toEqual(owned.map(({ id }) => id).toSorted());
    expect(event?.beforeDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(await told(eve.id)).toContain('person.left');
    expect(await world.messages()).toContainEqual({
      topic: 'person.left',
      payload: { personId: eve.id, kind: 'leaver', eventId: event?.id, requestId: null, sourceId: eve.sourceId },
    });
  });

  it('who comes back clears only the cause that leaving had set [lifecycle.reinstated]', async () => {
    const kim = await joiner('kim');
    const [killed, idle] = [await world.runningAgent(kim), await world.runningAgent(kim)];
    await agents.kill(hr, killed.id, 'incident');
    await change(kim.id, { status: 'inactive' });
    await change(kim.id, { status: 'active' });
    expect(standing(kim.id)).toBe('active');
    expect(standing(idle.id)).toBe('active');
    expect(standing(killed.id)).toBe('suspended');
    const kinds = (await history(kim.id)).map(({ kind }) => kind);
    expect(kinds).toEqual(['joiner', 'leaver', 'reinstated']);
  });

  it('who is deleted is gone for good; the same external id later is another person with nothing [lifecycle.rehire]', async () => {
    const { sourceId } = await world.person('source-of-lee');
    const lee = await world.db.write(hr, async (tx) => {
      const facts = { userName: 'lee', displayName: 'Lee', email: null, managerId: null, externalId: 'emp-7' } as const;
      const row = await people().add(tx, sourceId, { ...facts, status: 'active', attributes: {} });
      await lifecycle.joined(tx, row);
      return row;
    });
    const bot = await world.runningAgent(lee);
    await remove(lee.id);
    expect(standing(lee.id)).toBe('ended');
    expect(standing(bot.id)).toBe('suspended');
    const again = await world.db.write(hr, async (tx) => {
      const facts = { userName: 'lee', displayName: 'Lee', email: null, managerId: null, externalId: 'emp-7' } as const;
      const row = await people().add(tx, sourceId, { ...facts, status: 'active', attributes: {} });
      await lifecycle.joined(tx, row);
      return row;
    });
    await world.app.get(FenceReplica, { strict: false }).sync();
    expect(standing(again.id)).toBe('active');
    expect(standing(bot.id)).toBe('suspended');
    const [event] = await history(again.id);
    expect(event).toMatchObject({ kind: 'rehire', effects: { formerly: [lee.id] } });
    expect((await history(lee.id)).at(-1)?.kind).toBe('final_leaver');
  });

  it('who is a deputy takes the tools that write along, and brings them back [access.deputy-leaves]', async () => {
    const [owner, deputy] = [await joiner('zoe'), await joiner('zoe-deputy')];
    const server = await world.server('zoe');
    await world.entitle({ personId: owner.id }, server.reading, server.writing);
    const bot = await world.runningAgent(owner, { deputyId: deputy.id });
    await world.allow(bot, server.reading);
    await world.allow(bot, server.writing);
    const visible = () =>
      world.app
        .get(AccessIndex)
        .visible({ ...alone(bot.id), at: world.clock.now() })
        .map(({ toolName }) => toolName)
        .toSorted();
    expect(visible()).toEqual(['pay', 'read_file']);
    await change(deputy.id, { status: 'inactive' });
    expect(visible()).toEqual(['read_file']);
    await expect(world.allow(bot, server.writing)).rejects.toMatchObject({ code: 'agent.deputy-missing' });
    await change(deputy.id, { status: 'active' });
    expect(visible()).toEqual(['pay', 'read_file']);
  });

  it('whose last day has come has agents without access before any timer runs [lifecycle.dates-bound]', async () => {
    const ivy = await joiner('ivy', { endsAt: new Date(world.clock.at.getTime() + 86_400_000) });
    const server = await world.server('ivy');
    await world.entitle({ personId: ivy.id }, server.reading);
    const bot = await world.runningAgent(ivy);
    await world.allow(bot, server.reading);
    const effect = () => {
      const asked = { ...alone(bot.id), serverName: 'ivy', toolName: 'read_file', args: {} };
      return world.app.get(AccessIndex).decide({ ...asked, at: world.clock.now() }).effect;
    };
    expect(effect()).toBe('allow');
    world.clock.pass(1);
    expect([effect(), standing(ivy.id)]).toEqual(['deny', 'active']);
    await change(ivy.id, { endsAt: new Date(world.clock.at.getTime() + 86_400_000) });
    expect(effect()).toBe('allow');
    await change(ivy.id, { endsAt: world.clock.now() });
    expect([effect(), standing(ivy.id)]).toEqual(['deny', 'suspended']);
  });

  it('whose last day has come lets no agent act for them any more, though they own none [lifecycle.dates-bound.delegated]', async () => {
    const tomorrow = () => new Date(world.clock.at.getTime() + 86_400_000);
    const max = await joiner('max');
    const owner = await joiner('owner-of-bot');
    const server = await world.server('max');
    for (const { id } of [max, owner]) await world.entitle({ personId: id }, server.reading);
    const bot = await world.runningAgent(owner);
    await world.allow(bot, server.reading);
    const terms = { agentId: bot.id, scope: 'mcp:tools', validTo: new Date(world.clock.at.getTime() + 9 * 86_400_000) };
    const consent = () => world.write((tx) => world.app.get(Delegations).consent(tx, { personId: max.id, ...terms }));
    const { id: delegation } = await consent();
    const effect = () => {
      const asked = { ...alone(bot.id), personId: max.id, delegations: [delegation] };
      const call = { serverName: 'max', toolName: 'read_file', args: {} };
      return world.app.get(AccessIndex).decide({ ...asked, ...call, at: world.clock.now() }).effect;
    };
    expect(effect()).toBe('allow');
    await change(max.id, { endsAt: tomorrow() });
    world.clock.pass(1);
    expect([effect(), standing(max.id)]).toEqual(['deny', 'active']);
    await change(max.id, { endsAt: tomorrow() });
    expect(effect()).toBe('allow');
  });

  it('undoes nothing when the write fails [lifecycle.leaver]', async () => {
    const una = await joiner('una');
    const bot = await world.runningAgent(una);
    const failing = world.db.write(hr, async (tx) => {
      const before = await people().locked(tx, una.id);
      const { userName, displayName, managerId, externalId, attributes } = before;
      const facts = { userName, displayName, email: null, managerId, externalId, attributes } as const;
      await lifecycle.changed(tx, before, await people().change(tx, before, { ...facts, status: 'inactive' }));
      throw new Error('late');
    });
    await expect(failing).rejects.toThrow('late');
    expect(await world.standing(bot.id)).toBe('active');
    expect(await history(una.id)).toHaveLength(1);
  });
});

describe('a mover', () => {
  it('by group changes what their agents reach, at once, and it is told tool by tool [lifecycle.mover-difference]', async () => {
    const mia = await joiner('mia');
    const [from, to] = [await world.group('mia-from'), await world.group('mia-to')];
    const server = await world.server('mia');
    await world.entitle({ groupId: from.id }, server.reading);
    await world.entitle({ groupId: to.id }, server.writing);
    const bot = await world.runningAgent(mia, { deputyId: (await world.person('mia-deputy')).id });
    await world.allow(bot, server.reading);
    await world.allow(bot, server.writing);
    const at = world.clock.now();
    const effect = (toolName: string) =>
      world.app.get(AccessIndex).decide({ ...alone(bot.id), serverName: 'mia', toolName, args: {}, at }).effect;

    await members(from, [mia]);
    expect([effect('read_file'), effect('pay')]).toEqual(['allow', 'deny']);
    await members(from, [], [mia]);
    expect([effect('read_file'), effect('pay')]).toEqual(['deny', 'deny']);
    await members(to, [mia]);
    expect([effect('read_file'), effect('pay')]).toEqual(['deny', 'allow']);

    const shifts = (await history(mia.id)).slice(1).map(({ kind, effects }) => ({ kind, ...effects }));
    const of = (lost: string[], gained: string[]) => [{ agentId: bot.id, lost, gained }];
    expect(shifts).toEqual([
      { kind: 'access_change', joined: from.id, shifts: of([], [server.reading.id]) },
      { kind: 'access_change', left: from.id, shifts: of([server.reading.id], []) },
      { kind: 'access_change', joined: to.id, shifts: of([], [server.writing.id]) },
    ]);
    expect((await told(bot.id)).filter((type) => type === 'agent.access-shifted')).toHaveLength(3);
  });

  it('who keeps a tool by another way loses nothing [lifecycle.mover-difference]', async () => {
    const noa = await joiner('noa');
    const [one, two] = [await world.group('noa-1'), await world.group('noa-2')];
    const server = await world.server('noa');
    await world.entitle({ groupId: one.id }, server.reading);
    await world.entitle({ groupId: two.id }, server.reading);
    const bot = await world.runningAgent(noa);
    await world.allow(bot, server.reading);
    await members(one, [noa]);
    await members(two, [noa]);
    await members(one, [], [noa]);
    const events = (await history(noa.id)).slice(1);
    expect(events.map(({ effects }) => effects.shifts?.length ?? 0)).toEqual([1, 0, 0]);
  });

  it('by attribute is told, and a changed name is no move [lifecycle.mover]', async () => {
    const ora = await joiner('ora');
    await change(ora.id, { attributes: { title: 'Head' } });
    await change(ora.id, { displayName: 'Ora O.' });
    expect((await history(ora.id)).map(({ kind }) => kind)).toEqual(['joiner', 'mover']);
    expect(await told(ora.id)).toEqual(expect.arrayContaining(['person.moved', 'person.changed']));
  });

  it('in a crowd fits the ledger [lifecycle.large-change]', async () => {
    const { sourceId } = await world.person('source-of-crowd');
    const crowd = await world.write(async (tx) => {
      const rows: PersonRow[] = [];
      for (let i = 0; i < 1800; i++) {
        const facts = {
          userName: `crowd-${i}`,
          displayName: '',
          email: null,
          managerId: null,
          externalId: null,
        } as const;
        rows.push(await people().add(tx, sourceId, { ...facts, status: 'active', attributes: {} }));
      }
      return rows;
    });
    const group = await world.group('crowd');
    await members(group, crowd);
    expect(await told(group.id)).toEqual(Array.from({ length: 4 }, () => 'membership.changed'));
    expect((await history(crowd[1799]!.id)).map(({ kind }) => kind)).toEqual(['access_change']);
  });
});
