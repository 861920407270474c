import { afterAll, beforeAll, expect, it } from 'vitest';
import { AccessModule, EffectiveAccess } from '@app/access';
import { AgentList, Agents, AgentsModule, Delegations } from '@app/agents';
import { CatalogModule } from '@app/catalog';
import { DirectoryModule } from '@app/directory';
import { LifecycleModule, SuccessionModule, Successions, Transfers } from '@app/lifecycle';
import { handover } from '../support/handover.js';
import { as, hr, openWorld } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let transfers: Transfers;
let people: ReturnType<typeof handover>;
beforeAll(async () => {
  world = await openWorld(
    DirectoryModule,
    CatalogModule,
    AgentsModule,
    AccessModule,
    LifecycleModule,
    SuccessionModule,
  );
  transfers = world.app.get(Transfers);
  people = handover(world);
});
afterAll(() => world.close());

const accepted = (...keepGrantIds: string[]) => ({ attest: true, keepGrantIds, reason: 'mine from now on' });
const find = async (id: string) => (await world.app.get(AgentList).find(hr)).find((agent) => agent.id === id);
const epoch = async (id: string): Promise<number> =>
  (await world.sql<{ epoch: number }>('SELECT epoch FROM principal WHERE id = $1', [id]))[0]?.epoch ?? 0;

it('changes nothing until the person who is asked accepts; then rights, keys and tokens are new [agent.transfer]', async () => {
  const [giver, taker, stranger] = [
    await world.person('giver'),
    await world.person('taker'),
    await world.person('stranger'),
  ];
  const server = await world.server('handed');
  const agent = await world.runningAgent(giver, { deputyId: stranger.id });
  await world.entitle({ personId: giver.id }, server.reading, server.writing);
  await world.entitle({ personId: taker.id }, server.reading);
  const [kept, dropped] = [await world.allow(agent, server.reading), await world.allow(agent, server.writing)];
  const before = await epoch(agent.id);

  const offer = await transfers.offer(as(giver), agent.id, taker.id);
  expect(await find(agent.id)).toMatchObject({ ownerId: giver.id, suspendedFor: [] });
  expect(await epoch(agent.id)).toBe(before);
  expect(await people.told()).toContain(`transfer.offered ${taker.id}`);
  await expect(transfers.offer(as(giver), agent.id, stranger.id)).rejects.toMatchObject({ code: 'transfer.open' });
  await expect(transfers.accept(as(stranger), offer.id, accepted())).rejects.toMatchObject({
    code: 'transfer.not-yours',
  });
  await expect(transfers.accept(as(taker), offer.id, { ...accepted(), attest: false })).rejects.toMatchObject({
    code: 'succession.not-attested',
  });
  const [shown] = await transfers.list(as(taker), taker.id);
  expect(shown).toMatchObject({ id: offer.id, agent: { name: agent.name } });
  expect(shown?.grants.map(({ id }) => id)).toEqual([kept.id, dropped.id]);
  expect(await transfers.list(as(stranger), stranger.id)).toEqual([]);

  await transfers.accept(as(taker), offer.id, accepted(kept.id));
  expect(await find(agent.id)).toMatchObject({ ownerId: taker.id, deputyId: stranger.id });
  expect(await epoch(agent.id)).toBeGreaterThan(before);
  const effective = await world.db.read(hr, (tx) => world.app.get(EffectiveAccess).of(tx, agent.id, world.clock.now()));
  expect(effective.map(({ toolId }) => toolId)).toEqual([server.reading.id]);
  expect(await world.db.read(hr, (tx) => world.app.get(Agents).credentials(tx, agent.id))).toEqual([]);
  const told = (await world.ledger()).filter(({ subject }) => subject === agent.id).map(({ type }) => type);
  for (const type of ['agent.transfer-offered', 'agent.transfer-accepted', 'agent.attested', 'agent.handed-over']) {
    expect(told).toContain(type);
  }
  await expect(transfers.accept(as(taker), offer.id, accepted())).rejects.toMatchObject({ code: 'transfer.closed' });
});

it('asks active people other than the owner, and only while the offer stands [agent.transfer]', async () => {
  const [giver, taker, gone] = [await world.person('g2'), await world.person('t2'), await world.person('gone2')];
  const agent = await world.runningAgent(giver);
  await people.leave(gone);
  for (const { id } of [giver, gone]) {
    await expect(transfers.offer(hr, agent.id, id)).rejects.toMatchObject({ code: 'transfer.nominee-unfit' });
  }
  const declined = await transfers.offer(hr, agent.id, taker.id);
  await transfers.decline(as(taker), declined.id, 'no time');
  const withdrawn = await transfers.offer(hr, agent.id, taker.id);
  await transfers.withdraw(as(giver), agent.id);
  await expect(transfers.withdraw(as(giver), agent.id)).rejects.toMatchObject({ code: 'transfer.unknown' });
  for (const { id } of [declined, withdrawn]) {
    await expect(transfers.accept(as(taker), id, accepted())).rejects.toMatchObject({ code: 'transfer.closed' });
  }
  const late = await transfers.offer(hr, agent.id, taker.id);
  world.clock.pass(14);
  await expect(transfers.accept(as(taker), late.id, accepted())).rejects.toMatchObject({ code: 'transfer.closed' });
  expect(await transfers.expire(hr)).toBe(1);
  expect(await transfers.expire(hr)).toBe(0);
  expect((await transfers.list(hr)).filter(({ agentId }) => agentId === agent.id).map(({ state }) => state)).toEqual([
    'expired',
    'withdrawn',
    'declined',
  ]);
  expect((await people.told()).filter((line) => line === `transfer.answered ${giver.id}`)).toHaveLength(2);
  expect((await find(agent.id))?.ownerId).toBe(giver.id);
});

it('is settled once, whoever answers at the same moment [agent.transfer]', async () => {
  for (let round = 0; round < 6; round++) {
    const [giver, taker] = [await world.person(`giver-${round}`), await world.person(`taker-${round}`)];
    const agent = await world.runningAgent(giver);
    const { id } = await transfers.offer(hr, agent.id, taker.id);
    const outcomes = await Promise.allSettled([
      transfers.accept(as(taker), id, accepted()),
      transfers.decline(as(taker), id, 'no'),
      transfers.withdraw(hr, agent.id),
      transfers.accept(as(taker), id, accepted()),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [{ state } = { state: '' }] = await transfers.list(hr, taker.id);
    expect((await find(agent.id))?.ownerId).toBe(state === 'accepted' ? taker.id : giver.id);
  }
});

it('ends what a delegated agent did for its former owner, and leaves what others agreed to [agent.transfer]', async () => {
  const [giver, taker, third] = [await world.person('g4'), await world.person('t4'), await world.person('third4')];
  const agent = await world.agent(giver, { kind: 'delegated' });
  const delegations = world.app.get(Delegations);
  const validTo = agent.expiresAt;
  for (const { id: personId } of [giver, third]) {
    await world.write((tx) => delegations.consent(tx, { personId, agentId: agent.id, scope: 'mcp:tools', validTo }));
  }
  const { id } = await transfers.offer(hr, agent.id, taker.id);
  await transfers.accept(as(taker), id, accepted());
  const live = (personId: string) =>
    world.db.read(hr, (tx) => delegations.live(tx, { personId }, agent.id, world.clock.now()));
  expect(await live(giver.id)).toBeNull();
  expect(await live(third.id)).not.toBeNull();
  const word = await live(third.id);
  await delegations.revoke(hr, word?.id ?? '', 'Ada does not trust it');
  expect(JSON.stringify(await world.ledger())).not.toContain('does not trust');
});

it('is offered to one of two at the same moment, and never of an agent that has changed hands [agent.transfer]', async () => {
  const [giver, a, b] = [await world.person('g3'), await world.person('a3'), await world.person('b3')];
  const agent = await world.runningAgent(giver);
  const offers = await Promise.allSettled([a, b].map(({ id }) => transfers.offer(hr, agent.id, id)));
  expect(offers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('puts off no review: whoever comes to answer for an agent has not reviewed it [agent.transfer-review]', async () => {
  const [giver, taker] = [await world.person('g5'), await world.person('t5')];
  const days = (count: number): Date => new Date(world.clock.at.getTime() + count * 86_400_000);
  const soon = await world.runningAgent(giver, { nextReviewAt: days(3) });
  const late = await world.runningAgent(giver, { expiresAt: days(300), nextReviewAt: days(300) });
  for (const { id } of [soon, late]) {
    const offer = await transfers.offer(as(giver), id, taker.id);
    await transfers.accept(as(taker), offer.id, accepted());
  }
  expect((await find(soon.id))?.nextReviewAt).toEqual(days(3));
  expect((await find(late.id))?.nextReviewAt).toEqual(days(90));
});

it('ends when somebody else takes the agent over, or when the agent does [agent.transfer]', async () => {
  const [giver, taker, deputy] = [await world.person('g6'), await world.person('t6'), await world.person('d6')];
  const agent = await world.runningAgent(giver, { deputyId: deputy.id });
  const offer = await transfers.offer(as(giver), agent.id, taker.id);
  await people.deliver();
  await people.leave(giver);
  await people.deliver();
  const successions = world.app.get(Successions);
  const [search] = (await successions.list(hr)).filter(({ agentId }) => agentId === agent.id);
  await successions.accept(as(deputy), search?.id ?? '', accepted());
  expect((await transfers.list(hr)).find(({ id }) => id === offer.id)).toMatchObject({ state: 'withdrawn' });
  expect((await transfers.offer(as(deputy), agent.id, taker.id)).fromId).toBe(deputy.id);

  await world.app.get(Agents).retire(hr, agent.id, 'over');
  expect(await transfers.expire(hr)).toBe(1);
  const states = (await transfers.list(hr)).filter(({ agentId }) => agentId === agent.id).map(({ state }) => state);
  expect(states).toEqual(['withdrawn', 'withdrawn']);
});
