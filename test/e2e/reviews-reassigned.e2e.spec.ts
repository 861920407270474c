import { afterAll, beforeAll, expect, it } from 'vitest';
import { AccessModule } from '@app/access';
import { AgentsModule } from '@app/agents';
import { CatalogModule } from '@app/catalog';
import { DirectoryModule, type PersonRow } from '@app/directory';
import { LifecycleModule } from '@app/lifecycle';
import { newId } from '@app/kernel';
import { Campaigns, ReviewsModule } from '@app/reviews';
import { handover } from '../support/handover.js';
import { as, hr, openWorld } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let jml: ReturnType<typeof handover>;
let campaigns: Campaigns;
beforeAll(async () => {
  world = await openWorld(DirectoryModule, CatalogModule, AgentsModule, AccessModule, LifecycleModule, ReviewsModule);
  jml = handover(world);
  campaigns = world.app.get(Campaigns);
});
afterAll(() => world.close());

/** A launched campaign over one agent with two grants; its owner's manager is asked. */
async function setting() {
  const name = newId().slice(-8);
  const manager = await world.person(`manager-${name}`);
  const owner = await world.person(`owner-${name}`, { managerId: manager.id });
  const fallback = await world.person(`fallback-${name}`);
  const server = await world.server(`s${name}`);
  const deputy = await world.person(`deputy-${name}`);
  const agent = await world.runningAgent(owner, { deputyId: deputy.id });
  await world.allow(agent, server.reading);
  await world.allow(agent, server.writing);
  const endsAt = new Date(world.clock.at.getTime() + 14 * 86_400_000);
  const wanted = { name, agentIds: [agent.id], fallbackReviewerId: fallback.id, endsAt };
  const { id } = await campaigns.draft(hr, wanted);
  const { populationHash } = await campaigns.stage(hr, id);
  await campaigns.launch(hr, id);
  const asked = async () =>
    (await campaigns.items(hr, id)).map(({ reviewerId, assignmentReason, state }) => [
      reviewerId,
      assignmentReason,
      state,
    ]);
  const items = await campaigns.items(hr, id);
  return { id, items, manager, owner, deputy, fallback, asked, populationHash };
}
const change = (person: PersonRow, managerId: string) => jml.change(person.id, { managerId });

it('asks the next independent person when the one who was asked leaves; what is decided stays [review.reassigned]', async () => {
  const { id, items, manager, fallback, asked, populationHash } = await setting();
  const decided = await campaigns.decide(as(manager), items[0]!.id, { decision: 'approve', comment: null, version: 1 });
  await jml.leave(manager);
  await jml.deliver();
  expect(await asked()).toEqual([
    [manager.id, 'manager', decided.state],
    [fallback.id, 'fallback', 'pending'],
  ]);
  expect((await campaigns.find(hr, id)).populationHash).toBe(populationHash);
  const entry = (await world.ledger()).find(({ type }) => type === 'review-item.reassigned');
  expect(entry).toMatchObject({ subject: items[1]!.id, entry: expect.stringContaining('"because":"reviewer-left"') });
  const answer = { decision: 'approve', comment: null, version: 1 } as const;
  await expect(campaigns.decide(as(fallback), items[1]!.id, answer)).rejects.toThrow('changed in the meantime');
  await campaigns.decide(as(fallback), items[1]!.id, { ...answer, version: 2 });
});

it('follows the owner to another manager, but only where the manager was asked as such [review.reassigned]', async () => {
  const here = await setting();
  const next = await world.person(`next-${newId()}`);
  await change(here.owner, next.id);
  await jml.deliver();
  expect((await here.asked()).map(([who, why]) => [who, why])).toEqual([
    [next.id, 'manager'],
    [next.id, 'manager'],
  ]);
  // the new manager is the agent's own deputy, so the fallback decides; and stays when the manager changes again
  await change(here.owner, here.deputy.id);
  await jml.deliver();
  const byFallback = [
    [here.fallback.id, 'fallback', 'pending'],
    [here.fallback.id, 'fallback', 'pending'],
  ];
  expect(await here.asked()).toEqual(byFallback);
  await change(here.owner, here.manager.id);
  await jml.deliver();
  expect(await here.asked()).toEqual(byFallback);
});

it('leaves an item where nobody is independent to the policy on silence, and moves nothing for who is back [review.reassigned]', async () => {
  const here = await setting();
  await jml.leave(here.fallback);
  await jml.deliver();
  await jml.leave(here.manager);
  await jml.deliver();
  expect((await here.asked()).map(([who]) => who)).toEqual([here.manager.id, here.manager.id]);
  const other = await setting();
  await jml.leave(other.manager);
  await jml.comeBack(other.manager);
  await jml.deliver();
  expect((await other.asked()).map(([who]) => who)).toEqual([other.manager.id, other.manager.id]);
});
