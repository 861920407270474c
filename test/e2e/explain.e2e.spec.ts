import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AccessIndex,
  AccessIndexModule,
  AccessModule,
  type AccessRequest,
  AgentGrants,
  type CallContext,
  Explanations,
  PastAccess,
  Profiles,
  Simulations,
  alone,
} from '@app/access';
import { Agents, AgentsModule, Delegations } from '@app/agents';
import { CatalogModule, Servers } from '@app/catalog';
import { DirectoryModule, Groups } from '@app/directory';
import { Fence } from '@app/fence';
import { DEFAULT_TENANT, newId } from '@app/kernel';
import { CallLog, KeptCallInputs } from '@app/ledger';
import { hr, openWorld } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
beforeAll(async () => {
  world = await openWorld(DirectoryModule, CatalogModule, AgentsModule, AccessModule, AccessIndexModule);
});
afterAll(() => world.close());

const nobody: CallContext = { clientId: 'client', signIn: null };
let settings = 0;
/** An owner in a group that may use both tools, and an agent that may read below /home. */
async function setting() {
  const name = `srv-${(settings += 1)}`;
  const [owner, deputy] = [await world.person(`${name}-owner`), await world.person(`${name}-deputy`)];
  const group = await world.group(`${name}-group`);
  const server = await world.server(name);
  await world.join(group, owner);
  const profileId = await world.entitle({ groupId: group.id }, server.reading, server.writing);
  const agent = await world.runningAgent(owner, { deputyId: deputy.id });
  const grant = await world.app.get(AgentGrants).give(hr, {
    agentId: agent.id,
    toolId: server.reading.id,
    effect: 'allow',
    condition: { arg: 'path', op: 'prefix', value: '/home' },
  });
  const ask = (args: unknown, toolName = 'read_file'): AccessRequest => ({
    ...alone(agent.id),
    serverName: name,
    toolName,
    args,
    at: world.clock.now(),
    context: nobody,
  });
  return { name, owner, deputy, group, server, profileId, agent, grant, ask };
}

/** A call as a gateway decides and records it. */
async function call(request: AccessRequest, ownerId: string, inputs = true): Promise<string> {
  const decision = world.app.get(AccessIndex).decide(request);
  const callId = newId();
  await world.app.get(CallLog).intent({
    tenant: DEFAULT_TENANT,
    callId,
    at: request.at,
    decidedAt: request.at,
    method: 'tools/call',
    agentId: request.agentId,
    ownerId,
    ownerStatus: 'active',
    onBehalfOf: request.personId,
    chain: request.chain,
    agents: request.chain.map((id) => ({ id, ownerId })),
    delegations: request.delegations,
    token: { jtiDigest: '', rootDigest: '', confirmation: null, workload: null },
    clientId: 'client',
    server: request.serverName,
    tool: request.toolName,
    definitionHash: null,
    argsDigest: '',
    decision: decision.effect,
    reasonCode: decision.code,
    grantIds: decision.grantIds,
    fenceSeq: 1,
    ...(inputs && { inputs: { arguments: request.args, context: request.context } }),
  });
  return callId;
}
const later = (hours = 1): void => void (world.clock.at = new Date(world.clock.at.getTime() + hours * 3_600_000));
const leave = ({ group, owner }: Awaited<ReturnType<typeof setting>>) =>
  world.write(async (tx) => {
    await world.app.get(Groups).removeMembers(tx, group.id, [owner.id]);
    await world.app.get(Fence, { strict: false }).touch(tx, [group.id, owner.id]);
  });

describe('an explanation', () => {
  it('names every step of the way, or the first that is missing [access.explain]', async () => {
    const here = await setting();
    const explanations = world.app.get(Explanations);
    const question = { agentId: here.agent.id, serverName: here.name, toolName: 'read_file' };
    const allowed = await explanations.explain(hr, { ...question, args: { path: '/home/x' } });
    expect(allowed).toMatchObject({ effect: 'allow', code: 'allowed', missing: null });
    expect(allowed.path.map(({ step, name }) => [step, name])).toEqual([
      ['agent', here.agent.name],
      ['grant', null],
      ['owner', `${here.name}-owner`],
      ['group', `${here.name}-group`],
      ['profile', expect.any(String)],
      ['grant', null],
    ]);
    const outside = await explanations.explain(hr, { ...question, args: { path: '/etc' } });
    expect(outside).toMatchObject({ effect: 'deny', code: 'condition_unmet', missing: { id: 'condition_unmet' } });
    expect(await explanations.explain(hr, question)).toMatchObject({ effect: 'allow' });
    const paying = await explanations.explain(hr, { ...question, toolName: 'pay' });
    expect(paying).toMatchObject({ code: 'agent_no_grant', missing: { step: 'missing', id: 'grant' } });
  });

  it('of a recorded call gives what was recorded, whatever changed since [access.explain-recorded]', async () => {
    const here = await setting();
    const { owner } = here;
    const explain = (id: string) => world.app.get(Explanations).ofCall(hr, id);
    const allowed = await call(here.ask({ path: '/home/x' }), owner.id);
    const denied = await call(here.ask({ path: '/etc/x' }), owner.id);
    later();
    await leave(here);
    later();
    await world.app.get(AgentGrants).revoke(hr, here.grant.id, 'no longer needed');
    later();
    await world.app.get(Agents).retire(hr, here.agent.id, 'test');
    expect(await explain(allowed)).toMatchObject({ effect: 'allow', code: 'allowed', agrees: true, inputs: 'kept' });
    expect(await explain(denied)).toMatchObject({ effect: 'deny', code: 'condition_unmet', agrees: true });
    await expect(explain(newId())).rejects.toMatchObject({ code: 'call.unknown' });
  });

  it('does not claim more than is known when what a call was about is not kept [access.explain-recorded]', async () => {
    const here = await setting();
    const explain = (id: string) => world.app.get(Explanations).ofCall(hr, id);
    const bare = await call(here.ask({ path: '/etc/x' }), here.owner.id, false);
    expect(await explain(bare)).toMatchObject({ inputs: 'not-kept', agrees: null });
    const allowed = await call(here.ask({ path: '/home/x' }), here.owner.id, false);
    expect(await explain(allowed)).toMatchObject({ effect: 'allow', inputs: 'not-kept', agrees: null });
    const huge = await call(here.ask({ path: `/etc/${'x'.repeat(9000)}` }), here.owner.id);
    expect(await explain(huge)).toMatchObject({ inputs: 'without-arguments', agrees: null });
    const paying = await call(here.ask({}, 'pay'), here.owner.id, false);
    expect(await explain(paying)).toMatchObject({ code: 'agent_no_grant', agrees: true });
  });

  it('knows who answered for an agent then, and when its term ended [access.as-of]', async () => {
    const here = await setting();
    const question = { agentId: here.agent.id, serverName: here.name, toolName: 'read_file' };
    const before = world.clock.now();
    later();
    const stranger = await world.person(`${here.name}-stranger`);
    await world.write((tx) => tx.query('UPDATE agent SET owner_id = $2 WHERE id = $1', [here.agent.id, stranger.id]));
    await world.write((tx) =>
      tx.query('UPDATE agent SET expires_at = $2 WHERE id = $1', [here.agent.id, world.clock.at]),
    );
    await world.write((tx) => tx.query(`UPDATE mcp_server SET name = name || '-x' WHERE name = $1`, [here.name]));
    const explanations = world.app.get(Explanations);
    expect(await explanations.explain(hr, { ...question, at: before })).toMatchObject({ effect: 'allow' });
    const now = { ...question, serverName: `${here.name}-x` };
    expect(await explanations.explain(hr, now)).toMatchObject({ code: 'agent_no_grant' });
    expect(await explanations.explain(hr, question)).toMatchObject({ code: 'no_grant' });
  });
});

describe('what a call was about', () => {
  it('is sealed, bound to its call, and goes when its time is over [ledger.call-inputs]', async () => {
    const here = await setting();
    const callId = await call(here.ask({ path: '/home/secret-plan' }), here.owner.id);
    const rows = await world.sql<{ sealed: string }>('SELECT sealed FROM call_input WHERE call_id = $1', [callId]);
    expect(Buffer.from(rows[0]?.sealed ?? '', 'base64').toString('latin1')).not.toContain('secret-plan');
    const other = await call(here.ask({ path: '/home/other' }), here.owner.id);
    await world.db.upkeep(DEFAULT_TENANT, (tx) =>
      tx.query('UPDATE call_input SET sealed = $2 WHERE call_id = $1', [other, rows[0]?.sealed]),
    );
    const kept = world.app.get(KeptCallInputs);
    await expect(world.db.read(hr, (tx) => kept.of(tx, [other]))).rejects.toThrow('authenticate data');
    const read = () => world.db.read(hr, (tx) => kept.of(tx, [callId]));
    expect((await read()).get(callId)).toMatchObject({ arguments: { path: '/home/secret-plan' } });
    world.clock.pass(29);
    await kept.sweep();
    expect((await read()).size).toBe(1);
    world.clock.pass(2);
    await kept.sweep();
    expect((await read()).size).toBe(0);
    world.clock.pass(-31);
  });
});

describe('a simulation', () => {
  const simulate = (...asked: Parameters<Simulations['simulate']> extends [unknown, ...infer Rest] ? Rest : never) =>
    world.app.get(Simulations).simulate(hr, ...asked);

  it('tells what a change would do to the calls that were made, and for whom [access.simulate]', async () => {
    later(48);
    const from = world.clock.now();
    const here = await setting();
    for (const path of ['/home/a', '/home/b', '/etc/c']) await call(here.ask({ path }), here.owner.id);
    const unknown = await call(here.ask({ path: '/home/d' }), here.owner.id, false);
    later();
    const to = world.clock.now();
    const told = { agentId: here.agent.id, agentName: here.agent.name, personId: null, toolName: 'read_file' };

    const without = await simulate({ endGrant: here.grant.id }, from, to);
    expect(without).toMatchObject({ calls: 4, isComplete: true, unchanged: 1 });
    expect(without.shifted).toEqual([
      expect.objectContaining({ ...told, effect: 'newly-denied', after: 'agent_no_grant', calls: 2 }),
      expect.objectContaining({ ...told, effect: 'undetermined', calls: 1, examples: [unknown] }),
    ]);

    const narrower = { arg: 'path', op: 'prefix', value: '/home/a' } as const;
    const grants = [{ toolId: here.server.reading.id, effect: 'allow', condition: narrower } as const];
    const profile = await simulate({ profile: here.profileId, grants }, from, to);
    expect(profile.shifted).toContainEqual(
      expect.objectContaining({ ...told, effect: 'newly-denied', after: 'condition_unmet', calls: 1 }),
    );

    const wider = { grantTo: here.agent.id, grant: { toolId: here.server.reading.id, effect: 'allow' } } as const;
    expect((await simulate(wider, from, to)).shifted).toContainEqual(
      expect.objectContaining({ ...told, effect: 'newly-allowed', before: 'condition_unmet', calls: 1 }),
    );

    const left = { members: here.group.id, added: [], removed: [here.owner.id] };
    expect((await simulate(left, from, to)).shifted).toContainEqual(
      expect.objectContaining({ ...told, effect: 'newly-denied', after: 'owner_no_grant', calls: 2 }),
    );
    await expect(simulate(left, to, from)).rejects.toMatchObject({ code: 'history.time-invalid' });
  });

  it('says so where a new budget would decide and nobody counted then [access.simulate]', async () => {
    later(48);
    const from = world.clock.now();
    const here = await setting();
    await call(here.ask({ path: '/home/a' }), here.owner.id);
    later();
    const counter = { unit: 'records', per: ['agent'], window: 'session' } as const;
    const budget = { counter, limit: 100, exceeded: 'hold' } as const;
    const grants = [{ toolId: here.server.reading.id, effect: 'allow', budget } as const];
    const { shifted } = await simulate({ profile: here.profileId, grants }, from, world.clock.now());
    expect(shifted.map(({ effect, calls }) => [effect, calls])).toEqual([['undetermined', 1]]);
  });

  it('assigns by a proposed rule to those of whom the directory says so [access.simulate]', async () => {
    later(48);
    const from = world.clock.now();
    const here = await setting();
    const newcomer = await world.person(`${here.name}-newcomer`);
    const bot = await world.runningAgent(newcomer);
    await world.allow(bot, here.server.reading);
    await call({ ...here.ask({ path: '/x' }), ...alone(bot.id) }, newcomer.id);
    later();
    const rule = (value: string) =>
      ({ rule: { person: 'userName', op: 'eq', value }, profileId: here.profileId }) as const;
    const of = async (value: string) => (await simulate(rule(value), from, world.clock.now())).shifted;
    expect(await of(newcomer.userName)).toEqual([expect.objectContaining({ effect: 'newly-allowed', calls: 1 })]);
    expect(await of('somebody else')).toEqual([]);
  });
});

describe('who could do what', () => {
  it('is told for any time, with the path: agents, and who was behind a delegated one [access.who]', async () => {
    const here = await setting();
    const person = await world.person(`${here.name}-person`);
    await world.join(here.group, person);
    const delegated = await world.runningAgent(here.owner, { kind: 'delegated', deputyId: here.deputy.id });
    await world.allow(delegated, here.server.reading);
    const validTo = new Date(world.clock.at.getTime() + 3_600_000);
    await world.write((tx) =>
      world.app
        .get(Delegations)
        .consent(tx, { personId: person.id, agentId: delegated.id, scope: 'mcp:tools', validTo }),
    );
    const who = async (at = world.clock.now()) =>
      (await world.app.get(PastAccess).who(hr, { serverName: here.name, toolName: 'read_file' }, at)).map(
        ({ agentId, personId, conditional }) => ({ agentId, personId, conditional }),
      );
    const first = world.clock.now();
    const all = [
      { agentId: here.agent.id, personId: null, conditional: true },
      { agentId: delegated.id, personId: person.id, conditional: false },
    ];
    expect(await who()).toEqual(all);
    later(2);
    expect(await who()).toEqual(all.slice(0, 1));
    await leave(here);
    later();
    expect(await who()).toEqual([]);
    expect(await who(first)).toEqual(all);
  });

  it('is told of a person and their agents between two times, with when it began and ended [access.what]', async () => {
    later(1000);
    const from = world.clock.now();
    later();
    const here = await setting();
    const begun = world.clock.now();
    later(10);
    await leave(here);
    const left = world.clock.now();
    later(10);
    const to = world.clock.now();
    const past = world.app.get(PastAccess);
    const ways = await past.what(hr, here.owner.id, from, to);
    const spans = ways.map((way) => [way.agentId, way.toolName, way.effect, way.from, way.to]);
    expect(spans).toEqual(
      expect.arrayContaining([
        [here.agent.id, 'read_file', 'allow', begun, left],
        [null, 'read_file', 'allow', begun, left],
        [null, 'pay', 'allow', begun, left],
      ]),
    );
    expect(spans).toHaveLength(3);
    expect(ways.find(({ agentId }) => agentId === null)?.path.map(({ step }) => step)).toEqual([
      'owner',
      'group',
      'profile',
      'grant',
    ]);
    expect(await past.what(hr, here.owner.id, left, to)).toEqual([]);
    await expect(past.what(hr, here.owner.id, to, from)).rejects.toMatchObject({ code: 'history.time-invalid' });
  });

  it('knows the hours of a grant, and the end of what a chain rests on further up [access.what-whole]', async () => {
    later(1000);
    const here = await setting();
    const person = await world.person(`${here.name}-person`);
    await world.join(here.group, person);
    const links = [];
    await world.join(here.group, here.deputy);
    for (const owner of [here.owner, here.deputy, here.deputy]) {
      const link = await world.runningAgent(owner, { kind: 'delegated', deputyId: person.id });
      await world.allow(link, here.server.reading);
      links.push(link);
    }
    const [last, middle, first] = links.map(({ id }) => id);
    const mine = await world.runningAgent(here.owner, { deputyId: here.deputy.id });
    // an hour that is not now
    const hour = (world.clock.at.getUTCHours() + 12) % 24;
    const [begin, end] = [hour, hour + 1].map((at) => `${String(at % 24).padStart(2, '0')}:00`);
    await world.app.get(AgentGrants).give(hr, {
      agentId: mine.id,
      toolId: here.server.reading.id,
      effect: 'allow',
      condition: { time: { zone: 'UTC', from: begin!, to: end! } },
    });
    const delegations = world.app.get(Delegations);
    const far = new Date(world.clock.at.getTime() + 900 * 3_600_000);
    const near = new Date(world.clock.at.getTime() + 5 * 3_600_000);
    await world.write((tx) =>
      delegations.consent(tx, { personId: person.id, agentId: first!, scope: 'mcp:tools', validTo: near }),
    );
    await delegations.give(hr, { fromAgentId: first!, agentId: middle!, scope: 'mcp:tools', validTo: far });
    await delegations.give(hr, { fromAgentId: middle!, agentId: last!, scope: 'mcp:tools', validTo: far });
    const from = world.clock.now();
    later(20);
    const ways = await world.app.get(PastAccess).what(hr, here.owner.id, from, world.clock.now());
    const to = (agentId: string) => ways.find((way) => way.agentId === agentId)?.to;
    expect(to(mine.id)).toEqual(world.clock.now());
    expect(ways.find(({ agentId }) => agentId === last)).toMatchObject({
      chain: [last, middle, first],
      from,
      to: near,
    });
  });

  it('is refused where it would be more than an answer holds [access.who-bounded]', async () => {
    const here = await setting();
    await world.write(async (tx) => {
      const until = new Date(world.clock.at.getTime() + 86_400_000);
      await tx.query(
        `INSERT INTO agent (id, name, kind, purpose, owner_id, state, expires_at, next_review_at, created_at)
         SELECT gen_random_uuid(), 'crowd-' || n, 'autonomous', 'test', $1, 'active', $2, $2, $3 FROM generate_series(1, 5001) n`,
        [here.owner.id, until, world.clock.at],
      );
      await tx.query(
        `INSERT INTO agent_grant (id, agent_id, pattern, effect, valid_from, granted_by)
         SELECT gen_random_uuid(), id, '{"name": "read_*"}', 'allow', $1, 'test' FROM agent WHERE name LIKE 'crowd-%'`,
        [world.clock.at],
      );
    });
    const who = world.app.get(PastAccess).who(hr, { serverName: here.name, toolName: 'read_file' });
    await expect(who).rejects.toMatchObject({ code: 'history.too-many' });
    await world.write((tx) =>
      tx.query(
        `UPDATE agent_grant SET valid_to = valid_from, ended_because = 'x' WHERE agent_id IN (SELECT id FROM agent WHERE name LIKE 'crowd-%')`,
      ),
    );
  });
});

it('keeps the past of what its own row forgets, and only of that [access.history]', async () => {
  const here = await setting();
  const versions = () =>
    world.sql<{ n: number }>(`SELECT count(*)::int AS n FROM fact_version WHERE subject_id = $1`, [here.server.id]);
  const [before] = await versions();
  await world.app.get(Servers).list(hr);
  await world.write((tx) => tx.query('UPDATE mcp_server SET synced_at = now() WHERE id = $1', [here.server.id]));
  const used = 'UPDATE agent SET last_active_at = now() WHERE id = $1';
  await world.db.upkeep(DEFAULT_TENANT, (tx) => tx.query(used, [here.agent.id]));
  expect(await versions()).toEqual([before]);
  await world.write((tx) => tx.query(`UPDATE mcp_server SET tags = '{x}' WHERE id = $1`, [here.server.id]));
  expect((await versions())[0]?.n).toBe((before?.n ?? 0) + 1);
  // the clock of a second writer may be behind that of the first
  world.clock.pass(-1);
  await world.write((tx) => tx.query(`UPDATE mcp_server SET tags = '{y}' WHERE id = $1`, [here.server.id]));
  world.clock.pass(1);
  const [newest] = await world.sql<{ tags: string[] }>(
    `SELECT facts -> 'tags' AS tags FROM fact_version WHERE subject_id = $1 ORDER BY at DESC, seq DESC LIMIT 1`,
    [here.server.id],
  );
  expect(newest?.tags).toEqual(['y']);
  await world.app.get(Profiles).list(hr);
  await expect(world.db.upkeep(DEFAULT_TENANT, (tx) => tx.query('DELETE FROM fact_version'))).rejects.toThrow(
    'recorded in the ledger',
  );
});
