import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentsModule, Delegations } from '@app/agents';
import { DirectoryModule, People } from '@app/directory';
import { newId } from '@app/kernel';
import { whileSilent } from '../support/database.js';
import { as, hr, openWorld } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let delegations: Delegations;
beforeAll(async () => {
  world = await openWorld(DirectoryModule, AgentsModule);
  delegations = world.app.get(Delegations);
});
afterAll(() => world.close());

const scope = 'mcp:tools';
const inDays = (days: number) => new Date(world.clock.at.getTime() + days * 86_400_000);
const consent = (personId: string, agentId: string, validTo = inDays(30)) =>
  world.write((tx) => delegations.consent(tx, { personId, agentId, scope, validTo }));
const live = (from: { personId: string } | { fromAgentId: string }, agentId: string) =>
  world.db.read(hr, (tx) => delegations.live(tx, from, agentId, world.clock.now()));
const touched = async (id: string) =>
  (
    await world.sql<{ n: number }>('SELECT count(*)::int AS n FROM fence_change WHERE subject_id = $1 AND topic = $2', [
      id,
      'access',
    ])
  )[0]!.n;

describe('consent of a person', () => {
  it('is one live row, however many ask at once, and is prolonged, never shortened [delegation.consent]', async () => {
    const person = await world.person('consenting');
    const agent = await world.agent(person);
    const rows = await Promise.all([10, 40, 20, 30, 5].map((days) => consent(person.id, agent.id, inDays(days))));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(1);
    expect(await delegations.givenBy(as(person), person.id)).toHaveLength(1);
    expect((await live({ personId: person.id }, agent.id))!.validTo).toEqual(inDays(40));
    expect((await consent(person.id, agent.id, inDays(1))).validTo).toEqual(inDays(40));
  });

  it('ends with its time [delegation.expires]', async () => {
    const person = await world.person('forgetful');
    const agent = await world.agent(person);
    await consent(person.id, agent.id, inDays(1));
    expect(await live({ personId: person.id }, agent.id)).not.toBeNull();
    world.clock.pass(1);
    expect(await live({ personId: person.id }, agent.id)).toBeNull();
    await expect(consent(person.id, agent.id, world.clock.now())).rejects.toMatchObject({
      code: 'delegation.term-invalid',
    });
  });

  it('that was ended counts no more where the clock is behind, nor comes back by agreeing anew [delegation.ended]', async () => {
    const person = await world.person('hasty');
    const agent = await world.agent(person);
    const first = await consent(person.id, agent.id);
    world.clock.pass(0.001);
    await delegations.revoke(as(person), first.id, 'no longer');
    world.clock.pass(-0.001);
    expect(await live({ personId: person.id }, agent.id)).toBeNull();
    expect((await consent(person.id, agent.id)).id).not.toBe(first.id);
    const again = await delegations.revoke(as(person), first.id, 'twice');
    expect(again.endedBecause).toBe('no longer');
  });

  it('of somebody who has left is none [delegation.delegator-active]', async () => {
    const gone = await world.person('gone');
    const agent = await world.agent(await world.person('stays'));
    await world.write(async (tx) => {
      const people = world.app.get(People);
      const facts = { userName: 'gone', displayName: 'gone', email: null, managerId: null, externalId: null } as const;
      await people.change(tx, await people.locked(tx, gone.id), { ...facts, attributes: {}, status: 'inactive' });
    });
    await expect(consent(gone.id, agent.id)).rejects.toMatchObject({ code: 'delegation.delegator-inactive' });
    await expect(consent(newId(), agent.id)).rejects.toMatchObject({ code: 'delegation.delegator-inactive' });
    await expect(consent(agent.ownerId, newId())).rejects.toMatchObject({ code: 'agent.unknown' });
  });

  it('is replaced when its scope changes: the old one ends [delegation.scope-replaced]', async () => {
    const person = await world.person('rescoping');
    const agent = await world.agent(person);
    const first = await consent(person.id, agent.id);
    const wider = { personId: person.id, agentId: agent.id, scope: 'mcp:tools more', validTo: inDays(30) };
    const second = await world.write((tx) => delegations.consent(tx, wider));
    expect(second.id).not.toBe(first.id);
    const [, ended] = await delegations.list(hr, agent.id);
    expect(ended).toMatchObject({ id: first.id, endedBecause: 'replaced' });
  });
});

describe('delegation from agent to agent', () => {
  it('is given, told to the gateways, and ends for good when revoked [delegation.revoked]', async () => {
    const owner = await world.person('chief');
    const [from, to] = [await world.agent(owner), await world.agent(owner)];
    const given = await delegations.give(as(owner), {
      fromAgentId: from.id,
      agentId: to.id,
      scope,
      validTo: inDays(30),
    });
    expect(given).toMatchObject({ givenBy: `person:${owner.id}`, personId: null });
    expect(await touched(to.id)).toBe(1);
    expect(await live({ fromAgentId: from.id }, to.id)).toMatchObject({ id: given.id });
    expect(await live({ fromAgentId: to.id }, from.id)).toBeNull();

    const slow = await whileSilent(world.database.url, 400, () => delegations.revoke(as(owner), given.id, 'no longer'));
    expect(slow).toBeGreaterThanOrEqual(400); // the barrier waited for the replica that does not answer
    expect(await live({ fromAgentId: from.id }, to.id)).toBeNull();
    const again = await delegations.revoke(as(owner), given.id, 'twice');
    expect(again.endedBecause).toBe('no longer');
    const told = (await world.ledger()).filter(({ subject }) => subject === to.id).map(({ type }) => type);
    expect(told.filter((type) => type.startsWith('delegation.')).toSorted()).toEqual([
      'delegation.given',
      'delegation.revoked',
    ]);
  });

  it('is refused to itself, to the unknown and for the past [delegation.refused]', async () => {
    const agent = await world.agent(await world.person('lonely'));
    const to = (agentId: string, validTo = inDays(1)) =>
      delegations.give(hr, { fromAgentId: agent.id, agentId, scope, validTo });
    await expect(to(agent.id)).rejects.toMatchObject({ code: 'delegation.to-itself' });
    await expect(to(newId())).rejects.toMatchObject({ code: 'agent.unknown' });
    await expect(to(newId(), inDays(-1))).rejects.toMatchObject({ code: 'delegation.term-invalid' });
    await expect(delegations.revoke(hr, newId(), 'x')).rejects.toMatchObject({ code: 'delegation.unknown' });
  });
});
