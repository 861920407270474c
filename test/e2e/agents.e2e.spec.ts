import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessModule } from '@app/access';
import { AgentList, Agents, AgentsModule, AgentTerms } from '@app/agents';
import { CatalogModule } from '@app/catalog';
import { DirectoryModule, People } from '@app/directory';
import { whileSilent } from '../support/database.js';
import { as, hr, openWorld, publicJwk } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let agents: Agents;
beforeAll(async () => {
  world = await openWorld(DirectoryModule, CatalogModule, AgentsModule, AccessModule);
  agents = world.app.get(Agents);
});
afterAll(() => world.close());

const causes = async (id: string) =>
  (await world.app.get(AgentList).find(hr)).find((agent) => agent.id === id)?.suspendedFor;
const facts = (status: 'active' | 'inactive', userName: string) =>
  ({
    userName,
    displayName: userName,
    email: null,
    managerId: null,
    externalId: null,
    attributes: {},
    status,
  }) as const;
const disable = (id: string, userName: string) =>
  world.write(async (tx) => {
    const people = world.app.get(People);
    await people.change(tx, await people.locked(tx, id), facts('inactive', userName));
    return agents.suspendOwnedBy(tx, id, 'owner_inactive');
  });

describe('registering', () => {
  it('wants an active owner, and a deputy who is somebody else [agent.owner]', async () => {
    const gone = await world.person('gone');
    const here = await world.person('here');
    await disable(gone.id, 'gone');
    await expect(world.agent(gone)).rejects.toMatchObject({ code: 'agent.owner-inactive' });
    await expect(world.agent(here, { deputyId: here.id })).rejects.toMatchObject({ code: 'agent.deputy-invalid' });
    await expect(world.agent(here, { deputyId: gone.id })).rejects.toMatchObject({ code: 'agent.deputy-invalid' });
    await expect(world.agent(here, { expiresAt: world.clock.now() })).rejects.toMatchObject({
      code: 'agent.term-invalid',
    });
    await expect(world.agent({ id: gone.sourceId })).rejects.toMatchObject({ code: 'person.unknown' });
  });

  it('lets one of ten claimants have a name [agent.name-unique]', async () => {
    const owner = await world.person('namer');
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => world.agent(owner, { name: 'same' })));
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(9);
    for (const outcome of refused) expect(outcome).toMatchObject({ reason: { code: 'agent.name-taken' } });
  });
});

describe('activating', () => {
  it('needs a live credential and an active owner; until then the fence does not let it act [agent.activation]', async () => {
    const owner = await world.person('starter');
    const agent = await world.agent(owner);
    expect(await world.standing(agent.id)).toBe('suspended');
    await expect(agents.activate(hr, agent.id)).rejects.toMatchObject({ code: 'agent.credential-missing' });
    const soon = new Date(world.clock.at.getTime() + 1000);
    await agents.bindKey(hr, agent.id, publicJwk(), soon);
    world.clock.pass(1);
    await expect(agents.activate(hr, agent.id)).rejects.toMatchObject({ code: 'agent.credential-missing' });
    await agents.bindKey(hr, agent.id, publicJwk(), agent.expiresAt);
    expect(await agents.activate(as(owner), agent.id)).toMatchObject({ state: 'active' });
    expect(await world.standing(agent.id)).toBe('active');

    const other = await world.agent(owner);
    await agents.bindKey(hr, other.id, publicJwk(), other.expiresAt);
    await disable(owner.id, 'starter');
    await expect(agents.activate(hr, other.id)).rejects.toMatchObject({ code: 'agent.owner-inactive' });
  });

  it('cannot slip past its owner leaving at the same moment [agent.owner-leaves]', async () => {
    for (let round = 0; round < 10; round++) {
      const owner = await world.person(`racer-${round}`);
      const agent = await world.agent(owner);
      await agents.bindKey(hr, agent.id, publicJwk(), agent.expiresAt);
      const late = world.agent(owner).then(
        ({ id }) => id,
        () => null,
      );
      await Promise.allSettled([agents.activate(hr, agent.id), disable(owner.id, `racer-${round}`), late]);
      expect(await world.standing(agent.id)).toBe('suspended');
      expect(await causes(agent.id)).toEqual(['owner_inactive']);
      const lateId = await late;
      expect(lateId === null ? ['owner_inactive'] : await causes(lateId)).toEqual(['owner_inactive']);
    }
  });

  it('refuses a private key and one that is bound already [agent.key-public-only]', async () => {
    const agent = await world.agent(await world.person('keeper'));
    const jwk = publicJwk();
    await agents.bindKey(hr, agent.id, jwk, agent.expiresAt);
    await expect(agents.bindKey(hr, agent.id, jwk, agent.expiresAt)).rejects.toMatchObject({ code: 'agent.key-taken' });
    const secret = { ...jwk, d: 'c2VjcmV0' };
    await expect(agents.bindKey(hr, agent.id, secret, agent.expiresAt)).rejects.toMatchObject({
      code: 'agent.key-invalid',
    });
  });
});

describe('causes', () => {
  it('are a set: an agent runs again only when the last is cleared [agent.causes-are-a-set]', async () => {
    const owner = await world.person('setter');
    const agent = await world.runningAgent(owner);
    await agents.kill(hr, agent.id, 'it wrote too much');
    expect(await world.standing(agent.id)).toBe('suspended');
    await disable(owner.id, 'setter');
    expect(await causes(agent.id)).toEqual(['killed', 'owner_inactive']);
    await world.write((tx) => agents.clearCause(tx, [agent.id], 'owner_inactive'));
    expect(await causes(agent.id)).toEqual(['killed']);
    expect(await world.standing(agent.id)).toBe('suspended');
    await agents.restart(hr, agent.id, 'cause found');
    expect(await world.standing(agent.id)).toBe('active');
  });

  it('does not let clearing a cause wake an agent that was never activated [agent.causes-are-a-set]', async () => {
    const agent = await world.agent(await world.person('sleeper'));
    await agents.kill(hr, agent.id, 'wrong');
    await expect(agents.activate(hr, agent.id)).rejects.toMatchObject({ code: 'agent.suspended' });
    await agents.restart(hr, agent.id, 'right');
    expect(await world.standing(agent.id)).toBe('suspended');
  });

  it('kills in one call, restarts only with a reason [agent.kill]', async () => {
    const agent = await world.runningAgent(await world.person('killer'));
    await agents.kill(hr, agent.id, '');
    const again = () => agents.kill(hr, agent.id, 'twice changes nothing');
    expect(await whileSilent(world.database.url, 400, again)).toBeGreaterThanOrEqual(400);
    expect(await causes(agent.id)).toEqual(['killed']);
    await expect(agents.restart(hr, agent.id, ' ')).rejects.toMatchObject({ code: 'agent.reason-missing' });
    expect(await world.standing(agent.id)).toBe('suspended');
    const told = (await world.ledger()).filter(({ subject }) => subject === agent.id).map(({ type }) => type);
    expect(told.filter((type) => type === 'agent.killed')).toHaveLength(1);
  });

  it('stops all agents of an owner at once, each with its entry [agent.owner-leaves]', async () => {
    const owner = await world.person('many');
    const owned = await Promise.all(Array.from({ length: 20 }, () => world.runningAgent(owner)));
    const other = await world.runningAgent(await world.person('bystander'));
    const stopped = await disable(owner.id, 'many');
    expect(stopped.toSorted()).toEqual(owned.map(({ id }) => id).toSorted());
    for (const { id } of owned) expect(await world.standing(id)).toBe('suspended');
    expect(await world.standing(other.id)).toBe('active');
  });

  it('come by themselves when a term ends [agent.expires]', async () => {
    const owner = await world.person('termed');
    const agent = await world.runningAgent(owner, { nextReviewAt: new Date(world.clock.at.getTime() + 86_400_000) });
    await world.app.get(AgentTerms).suspendDue(hr);
    expect(await causes(agent.id)).toEqual([]);
    world.clock.pass(1);
    expect(await world.app.get(AgentTerms).suspendDue(hr)).toBeGreaterThan(0);
    expect(await causes(agent.id)).toEqual(['review_overdue']);
    world.clock.pass(89);
    await world.app.get(AgentTerms).suspendDue(hr);
    expect(await causes(agent.id)).toEqual(['review_overdue', 'expired']);
    expect(await world.standing(agent.id)).toBe('suspended');
    expect(await world.app.get(AgentTerms).suspendDue(hr)).toBe(0);
  });
});

it('retires for good [agent.retired-is-final]', async () => {
  const agent = await world.runningAgent(await world.person('retirer'));
  await agents.retire(hr, agent.id, 'replaced');
  expect(await world.standing(agent.id)).toBe('ended');
  await expect(agents.kill(hr, agent.id, 'x')).rejects.toMatchObject({ code: 'agent.retired' });
  await expect(agents.activate(hr, agent.id)).rejects.toMatchObject({ code: 'agent.retired' });
  await expect(agents.bindKey(hr, agent.id, publicJwk(), agent.expiresAt)).rejects.toMatchObject({
    code: 'agent.retired',
  });
});
