import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Agents } from '@app/agents';
import { People } from '@app/directory';
import { Holds } from '@app/lifecycle';
import { openCompany } from '../support/hr.js';
import { hr } from '../support/world.js';

let company: Awaited<ReturnType<typeof openCompany>>;
beforeAll(async () => {
  company = await openCompany();
});
afterAll(() => company.close());

const DAY = 86_400_000;
const inDays = (days: number): Date => new Date(company.clock.at.getTime() + days * DAY);
const status = async (id: string) => (await company.row(id))[0]?.status;
const hold = (id: string, reference: string) =>
  company.db.write(hr, (tx) => company.lifecycle.hold(tx, id, { cause: 'signal', reference, reason: 'stolen laptop' }));
const release = (id: string, reference: string) =>
  company.db.write(hr, async (tx) => {
    const released = await company.lifecycle.release(tx, id, reference, 'looked into');
    return released || tx.unchanged(released);
  });
const confirm = (id: string) =>
  company.db.write(hr, async (tx) => {
    const person = await company.app.get(People).locked(tx, id);
    const confirmed = await company.lifecycle.confirm(tx, person);
    return confirmed ? person : tx.unchanged(null);
  });
const faithful = async (id: string): Promise<void> => expect(await company.replay(id)).toEqual([]);

describe('dates', () => {
  it('let nobody act before the first day, and everybody from then on by the timer [lifecycle.dates]', async () => {
    const ada = await company.join({ startsAt: inDays(2) });
    expect([await status(ada.id), await company.standing(ada.id)]).toEqual(['inactive', 'suspended']);
    expect(await company.turn()).toBe(0);
    company.clock.pass(2);
    expect(await company.turn()).toBe(1);
    expect(await company.turn()).toBe(0);
    expect([await status(ada.id), await company.standing(ada.id)]).toEqual(['active', 'active']);
    expect(await company.kinds(ada.id)).toEqual(['pre_hire', 'joiner']);
    await faithful(ada.id);
  });

  it('end with the last day: person and agents stop, by the timer or by the next write [lifecycle.dates]', async () => {
    const [bob, eve] = [await company.join({ endsAt: inDays(1) }), await company.join({ endsAt: inDays(1) })];
    const bot = await company.runningAgent(bob);
    company.clock.pass(1);
    await company.change(eve.id, { displayName: 'Eve' });
    expect(await company.kinds(eve.id)).toEqual(['joiner', 'leaver']);
    expect(await company.turn()).toBe(1);
    expect(await company.kinds(bob.id)).toEqual(['joiner', 'leaver']);
    expect([await status(bob.id), await company.standing(bob.id)]).toEqual(['inactive', 'suspended']);
    expect(await company.standing(bot.id)).toBe('suspended');
    expect(await company.causes(bot.id)).toEqual(['owner_inactive']);
    expect(await company.turn()).toBe(0);
    await company.change(bob.id, { endsAt: inDays(30) });
    expect(await company.kinds(bob.id)).toEqual(['joiner', 'leaver', 'reinstated']);
    expect(await company.standing(bot.id)).toBe('active');
    await faithful(bob.id);
    await faithful(eve.id);
  });

  it('do not run away from somebody who is off, deleted or on leave [lifecycle.dates]', async () => {
    const [off, leave, gone] = [
      await company.join({ status: 'inactive', startsAt: inDays(1) }),
      await company.join({ onLeave: true, startsAt: inDays(1) }),
      await company.join({ startsAt: inDays(1) }),
    ];
    await company.remove(gone.id);
    company.clock.pass(1);
    expect(await company.turn()).toBe(0);
    for (const { id } of [off, leave]) expect(await status(id)).toBe('inactive');
  });

  it('that are moved while the timer looks are taken as they are then [lifecycle.dates-race]', async () => {
    const zoe = await company.join({ endsAt: inDays(1) });
    company.clock.pass(1);
    let turned: Promise<number> | undefined;
    await company.db.write(hr, async (tx) => {
      await company.changeIn(tx, zoe.id, { endsAt: inDays(30), displayName: 'Zoe' });
      turned = company.turn();
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
    expect(await turned).toBe(0);
    expect(await status(zoe.id)).toBe('active');
    expect(await company.kinds(zoe.id)).toEqual(['joiner']);
    await faithful(zoe.id);
  });

  it('raise no version that the provider sees [lifecycle.revision]', async () => {
    const kim = await company.join({ endsAt: inDays(1) });
    company.clock.pass(1);
    await company.turn();
    expect((await company.row(kim.id))[0]).toMatchObject({ version: '1', revision: '2' });
  });
});

describe('a leave of absence', () => {
  it('is a leaver who comes back: only that cause is cleared [lifecycle.leave]', async () => {
    const mia = await company.join();
    const [bot, killed] = [await company.runningAgent(mia), await company.runningAgent(mia)];
    await company.app.get(Agents).kill(hr, killed.id, 'incident');
    await company.change(mia.id, { onLeave: true });
    expect([await status(mia.id), await company.standing(bot.id)]).toEqual(['inactive', 'suspended']);
    await company.change(mia.id, { onLeave: false });
    expect([await status(mia.id), await company.standing(bot.id)]).toEqual(['active', 'active']);
    expect(await company.standing(killed.id)).toBe('suspended');
    expect(await company.kinds(mia.id)).toEqual(['joiner', 'leaver', 'reinstated']);
    const left = (await company.history(mia.id))[1];
    expect(left?.effects.suspended?.toSorted()).toEqual([bot.id, killed.id].toSorted());
    await faithful(mia.id);
  });
});

describe('a hold', () => {
  it('stops person and agents at once and is opened once [lifecycle.hold]', async () => {
    const noa = await company.join();
    const bot = await company.runningAgent(noa);
    expect(await hold(noa.id, 'set-1')).toBe(true);
    expect([await status(noa.id), await company.standing(noa.id)]).toEqual(['inactive', 'suspended']);
    expect([await company.standing(bot.id), await company.causes(bot.id)]).toEqual(['suspended', ['risk']]);
    expect(await company.told(noa.id)).toContain('person.held');
    const again = company.db.write(hr, async (tx) => {
      const opened = await company.lifecycle.hold(tx, noa.id, { cause: 'signal', reference: 'set-1', reason: 'again' });
      return opened || tx.unchanged(opened);
    });
    expect(await again).toBe(false);
    expect(await company.kinds(noa.id)).toEqual(['joiner']);
    expect((await company.row(noa.id))[0]).toMatchObject({ version: '1', source_status: 'active' });
  });

  it('is not lifted by the source, nor does lifting it undo leaving [lifecycle.hold]', async () => {
    const ora = await company.join();
    const bot = await company.runningAgent(ora);
    await hold(ora.id, 'a');
    await company.change(ora.id, { status: 'inactive' });
    expect(await company.causes(bot.id)).toEqual(['owner_inactive', 'risk']);
    await company.change(ora.id, { status: 'active' });
    expect([await status(ora.id), await company.standing(ora.id)]).toEqual(['inactive', 'suspended']);
    expect(await company.causes(bot.id)).toEqual(['risk']);
    await company.change(ora.id, { status: 'inactive' });
    expect(await release(ora.id, 'a')).toBe(true);
    expect(await company.causes(bot.id)).toEqual(['owner_inactive']);
    expect([await status(ora.id), await company.standing(bot.id)]).toEqual(['inactive', 'suspended']);
    await company.change(ora.id, { status: 'active' });
    expect([await status(ora.id), await company.standing(bot.id)]).toEqual(['active', 'active']);
    expect(await company.kinds(ora.id)).toEqual(['joiner', 'leaver', 'reinstated', 'leaver', 'reinstated']);
    await faithful(ora.id);
  });

  it('beside another keeps the person back until both are released [lifecycle.hold]', async () => {
    const pia = await company.join();
    await hold(pia.id, 'one');
    await hold(pia.id, 'two');
    expect(await release(pia.id, 'one')).toBe(true);
    expect(await release(pia.id, 'one')).toBe(false);
    expect(await status(pia.id)).toBe('inactive');
    expect(await release(pia.id, 'two')).toBe(true);
    expect(await status(pia.id)).toBe('active');
    await faithful(pia.id);
  });

  it('that waits for confirmation is released by the source’s next word, and no other one [lifecycle.confirm]', async () => {
    const rea = await company.join();
    await hold(rea.id, 'one');
    expect(await confirm(rea.id)).toBe(null);
    const waits = company.db.write(hr, (tx) => company.lifecycle.awaitConfirmation(tx, rea.id, 'one'));
    expect(await waits).toBe(true);
    expect(await status(rea.id)).toBe('inactive');
    await hold(rea.id, 'two');
    expect(await confirm(rea.id)).toMatchObject({ held: true, status: 'inactive' });
    await release(rea.id, 'two');
    expect(await status(rea.id)).toBe('active');
    await hold(rea.id, 'three');
    await company.db.write(hr, (tx) => company.lifecycle.awaitConfirmation(tx, rea.id, 'three'));
    // a new signal takes back that all is well
    await company.db.write(hr, async (tx) => {
      tx.record({ action: 'test.signal', subject: rea.id });
      await company.lifecycle.hold(tx, rea.id, { cause: 'signal', reference: 'three', reason: 'again' });
    });
    expect(await confirm(rea.id)).toBe(null);
    await company.db.write(hr, (tx) => company.lifecycle.awaitConfirmation(tx, rea.id, 'three'));
    expect(await confirm(rea.id)).toMatchObject({ held: false, status: 'active' });
    await faithful(rea.id);
  });

  it('ends with the person, and is no longer listed [lifecycle.hold]', async () => {
    const ulf = await company.join();
    await hold(ulf.id, 'one');
    await company.remove(ulf.id);
    const open = await company.app.get(Holds).list(hr);
    expect(open.filter(({ personId }) => personId === ulf.id)).toEqual([]);
    expect(await company.standing(ulf.id)).toBe('ended');
    await faithful(ulf.id);
  });

  it('and its release by a person are recorded with their reason [lifecycle.hold-release]', async () => {
    const sam = await company.join();
    await hold(sam.id, 'one');
    const holds = company.app.get(Holds);
    const open = (await holds.list(hr)).find(({ personId }) => personId === sam.id);
    await holds.releaseAsked(hr, sam.id, open!.id, 'found the laptop');
    expect(await status(sam.id)).toBe('active');
    await expect(holds.releaseAsked(hr, sam.id, open!.id, 'again')).rejects.toMatchObject({ code: 'hold.unknown' });
    expect(await company.told(sam.id)).toEqual(expect.arrayContaining(['person.held', 'person.released']));
  });
});

describe('another id of the source’s own', () => {
  it('is told and holds the person until somebody has looked [lifecycle.relink]', async () => {
    const tom = await company.join({ externalId: 'tom-1' });
    const bot = await company.runningAgent(tom);
    await company.change(tom.id, { externalId: 'tom-2', displayName: 'Tim' });
    const [, event] = await company.history(tom.id);
    expect(event).toMatchObject({ kind: 'relink_alert', changed: ['displayName', 'externalId', 'status'] });
    expect(event?.effects).toMatchObject({ hold: expect.any(String), suspended: [bot.id] });
    expect([await status(tom.id), await company.standing(tom.id)]).toEqual(['inactive', 'suspended']);
    expect(await company.messages()).toContainEqual({
      topic: 'notify',
      payload: expect.objectContaining({ template: 'person.relinked', to: { role: 'admin' } }),
    });
    await company.app.get(Holds).releaseAsked(hr, tom.id, event!.effects.hold!, 'the same Tom');
    expect([await status(tom.id), await company.standing(bot.id)]).toEqual(['active', 'active']);
    await faithful(tom.id);
  });

  it('with the return of somebody who was away clears what leaving had set, and holds all the same [lifecycle.relink]', async () => {
    const una = await company.join({ externalId: 'una-1' });
    const bot = await company.runningAgent(una);
    await company.change(una.id, { status: 'inactive' });
    await company.change(una.id, { status: 'active', externalId: 'una-2' });
    expect(await company.kinds(una.id)).toEqual(['joiner', 'leaver', 'relink_alert']);
    expect(await company.causes(bot.id)).toEqual(['risk']);
    expect([await status(una.id), await company.standing(una.id)]).toEqual(['inactive', 'suspended']);
    await faithful(una.id);
  });
});

describe('a rehire', () => {
  const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
  const numbered = (employeeNumber: string) => ({ attributes: { [enterprise]: { employeeNumber } } });
  const formerly = async (id: string) => {
    const [event] = await company.history(id);
    return [event?.kind, event?.effects.formerly];
  };

  it('is known by the first of the source’s rules that finds anybody [lifecycle.rehire-matching]', async () => {
    const source = await company.source(undefined, ['externalId', 'userName', 'employeeNumber']);
    const names = { externalId: 'x-1', userName: 'vic' };
    const first = await company.join({ ...names, ...numbered('77') }, source);
    const other = await company.join({ externalId: 'x-2', ...numbered('77') }, source);
    await company.remove(first.id);
    const byExternalId = await company.join({ externalId: 'x-1' }, source);
    expect(await formerly(byExternalId.id)).toEqual(['rehire', [first.id]]);
    const byName = await company.join({ userName: 'vic' }, source);
    expect(await formerly(byName.id)).toEqual(['rehire', [first.id]]);
    await company.change(other.id, { status: 'inactive' });
    const byNumber = await company.join({ ...numbered('77') }, source);
    expect(await formerly(byNumber.id)).toEqual(['rehire', [first.id, other.id].toSorted()]);
    for (const { id } of [byExternalId, byName, byNumber]) await faithful(id);
  });

  it('is not known by a rule that the source does not have, nor by people of another source [lifecycle.rehire-matching]', async () => {
    const [source, elsewhere] = [await company.source(undefined, ['externalId']), await company.source()];
    const first = await company.join({ externalId: 'y-1', userName: 'wim', ...numbered('88') }, source);
    await company.remove(first.id);
    expect(await company.kinds((await company.join({ userName: 'wim', ...numbered('88') }, source)).id)).toEqual([
      'joiner',
    ]);
    expect(await company.kinds((await company.join({ externalId: 'y-1' }, elsewhere)).id)).toEqual(['joiner']);
  });

  it('inherits nothing: the former agents stay where they are [lifecycle.rehire]', async () => {
    const zed = await company.join({ externalId: 'z-1' });
    const bot = await company.runningAgent(zed);
    const group = await company.group('zed');
    await company.move(group, [zed.id]);
    await company.remove(zed.id);
    const again = await company.join({ externalId: 'z-1' });
    expect(await company.standing(bot.id)).toBe('suspended');
    expect(await company.causes(bot.id)).toEqual(['owner_inactive']);
    const owned = await company.sql('SELECT id FROM agent WHERE owner_id = $1', [again.id]);
    const memberships = await company.sql('SELECT id FROM membership WHERE person_id = $1', [again.id]);
    expect([owned, memberships]).toEqual([[], []]);
    expect((await company.history(zed.id)).at(-1)?.effects).toMatchObject({ groups: [group.id] });
    await faithful(zed.id);
  });
});

it('keeps the request that caused an event, and when it arrived [lifecycle.request]', async () => {
  const yan = await company.join();
  const request = { id: 'req-7', receivedAt: new Date('2026-05-31T08:00:00Z') };
  await company.db.write({ ...hr, request }, (tx) => company.changeIn(tx, yan.id, { status: 'inactive' }));
  const event = (await company.history(yan.id)).at(-1);
  expect(event).toMatchObject({ kind: 'leaver', requestId: 'req-7', sourceId: yan.sourceId, revision: 2 });
  expect(event?.receivedAt).toEqual(request.receivedAt);
  expect(await company.messages()).toContainEqual({
    topic: 'person.left',
    payload: expect.objectContaining({ personId: yan.id, requestId: 'req-7', eventId: event?.id }),
  });
});
