import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AccessModule, EffectiveAccess } from '@app/access';
import { type AgentRow, Agents, AgentsModule, type NewAgent, Stewardship } from '@app/agents';
import { CatalogModule } from '@app/catalog';
import { DirectoryModule, type PersonRow } from '@app/directory';
import { Breaker, LifecycleModule, SuccessionDeadlines, SuccessionModule, Successions } from '@app/lifecycle';
import { newId, Refusal } from '@app/kernel';
import { handover } from '../support/handover.js';
import { as, hr, openWorld, publicJwk } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let jml: ReturnType<typeof handover>;
let successions: Successions;
beforeAll(async () => {
  world = await openWorld(
    DirectoryModule,
    CatalogModule,
    AgentsModule,
    AccessModule,
    LifecycleModule,
    SuccessionModule,
  );
  jml = handover(world);
  successions = world.app.get(Successions);
});
afterAll(() => world.close());

const keep = { attest: true, keepGrantIds: [], reason: 'I know what it does' };
const refused = async (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'done',
    (stop: unknown) => (stop instanceof Refusal ? stop.code : String(stop)),
  );
const runDeadlines = () => world.app.get(SuccessionDeadlines).run(hr);
const searchOf = async (agent: AgentRow) => {
  const found = (await successions.list(hr)).find(({ agentId }) => agentId === agent.id);
  if (!found) throw new Error('no search');
  return found;
};
const asked = async (agent: AgentRow): Promise<string[]> =>
  (await searchOf(agent)).offers.map(({ role, state }) => `${role} ${state}`);
const keysOf = (agent: AgentRow) =>
  world.sql<{ revoked_at: Date | null }>('SELECT revoked_at FROM agent_credential WHERE agent_id = $1', [agent.id]);

async function team(over: Partial<NewAgent> = {}) {
  const name = newId();
  const boss = await world.person(`boss-${name}`);
  const owner = await world.person(`owner-${name}`, { managerId: boss.id });
  const deputy = await world.person(`deputy-${name}`);
  const agent = await world.runningAgent(owner, { deputyId: deputy.id, ...over });
  return { boss, owner, deputy, agent };
}
async function bereft(over: Partial<NewAgent> = {}) {
  const all = await team(over);
  await jml.leave(all.owner);
  await jml.deliver();
  return { ...all, id: (await searchOf(all.agent)).id };
}
const entitled = async (...people: PersonRow[]) => {
  const server = await world.server(`s${newId().slice(-8)}`);
  for (const { id } of people) await world.entitle({ personId: id }, server.reading, server.writing);
  return server;
};
const tools = (agent: AgentRow) =>
  world.db.read(hr, async (tx) =>
    (await world.app.get(EffectiveAccess).of(tx, agent.id, world.clock.now())).map(({ toolName }) => toolName),
  );

describe('when an owner leaves', () => {
  it('the deputy is asked, then the manager, then nobody is left, and administrators hear of it [succession.offers]', async () => {
    const { agent, deputy, boss, id } = await bereft();
    expect(await asked(agent)).toEqual(['deputy open']);
    expect(await jml.told()).toContain(`succession.offered ${deputy.id}`);
    await successions.decline(as(deputy), id, 'not mine');
    expect(await asked(agent)).toEqual(['deputy declined', 'manager open']);
    expect(await jml.told()).toContain(`succession.offered ${boss.id}`);
    const before = (await jml.told()).filter((told) => told.startsWith('agent.orphaned')).length;
    expect((await successions.decline(as(boss), id, 'nor mine')).state).toBe('unclaimed');
    expect((await jml.told()).filter((told) => told === 'agent.orphaned admin')).toHaveLength(before + 1);
    const entries = (await world.ledger()).filter(({ subject }) => subject === id).map(({ type }) => type);
    expect(entries).toEqual([
      'succession.offer-declined',
      'succession.offer-declined',
      'succession.offered',
      'succession.opened',
      'succession.unclaimed',
    ]);
  });

  it('the same message again opens nothing twice, and a retired agent nothing at all [succession.idempotent]', async () => {
    const { owner, agent } = await team();
    const gone = await world.agent(owner);
    await world.app.get(Agents).retire(hr, gone.id, 'unused');
    await jml.leave(owner);
    const again = () =>
      world.write(async (tx) => tx.send({ topic: 'person.left', payload: { personId: owner.id, eventId: newId() } }));
    await again();
    await jml.deliver();
    const mine = (await successions.list(hr)).filter(({ leaverId }) => leaverId === owner.id);
    expect(mine.map(({ agentId }) => agentId)).toEqual([agent.id]);
    expect(mine[0]?.offers).toHaveLength(1);
  });

  it('who stands in for their agents is not asked twice, and whoever leaves is not asked any more [succession.candidate-left]', async () => {
    const { agent, deputy, boss } = await bereft();
    await jml.leave(deputy);
    await jml.deliver();
    expect(await asked(agent)).toEqual(['deputy withdrawn', 'manager open']);
    await jml.comeBack(deputy);
    await jml.leave(boss);
    await jml.deliver();
    expect(await asked(agent)).toEqual(['deputy withdrawn', 'manager withdrawn']);
    expect((await searchOf(agent)).state).toBe('unclaimed');
  });

  it('the owners for whom they stood in are told [succession.deputy-left]', async () => {
    const { owner, deputy, agent } = await team();
    await jml.leave(deputy);
    await jml.deliver();
    expect(await jml.told()).toContain(`deputy.left ${owner.id}`);
    expect(
      (await world.ledger()).some(({ type, subject }) => type === 'agent.deputy-left' && subject === agent.id),
    ).toBe(true);
  });

  it('one message tells a candidate of all the agents [succession.offers]', async () => {
    const { owner, deputy } = await team();
    await world.agent(owner, { deputyId: deputy.id });
    await jml.leave(owner);
    await jml.deliver();
    expect((await jml.told()).filter((told) => told === `succession.offered ${deputy.id}`)).toHaveLength(1);
  });
});

describe('a successor who accepts', () => {
  it('answers from then on, with the rights that are their own, and none of the former keys opens anything [succession.accept]', async () => {
    const { owner, boss, deputy, agent } = await team();
    const server = await entitled(owner);
    const other = await entitled(owner, boss);
    const [lost, kept, dropped] = [
      await world.allow(agent, server.reading),
      await world.allow(agent, other.reading),
      await world.allow(agent, other.writing),
    ];
    expect((await tools(agent)).toSorted()).toEqual(['pay', 'read_file', 'read_file']);
    await jml.leave(owner);
    await jml.deliver();
    const { id } = await searchOf(agent);
    await successions.decline(as(deputy), id, 'no');
    await successions.accept(as(boss), id, { ...keep, keepGrantIds: [lost.id, kept.id] });

    const [row] = await world.sql<Record<string, unknown>>('SELECT * FROM agent WHERE id = $1', [agent.id]);
    expect(row).toMatchObject({ owner_id: boss.id, deputy_id: deputy.id, state: 'active' });
    expect(row?.['next_review_at']).toEqual(new Date(world.clock.at.getTime() + 90 * 86_400_000));
    expect(await world.standing(agent.id)).toBe('active');
    expect((await keysOf(agent)).every(({ revoked_at }) => revoked_at !== null)).toBe(true);
    const [end] = await world.sql<Record<string, unknown>>('SELECT * FROM agent_grant WHERE id = $1', [dropped.id]);
    expect(end).toMatchObject({ ended_because: 'transfer', valid_to: expect.any(Date) });
    // kept, but beyond what the successor may do: it counts for nothing
    expect(await tools(agent)).toEqual(['read_file']);
    expect(await searchOf(agent)).toMatchObject({ state: 'accepted', closedAt: world.clock.now() });
    const types = (await world.ledger()).filter(({ subject }) => subject === agent.id).map(({ type }) => type);
    for (const type of ['agent.attested', 'agent.keys-revoked', 'agent.handed-over', 'agent.cause-cleared'])
      expect(types).toContain(type);
  });

  it('does not restart what stands still for another reason [succession.accept]', async () => {
    const { agent, deputy, id } = await bereft();
    await world.app.get(Agents).kill(hr, agent.id, 'incident');
    await successions.accept(as(deputy), id, keep);
    expect(await world.standing(agent.id)).toBe('suspended');
  });

  it('keeps what denies, whatever they choose [succession.accept]', async () => {
    const { owner, deputy, agent } = await team();
    const server = await entitled(owner, deputy);
    const [deny] = await world.sql<{ id: string }>('SELECT gen_random_uuid() AS id');
    await world.write((tx) =>
      tx.query(
        `INSERT INTO agent_grant (id, agent_id, tool_id, effect, definition_hash, valid_from, granted_by)
         VALUES ($1, $2, $3, 'deny', $4, $5, 'person:x')`,
        [deny?.id, agent.id, server.reading.id, server.reading.approvedHash, world.clock.at],
      ),
    );
    await jml.leave(owner);
    await jml.deliver();
    await successions.accept(as(deputy), (await searchOf(agent)).id, keep);
    expect(await world.sql('SELECT valid_to FROM agent_grant WHERE id = $1', [deny?.id])).toEqual([{ valid_to: null }]);
  });

  it('who was the deputy leaves that place empty, and tools that write wait for another [succession.deputy-empty]', async () => {
    const { owner, deputy, boss, agent } = await team();
    const server = await entitled(owner, deputy);
    const pay = await world.allow(agent, server.writing);
    await jml.leave(owner);
    await jml.deliver();
    await successions.accept(as(deputy), (await searchOf(agent)).id, { ...keep, keepGrantIds: [pay.id] });
    expect(await tools(agent)).toEqual([]);
    const stewardship = world.app.get(Stewardship);
    expect(await refused(stewardship.changeDeputy(hr, agent.id, deputy.id))).toBe('agent.deputy-invalid');
    expect(await refused(stewardship.changeDeputy(hr, agent.id, owner.id))).toBe('agent.deputy-invalid');
    await stewardship.changeDeputy(hr, agent.id, boss.id);
    expect(await tools(agent)).toEqual(['pay']);
  });

  it('must be the one who is asked, there, in time, and have looked [succession.guards]', async () => {
    const { agent, deputy, boss, owner, id } = await bereft();
    const accept = (who: PersonRow, over = {}) => refused(successions.accept(as(who), id, { ...keep, ...over }));
    expect(await accept(boss)).toBe('succession.not-yours');
    expect(await refused(successions.accept(hr, id, keep))).toBe('succession.not-yours');
    expect(await accept(owner)).toBe('agent.owner-inactive');
    expect(await accept(deputy, { attest: false })).toBe('succession.not-attested');
    expect(await accept(deputy, { keepGrantIds: [newId()] })).toBe('grant.unknown');
    expect(await refused(successions.decline(as(boss), id, 'no'))).toBe('succession.not-yours');
    expect(await refused(successions.accept(as(deputy), newId(), keep))).toBe('succession.unknown');
    const was = world.clock.at;
    world.clock.pass(14);
    expect(await accept(deputy)).toBe('succession.closed');
    world.clock.at = was;
    expect(await accept(deputy)).toBe('done');
    expect(await accept(deputy)).toBe('succession.closed');
    expect(await refused(successions.nominate(hr, (await searchOf(agent)).id, boss.id))).toBe('succession.closed');
  });
});

describe('somebody nominated', () => {
  it('is asked in place of whoever has not answered, and the former one cannot accept any more [succession.nominate]', async () => {
    const { agent, deputy, owner, id } = await bereft();
    const nominee = await world.person(`nominee-${newId()}`);
    expect(await refused(successions.nominate(hr, id, owner.id))).toBe('succession.nominee-unfit');
    expect(await refused(successions.nominate(hr, id, newId()))).toBe('succession.nominee-unfit');
    await successions.nominate(hr, id, nominee.id);
    expect(await asked(agent)).toEqual(['deputy withdrawn', 'nominee open']);
    expect(await refused(successions.accept(as(deputy), id, keep))).toBe('succession.closed');
    await successions.accept(as(nominee), id, keep);
    expect((await searchOf(agent)).state).toBe('accepted');
  });
});

describe('time', () => {
  it('reminds, asks the next one, and retires what nobody took [succession.deadlines]', async () => {
    const { agent, deputy, boss } = await bereft();
    world.clock.pass(11);
    await runDeadlines();
    await runDeadlines();
    expect((await jml.told()).filter((told) => told === `succession.reminder ${deputy.id}`)).toHaveLength(1);
    world.clock.pass(3);
    await runDeadlines();
    expect(await asked(agent)).toEqual(['deputy expired', 'manager open']);
    world.clock.pass(14);
    await runDeadlines();
    expect((await searchOf(agent)).state).toBe('unclaimed');
    expect(await jml.told()).not.toContain(`succession.reminder ${boss.id}`);
    world.clock.pass(14);
    await runDeadlines();
    expect((await searchOf(agent)).state).toBe('retired');
    expect(await world.standing(agent.id)).toBe('ended');
    expect((await keysOf(agent)).every(({ revoked_at }) => revoked_at !== null)).toBe(true);
    expect(await jml.told()).toContain('agent.retired admin');
  });

  const bindMany = (agent: AgentRow) =>
    world.write((tx) =>
      tx.query(
        `INSERT INTO agent_credential (id, agent_id, kind, kid, jwk, created_at, expires_at)
         SELECT gen_random_uuid(), c.agent_id, c.kind, c.kid || n, c.jwk, c.created_at, c.expires_at
         FROM agent_credential c, generate_series(1, 1600) AS n WHERE c.agent_id = $1`,
        [agent.id],
      ),
    );

  it('withdraws keys without number, so that nobody keeps an agent by binding many [succession.many-keys]', async () => {
    const [taken, left] = [await bereft(), await bereft()];
    await bindMany(taken.agent);
    await bindMany(left.agent);
    await successions.accept(as(taken.deputy), taken.id, keep);
    world.clock.pass(43);
    await runDeadlines();
    expect((await searchOf(left.agent)).state).toBe('retired');
    for (const { agent } of [taken, left]) {
      expect((await keysOf(agent)).some(({ revoked_at }) => revoked_at === null)).toBe(false);
    }
  });

  it('goes on with the others when one cannot be done [succession.isolated]', async () => {
    const [bad, good] = [await bereft(), await bereft()];
    world.clock.pass(43);
    const end = world.app.get(Agents).end.bind(world.app.get(Agents));
    const broken = vi.spyOn(world.app.get(Agents), 'end').mockImplementation((tx, agent, reason) => {
      if (agent.id === bad.agent.id) throw new Error('broken');
      return end(tx, agent, reason);
    });
    await runDeadlines().catch(() => undefined);
    broken.mockRestore();
    expect([(await searchOf(bad.agent)).closedAt, (await searchOf(good.agent)).state]).toEqual([null, 'retired']);
  });

  it('closes the search for an agent that was retired by hand [succession.overtaken]', async () => {
    const { agent } = await bereft();
    await world.app.get(Agents).retire(hr, agent.id, 'unused');
    await runDeadlines();
    expect(await searchOf(agent)).toMatchObject({ state: 'cancelled', offers: [{ state: 'withdrawn' }] });
  });
});

describe('an owner who comes back', () => {
  it('ends the search, and messages that come late begin none [succession.owner-back]', async () => {
    const { owner, deputy, agent, id } = await bereft();
    await jml.comeBack(owner);
    expect(await refused(successions.accept(as(deputy), id, keep))).toBe('succession.owner-back');
    await jml.deliver();
    expect(await searchOf(agent)).toMatchObject({ state: 'cancelled', offers: [{ state: 'withdrawn' }] });

    const late = await team();
    await jml.leave(late.owner);
    await jml.comeBack(late.owner);
    await jml.deliver();
    await expect(searchOf(late.agent)).rejects.toThrow('no search');
    expect(await world.standing(late.agent.id)).toBe('active');
  });

  it('and a successor who accepts at the same moment: one of the two happens, never both [succession.race]', async () => {
    for (let round = 0; round < 6; round++) {
      const { owner, deputy, agent, id } = await bereft();
      const [accepted] = await Promise.all([refused(successions.accept(as(deputy), id, keep)), jml.comeBack(owner)]);
      await jml.deliver();
      const { state } = await searchOf(agent);
      const [row] = await world.sql<{ owner_id: string }>('SELECT owner_id FROM agent WHERE id = $1', [agent.id]);
      const [fence] = await world.sql<{ owner_id: string }>('SELECT owner_id FROM principal WHERE id = $1', [agent.id]);
      expect(fence).toEqual(row);
      const outcome =
        accepted === 'done' ? ['done', 'accepted', deputy.id] : ['succession.owner-back', 'cancelled', owner.id];
      expect([accepted, state, row?.owner_id]).toEqual(outcome);
      const [event] = await world.sql<{ cleared: string[] | null }>(
        `SELECT effects -> 'cleared' AS cleared FROM lifecycle_event WHERE person_id = $1 AND kind = 'reinstated'`,
        [owner.id],
      );
      expect(event?.cleared ?? []).toEqual(accepted === 'done' ? [] : [agent.id]);
    }
  });

  it('whose keys or grants come at the same moment gets neither unseen [succession.race.unseen]', async () => {
    const { owner, deputy, agent, id } = await bereft();
    const { reading } = await entitled(owner, deputy);
    let accepted: Promise<unknown> = Promise.resolve();
    await world.write(async (tx) => {
      await world.app.get(Agents).locked(tx, agent.id);
      accepted = successions.accept(as(deputy), id, keep);
      await pause(300);
      await tx.query(
        `INSERT INTO agent_credential (id, agent_id, kind, kid, jwk, created_at, expires_at)
         SELECT $2::uuid, agent_id, kind, $3, jwk, created_at, expires_at FROM agent_credential WHERE agent_id = $1`,
        [agent.id, newId(), newId()],
      );
      await tx.query(
        `INSERT INTO agent_grant (id, agent_id, tool_id, effect, definition_hash, valid_from, granted_by)
         VALUES ($1, $2, $3, 'allow', $4, $5, 'test')`,
        [newId(), agent.id, reading.id, reading.approvedHash, world.clock.at],
      );
    });
    await accepted;
    expect((await keysOf(agent)).map(({ revoked_at }) => revoked_at === null)).toEqual([false, false]);
    expect(await world.sql('SELECT id FROM agent_grant WHERE agent_id = $1 AND valid_to IS NULL', [agent.id])).toEqual(
      [],
    );
  });

  it('just before the deadline keeps the agent, although the message has not arrived [succession.race]', async () => {
    const { owner, agent } = await bereft();
    world.clock.pass(43);
    await jml.comeBack(owner);
    await runDeadlines();
    expect((await searchOf(agent)).state).toBe('cancelled');
    expect(await world.standing(agent.id)).not.toBe('ended');
  });
});

describe('what cannot be undone', () => {
  const trip = (sourceId: string) =>
    world.write((tx) =>
      tx.query(`INSERT INTO lifecycle_breaker (id, source_id, opened_at, leavers, most) VALUES ($1, $2, $3, 51, 50)`, [
        newId(),
        sourceId,
        world.clock.at,
      ]),
    );

  it('waits while too many leave at once: keys, transfer, retirement [succession.breaker]', async () => {
    const { owner, deputy, agent } = await team();
    await trip(owner.sourceId);
    await jml.remove(owner);
    await jml.deliver();
    const { id } = await searchOf(agent);
    expect((await keysOf(agent)).map(({ revoked_at }) => revoked_at)).toEqual([null]);
    expect(await refused(successions.accept(as(deputy), id, keep))).toBe('succession.held');
    world.clock.pass(22);
    await runDeadlines();
    expect((await searchOf(agent)).closedAt).toBeNull();
    expect((await keysOf(agent)).map(({ revoked_at }) => revoked_at)).toEqual([null]);
    await world.app.get(Breaker).release(hr, owner.sourceId, 'it was meant');
    await runDeadlines();
    expect((await searchOf(agent)).state).toBe('retired');
    expect((await keysOf(agent)).every(({ revoked_at }) => revoked_at !== null)).toBe(true);
  });

  it('is done at once for somebody who was deleted, and who had only gone gets the shorter terms [succession.final]', async () => {
    const { owner, agent } = await bereft();
    const { endsAt } = await searchOf(agent);
    expect((await keysOf(agent)).map(({ revoked_at }) => revoked_at)).toEqual([null]);
    await jml.remove(owner);
    await jml.deliver();
    const search = await searchOf(agent);
    expect(search.kind).toBe('final_leaver');
    expect(search.endsAt.getTime()).toBeLessThan(endsAt.getTime());
    expect(search.offers[0]?.expiresAt).toEqual(new Date(world.clock.at.getTime() + 7 * 86_400_000));
    expect((await keysOf(agent)).every(({ revoked_at }) => revoked_at !== null)).toBe(true);
    await expect(world.app.get(Agents).bindKey(hr, agent.id, publicJwk(), agent.expiresAt)).resolves.toBeDefined();
  });
});
