import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessModule, AgentGrants, Profiles } from '@app/access';
import {
  AgentFacts,
  Agents,
  AgentsModule,
  AgentTerms,
  Approvals,
  type Blueprint,
  Blueprints,
  type NewAgent,
  Stewardship,
} from '@app/agents';
import { CatalogModule } from '@app/catalog';
import { DirectoryModule, type PersonRow } from '@app/directory';
import { newId } from '@app/kernel';
import { as, hr, openWorld, publicJwk } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let agents: Agents;
let blueprints: Blueprints;
let owner: PersonRow;
beforeAll(async () => {
  world = await openWorld(DirectoryModule, CatalogModule, AgentsModule, AccessModule);
  agents = world.app.get(Agents);
  blueprints = world.app.get(Blueprints);
  owner = await world.person('owner');
});
afterAll(() => world.close());

const limits = (over: Partial<Blueprint> = {}): Blueprint => ({
  name: `blueprint-${newId()}`,
  kind: 'autonomous',
  environment: 'staging',
  maxTermDays: 60,
  reviewEveryDays: 30,
  dormantAfterDays: 20,
  maxCredentialDays: 10,
  ceilingProfileId: null,
  requiresApproval: false,
  requiresDeputy: false,
  ...over,
});
const days = (count: number): Date => new Date(world.clock.at.getTime() + count * 86_400_000);
const register = (blueprintId: string, over: Partial<NewAgent> = {}) => {
  const facts = { name: `agent-${newId()}`, kind: 'autonomous', purpose: 'tests', deputyId: null } as const;
  return agents.register(hr, { ...facts, ownerId: owner.id, blueprintId, ...over });
};
const wider = (limit: string) => ({ code: 'agent.wider-than-blueprint', detail: limit });

describe('a blueprint', () => {
  it('says what an agent is that does not say so itself [agent.blueprint-defaults]', async () => {
    const { id } = await blueprints.create(hr, limits());
    const agent = await register(id);
    expect(agent).toMatchObject({ state: 'staged', environment: 'staging', dormantAfterDays: 20, blueprintId: id });
    expect([agent.expiresAt, agent.nextReviewAt]).toEqual([days(60), days(30)]);
    const facts = {
      name: 'dateless',
      kind: 'autonomous',
      purpose: 'tests',
      deputyId: null,
      ownerId: owner.id,
    } as const;
    await expect(agents.register(hr, facts)).rejects.toMatchObject({ code: 'agent.term-invalid' });
  });

  it.each([
    ['kind', { kind: 'delegated' }],
    ['environment', { environment: 'production' }],
    ['expiresAt', { expiresAt: 61 }],
    ['nextReviewAt', { nextReviewAt: 31 }],
    ['dormantAfterDays', { dormantAfterDays: 21 }],
  ] as const)('bounds what is registered: %s [agent.blueprint-ceiling]', async (limit, wanted) => {
    const { id } = await blueprints.create(hr, limits());
    const dated = Object.entries(wanted).map(([key, value]) => [key, key.endsWith('At') ? days(Number(value)) : value]);
    await expect(register(id, Object.fromEntries(dated) as Partial<NewAgent>)).rejects.toMatchObject(wider(limit));
  });

  it('bounds keys, renewals and changes, with the limits as they are then [agent.blueprint-ceiling]', async () => {
    const { id } = await blueprints.create(hr, limits());
    const agent = await register(id, { expiresAt: days(30) });
    await expect(agents.bindKey(hr, agent.id, publicJwk(), days(11))).rejects.toMatchObject(
      wider('credentialExpiresAt'),
    );
    await agents.bindKey(hr, agent.id, publicJwk(), days(10));
    const renew = (count: number) =>
      world.app.get(AgentTerms).renew(hr, agent.id, { expiresAt: days(count), attest: true, reason: 'goes on' });
    await expect(renew(61)).rejects.toMatchObject(wider('expiresAt'));
    expect(await renew(60)).toMatchObject({ expiresAt: days(60) });
    await blueprints.change(hr, id, limits({ maxTermDays: 40 }));
    await expect(renew(60)).rejects.toMatchObject(wider('expiresAt'));
    const change = (changed: object) => world.app.get(AgentFacts).change(hr, agent.id, changed);
    await expect(change({ environment: 'production' })).rejects.toMatchObject(wider('environment'));
    await expect(change({ dormantAfterDays: null })).rejects.toMatchObject(wider('dormantAfterDays'));
    expect(await change({ dormantAfterDays: 5, model: 'some-model' })).toMatchObject({ dormantAfterDays: 5 });
    await expect(blueprints.change(hr, id, limits({ environment: 'production' }))).rejects.toMatchObject({
      code: 'blueprint.in-use',
    });
  });

  it('lets nothing be granted that its ceiling does not hold; denying is free [agent.blueprint-ceiling]', async () => {
    const server = await world.server('ceiled');
    const profile = await world.app.get(Profiles).create(hr, 'ceiling');
    await world.app
      .get(Profiles)
      .grant(hr, profile.id, { toolId: server.reading.id, effect: 'allow', condition: null });
    const { id } = await blueprints.create(hr, limits({ ceilingProfileId: profile.id }));
    const deputyId = (await world.person('deputy-of-ceiled')).id;
    const agent = await register(id, { deputyId });
    const give = (toolId: string, effect: 'allow' | 'deny') =>
      world.app.get(AgentGrants).give(hr, { agentId: agent.id, toolId, effect, condition: null });
    await expect(give(server.writing.id, 'allow')).rejects.toMatchObject(wider('grant'));
    await give(server.writing.id, 'deny');
    expect(await give(server.reading.id, 'allow')).toMatchObject({ agentId: agent.id });
    await expect(blueprints.create(hr, limits({ ceilingProfileId: newId() }))).rejects.toMatchObject({
      code: 'profile.unknown',
    });
  });

  it('may ask for a deputy before an agent starts [agent.blueprint-deputy]', async () => {
    const { id } = await blueprints.create(hr, limits({ requiresDeputy: true }));
    const agent = await register(id);
    await agents.bindKey(hr, agent.id, publicJwk(), days(9));
    await expect(agents.activate(hr, agent.id)).rejects.toMatchObject({ code: 'agent.deputy-missing' });
    const with2 = await register(id, { deputyId: (await world.person('stands-in')).id });
    await agents.bindKey(hr, with2.id, publicJwk(), days(9));
    expect(await agents.activate(hr, with2.id)).toMatchObject({ state: 'active' });
    const stewardship = world.app.get(Stewardship);
    await expect(stewardship.changeDeputy(hr, with2.id, null)).rejects.toMatchObject(wider('deputyId'));
    const other = (await world.person('stands-in-now')).id;
    expect(await stewardship.changeDeputy(hr, with2.id, other)).toMatchObject({ deputyId: other });
  });

  it('that was narrowed hinders no change of anything else [agent.blueprint-ceiling]', async () => {
    const wanted = limits();
    const { id } = await blueprints.create(hr, wanted);
    const agent = await register(id);
    await blueprints.change(hr, id, { ...wanted, dormantAfterDays: 5 });
    const change = (changed: object) => world.app.get(AgentFacts).change(hr, agent.id, changed);
    expect(await change({ purpose: 'another' })).toMatchObject({ purpose: 'another', dormantAfterDays: 20 });
    await expect(change({ dormantAfterDays: 6 })).rejects.toMatchObject(wider('dormantAfterDays'));
  });

  it('ends: nothing is made from it, and what was made stays bound [agent.blueprint-ends]', async () => {
    const wanted = limits();
    const { id } = await blueprints.create(hr, wanted);
    await expect(blueprints.create(hr, wanted)).rejects.toMatchObject({ code: 'blueprint.name-taken' });
    const agent = await register(id);
    await blueprints.end(hr, id);
    await expect(register(id)).rejects.toMatchObject({ code: 'blueprint.unknown' });
    await expect(blueprints.end(hr, id)).rejects.toMatchObject({ code: 'blueprint.unknown' });
    await expect(agents.bindKey(hr, agent.id, publicJwk(), days(11))).rejects.toMatchObject({
      code: 'agent.wider-than-blueprint',
    });
    await blueprints.create(hr, wanted);
    const [ended] = (await blueprints.list(hr)).filter((blueprint) => blueprint.id === id);
    expect(ended).toMatchObject({ agents: 1 });
  });
});

describe('approval', () => {
  it('comes before anything else, and never from whoever answers for the agent [agent.approval]', async () => {
    const approvals = world.app.get(Approvals);
    const { id } = await blueprints.create(hr, limits({ requiresApproval: true }));
    const deputy = await world.person('deputy-of-asker');
    const agent = await register(id, { deputyId: deputy.id });
    expect(agent.state).toBe('requested');
    await agents.bindKey(hr, agent.id, publicJwk(), days(9));
    await expect(agents.activate(hr, agent.id)).rejects.toMatchObject({ code: 'agent.illegal-move' });
    for (const own of [owner, deputy]) {
      await expect(approvals.approve(as(own), agent.id, 'mine')).rejects.toMatchObject({
        code: 'agent.approval-not-yours',
      });
    }
    const boss = await world.person('boss-of-asker');
    expect(await approvals.approve(as(boss), agent.id, 'useful')).toMatchObject({ state: 'staged' });
    expect(await agents.activate(hr, agent.id)).toMatchObject({ state: 'active' });
    expect(await world.standing(agent.id)).toBe('active');

    const unwanted = await register(id);
    expect(await approvals.decline(as(boss), unwanted.id, 'no')).toMatchObject({ state: 'retired' });
    expect(await world.standing(unwanted.id)).toBe('ended');
    await expect(approvals.approve(as(boss), unwanted.id, 'after all')).rejects.toMatchObject({
      code: 'agent.retired',
    });
    const told = (await world.ledger()).filter(({ subject }) => subject === unwanted.id).map(({ type }) => type);
    expect(told.toSorted()).toEqual(['agent.declined', 'agent.requested']);
  });

  it('is given once, also when ten answer at the same moment [agent.approval]', async () => {
    const approvals = world.app.get(Approvals);
    for (let round = 0; round < 5; round++) {
      const agent = await world.agent(owner, { requiresApproval: true });
      const answers = Array.from({ length: 10 }, (_, at) =>
        at % 2 === 0 ? approvals.approve(hr, agent.id, 'yes') : approvals.decline(hr, agent.id, 'no'),
      );
      const outcomes = await Promise.allSettled(answers);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const told = (await world.ledger()).filter(
        ({ subject, type }) => subject === agent.id && (type === 'agent.approved' || type === 'agent.declined'),
      );
      expect(told).toHaveLength(1);
    }
  });
});
