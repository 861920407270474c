import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessIndex, AccessIndexModule, AccessModule, AgentGrants, alone } from '@app/access';
import { Agents, AgentsModule } from '@app/agents';
import { CatalogModule } from '@app/catalog';
import { DirectoryModule, type PersonRow } from '@app/directory';
import { system } from '@app/kernel';
import { Campaigns, populationHash, ReviewsModule } from '@app/reviews';
import { as, hr, openWorld } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let campaigns: Campaigns;
let creator: PersonRow;
beforeAll(async () => {
  world = await openWorld(DirectoryModule, CatalogModule, AgentsModule, AccessModule, AccessIndexModule, ReviewsModule);
  campaigns = world.app.get(Campaigns);
  creator = await world.person('creator');
});
afterAll(() => world.close());

const worker = system('worker');
let settings = 0;
/** An agent with two grants; its owner has a manager and a subordinate, and another manager's people stand aside. */
async function setting() {
  const name = `rev-${(settings += 1)}`;
  const manager = await world.person(`${name}-manager`);
  const owner = await world.person(`${name}-owner`, { managerId: manager.id });
  const junior = await world.person(`${name}-junior`, { managerId: owner.id });
  const deputy = await world.person(`${name}-deputy`);
  const fallback = await world.person(`${name}-fallback`);
  const server = await world.server(name);
  await world.entitle({ personId: owner.id }, server.reading, server.writing);
  const agent = await world.runningAgent(owner, { deputyId: deputy.id });
  const grants = [await world.allow(agent, server.reading), await world.allow(agent, server.writing)];
  const draft = (over: Partial<Parameters<Campaigns['draft']>[1]> = {}) =>
    campaigns.draft(as(creator), {
      name,
      agentIds: [agent.id],
      fallbackReviewerId: fallback.id,
      endsAt: new Date(world.clock.at.getTime() + 14 * 86_400_000),
      ...over,
    });
  const may = (toolName: string) =>
    world.app
      .get(AccessIndex)
      .decide({ ...alone(agent.id), serverName: name, toolName, args: {}, at: world.clock.now() }).effect;
  return { name, manager, owner, junior, deputy, fallback, server, agent, grants, draft, may };
}
async function launched(here: Awaited<ReturnType<typeof setting>>) {
  const { id } = await here.draft();
  await campaigns.stage(as(creator), id);
  await campaigns.launch(as(creator), id);
  const items = await campaigns.items(hr, id);
  return { id, reading: items[0]!, writing: items[1]! };
}
const approve = { decision: 'approve', comment: null, version: 1 } as const;
const revoke = { decision: 'revoke', comment: 'not needed', version: 1 } as const;
const stateOf = async (id: string) => (await campaigns.find(hr, id)).state;

describe('a staged campaign', () => {
  it('keeps its population as it was, and the hash can be computed again from it [review.population-frozen]', async () => {
    const here = await setting();
    const { id } = await here.draft();
    const staged = await campaigns.stage(as(creator), id);
    const before = await campaigns.items(hr, id);
    expect(before.map(({ grantId }) => grantId)).toEqual(here.grants.map((grant) => grant.id));
    await world.write((tx) =>
      tx.query(`UPDATE agent SET name = 'renamed', purpose = 'x' WHERE id = $1`, [here.agent.id]),
    );
    await world.write((tx) => tx.query(`UPDATE person SET display_name = 'x' WHERE id = $1`, [here.owner.id]));
    await world.allow(here.agent, here.server.reading);
    const after = await campaigns.items(hr, id);
    expect(after).toEqual(before);
    expect(after[0]?.snapshot.agent).toMatchObject({ name: here.agent.name, ownerName: here.owner.displayName });
    expect(populationHash(after.map(({ snapshot }) => snapshot))).toBe(staged.populationHash);
    await expect(campaigns.stage(as(creator), id)).rejects.toMatchObject({ code: 'campaign.illegal-move' });
  });

  it('asks the manager of the owner, with the facts of independence [review.independence]', async () => {
    const here = await setting();
    const { reading } = await launched(here);
    expect(reading).toMatchObject({ reviewerId: here.manager.id, assignmentReason: 'manager', state: 'pending' });
    expect(reading.independence).toMatchObject({ active: true, ownerId: here.owner.id, subordinateOfOwner: false });
  });

  it('asks the fallback where the manager gave the grant, and nobody’s friend at all [review.independence]', async () => {
    const here = await setting();
    await world.app.get(AgentGrants).give(as(here.manager), {
      agentId: here.agent.id,
      toolId: here.server.reading.id,
      effect: 'hold',
      condition: null,
    });
    const { id } = await here.draft();
    await campaigns.stage(as(creator), id);
    const reasons = (await campaigns.items(hr, id)).map((item) => [item.reviewerId, item.assignmentReason]);
    expect(reasons[2]).toEqual([here.fallback.id, 'fallback']);

    for (const nobody of [here.owner, here.junior, here.deputy]) {
      const alone = await here.draft({ fallbackReviewerId: nobody.id });
      await expect(campaigns.stage(as(creator), alone.id)).rejects.toMatchObject({
        code: 'campaign.no-independent-reviewer',
      });
    }
  });

  it('wants something to review and time to do it [review.states]', async () => {
    const here = await setting();
    await expect(here.draft({ endsAt: world.clock.now() })).rejects.toMatchObject({ code: 'campaign.deadline-past' });
    await expect(here.draft({ agentIds: [] })).rejects.toMatchObject({ code: 'campaign.scope-empty' });
    const bare = await world.agent(here.owner);
    const { id } = await here.draft({ agentIds: [bare.id] });
    await expect(campaigns.stage(as(creator), id)).rejects.toMatchObject({ code: 'campaign.scope-empty' });
    await expect(campaigns.launch(as(creator), id)).rejects.toMatchObject({ code: 'campaign.illegal-move' });
  });
});

describe('deciding', () => {
  it('is for the reviewer alone [review.independence]', async () => {
    const here = await setting();
    const { reading } = await launched(here);
    for (const other of [here.owner, here.deputy, here.junior, here.fallback, creator]) {
      await expect(campaigns.decide(as(other), reading.id, approve)).rejects.toMatchObject({
        code: 'review-item.not-yours',
      });
    }
    await expect(campaigns.decide(hr, reading.id, approve)).rejects.toMatchObject({ code: 'review-item.not-yours' });
  });

  it('asks for independence again at the answer [review.independence]', async () => {
    const here = await setting();
    const { reading } = await launched(here);
    await world.write((tx) =>
      tx.query('UPDATE agent SET deputy_id = $2 WHERE id = $1', [here.agent.id, here.manager.id]),
    );
    await expect(campaigns.decide(as(here.manager), reading.id, approve)).rejects.toMatchObject({
      code: 'review-item.not-independent',
    });
  });

  it('counts once: of ten simultaneous answers one is taken [review.decided-once]', async () => {
    const here = await setting();
    const { reading } = await launched(here);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) => campaigns.decide(as(here.manager), reading.id, i % 2 ? approve : revoke)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const entries = (await world.ledger()).filter(({ subject }) => subject === reading.id);
    expect(entries.map(({ type }) => type)).toEqual(['review-item.decided']);
  });

  it('takes a revocation only with a comment, which the ledger keeps as a commitment [review.comment]', async () => {
    const here = await setting();
    const { reading } = await launched(here);
    const blank = { ...revoke, comment: '  ' };
    await expect(campaigns.decide(as(here.manager), reading.id, blank)).rejects.toMatchObject({
      code: 'review-item.comment-missing',
    });
    await campaigns.decide(as(here.manager), reading.id, { ...revoke, comment: 'Ada told me' });
    const entries = (await world.ledger()).filter(({ subject }) => subject === reading.id);
    expect(entries.some(({ entry }) => entry.includes('Ada told me'))).toBe(false);
  });

  it('revokes at once, before anybody signs off [review.revoke-at-once]', async () => {
    const here = await setting();
    const { writing } = await launched(here);
    expect(here.may('pay')).toBe('allow');
    const item = await campaigns.decide(as(here.manager), writing.id, revoke);
    expect(here.may('pay')).toBe('deny');
    expect(item).toMatchObject({ state: 'removed_unverified', decidedBy: `person:${here.manager.id}` });
    expect(item.evidence?.fenceSeq).toBeGreaterThan(0);
  });

  it('does not retain what has ended meanwhile [review.superseded]', async () => {
    const here = await setting();
    const { reading } = await launched(here);
    await world.app.get(AgentGrants).revoke(hr, reading.grantId, 'withdrawn');
    const item = await campaigns.decide(as(here.manager), reading.id, approve);
    expect(item).toMatchObject({ state: 'superseded', decision: null });
  });
});

describe('closing', () => {
  it('waits for every answer, is for the creator or an administrator, and proves what is gone [review.verified-gone]', async () => {
    const here = await setting();
    const { id, reading, writing } = await launched(here);
    await campaigns.decide(as(here.manager), reading.id, approve);
    await expect(campaigns.signOff(as(creator), id)).rejects.toMatchObject({ code: 'campaign.illegal-move' });
    await campaigns.decide(as(here.manager), writing.id, revoke);
    expect(await stateOf(id)).toBe('closing');
    await expect(campaigns.signOff(as(here.owner), id)).rejects.toMatchObject({ code: 'campaign.sign-off-not-yours' });
    expect(await campaigns.signOff(as(creator), id)).toMatchObject({ state: 'verifying', signedOffBy: creator.id });

    await campaigns.verify(worker);
    const [kept, gone] = await campaigns.items(hr, id);
    expect(kept).toMatchObject({ state: 'retained', decision: 'approve' });
    expect(gone).toMatchObject({ state: 'verified_gone', evidence: { readback: 'deny' } });
    expect(gone?.evidence?.replicas).toMatchObject({ acknowledged: [expect.any(String)], lapsed: [] });
    expect(await stateOf(id)).toBe('completed');
  });

  it('says still present, and by which way, as long as another grant gives the tool [review.still-present]', async () => {
    const here = await setting();
    const { id, reading, writing } = await launched(here);
    const other = await world.allow(here.agent, here.server.writing);
    await campaigns.decide(as(here.manager), reading.id, approve);
    await campaigns.decide(as(here.manager), writing.id, revoke);
    await campaigns.signOff(as(here.fallback), id, { admin: true });
    await campaigns.verify(worker);
    const [, item] = await campaigns.items(hr, id);
    expect(item).toMatchObject({ state: 'still_present', evidence: { readback: 'allow' } });
    expect(item?.evidence?.alternatePath).toContainEqual({ step: 'grant', id: other.id });
    const before = await world.ledger();
    await campaigns.verify(worker);
    expect(await world.ledger()).toHaveLength(before.length);
    expect(await stateOf(id)).toBe('verifying');

    await world.app.get(AgentGrants).revoke(hr, other.id, 'found by the review');
    await campaigns.verify(worker);
    expect((await campaigns.items(hr, id))[1]).toMatchObject({ state: 'verified_gone' });
    expect(await stateOf(id)).toBe('completed');
  });

  it('claims nothing while a replica that may decide has not applied it [review.verified-gone]', async () => {
    const here = await setting();
    const { id, writing } = await launched(here);
    await campaigns.decide(as(here.manager), writing.id, revoke);
    const late = `INSERT INTO fence_replica (id, acked_seq, lease_ms, lease_until) VALUES ($1, 0, 60000, now())`;
    const silent = '00000000-0000-7000-8000-00000000dead';
    await world.db.upkeep('every-tenant', (tx) => tx.query(late, [silent]));
    await campaigns.verify(worker);
    expect((await campaigns.items(hr, id))[1]).toMatchObject({ state: 'removed_unverified' });
    await world.db.upkeep('every-tenant', (tx) => tx.query('DELETE FROM fence_replica WHERE id = $1', [silent]));
    await campaigns.verify(worker);
    expect((await campaigns.items(hr, id))[1]).toMatchObject({ state: 'verified_gone' });
  });

  it('takes silence for a revocation by policy, never by the reviewer [review.silence-is-policy]', async () => {
    const here = await setting();
    const { id, reading, writing } = await launched(here);
    await campaigns.decide(as(here.manager), reading.id, approve);
    world.clock.pass(14);
    await expect(campaigns.decide(as(here.manager), writing.id, approve)).rejects.toMatchObject({
      code: 'campaign.illegal-move',
    });
    await campaigns.verify(worker);
    const [kept, silent] = await campaigns.items(hr, id);
    expect(kept).toMatchObject({ state: 'submitted', decidedBy: `person:${here.manager.id}` });
    expect(silent).toMatchObject({ decision: 'revoke', decidedBy: 'policy:silence', state: 'verified_gone' });
    expect(here.may('pay')).toBe('deny');
    expect(await stateOf(id)).toBe('closing');
  });

  it('is final: a completed campaign never changes, whatever is tried [review.completed-is-final]', async () => {
    const here = await setting();
    const { id, reading, writing } = await launched(here);
    await campaigns.decide(as(here.manager), reading.id, approve);
    await campaigns.decide(as(here.manager), writing.id, revoke);
    await campaigns.signOff(as(creator), id);
    await campaigns.verify(worker);
    const picture = async () => [await campaigns.find(hr, id), await campaigns.items(hr, id)];
    const before = await picture();
    await world.app.get(Agents).retire(hr, here.agent.id, 'done');
    const tries = [
      () => campaigns.stage(as(creator), id),
      () => campaigns.launch(as(creator), id),
      () => campaigns.signOff(as(creator), id),
      () => campaigns.decide(as(here.manager), reading.id, { ...revoke, version: 2 }),
    ];
    for (const attempt of tries) await expect(attempt()).rejects.toMatchObject({ code: 'campaign.illegal-move' });
    world.clock.pass(30);
    await campaigns.verify(worker);
    expect(await picture()).toEqual(before);
    expect(before[0]).toMatchObject({ state: 'completed', counts: { retained: 1, verified_gone: 1 } });
  });
});
