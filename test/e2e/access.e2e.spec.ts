import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AccessIndex,
  AccessIndexModule,
  AccessModule,
  AgentGrants,
  EffectiveAccess,
  Explanations,
  Profiles,
  alone,
} from '@app/access';
import { AgentsModule, Blueprints, Delegations } from '@app/agents';
import { CatalogModule, Tools } from '@app/catalog';
import { DirectoryModule, Groups } from '@app/directory';
import { Fence } from '@app/fence';
import { hr, openWorld } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let index: AccessIndex;
let grants: AgentGrants;
beforeAll(async () => {
  world = await openWorld(DirectoryModule, CatalogModule, AgentsModule, AccessModule, AccessIndexModule);
  index = world.app.get(AccessIndex);
  grants = world.app.get(AgentGrants);
});
afterAll(() => world.close());

let servers = 0;
/** An owner who may use both tools through a group, and an agent that was granted the reading one. */
async function setting() {
  const name = `srv-${(servers += 1)}`;
  const [owner, deputy] = [await world.person(`${name}-owner`), await world.person(`${name}-deputy`)];
  const group = await world.group(`${name}-group`);
  const server = await world.server(name);
  await world.join(group, owner);
  const profileId = await world.entitle({ groupId: group.id }, server.reading, server.writing);
  const agent = await world.runningAgent(owner, { deputyId: deputy.id });
  const grant = await world.allow(agent, server.reading);
  const ask = (toolName = 'read_file', args: unknown = {}, at = world.clock.now()) => ({
    ...alone(agent.id),
    serverName: name,
    toolName,
    args,
    at,
  });
  return { owner, group, server, agent, grant, profileId, ask };
}
const leaveGroup = ({ group, owner }: Awaited<ReturnType<typeof setting>>) =>
  world.write(async (tx) => {
    await world.app.get(Groups).removeMembers(tx, group.id, [owner.id]);
    await world.app.get(Fence, { strict: false }).touch(tx, [group.id]);
  });

describe('the index of a gateway', () => {
  it('knows every change when the write that made it returns [access.index-follows]', async () => {
    const here = await setting();
    expect(index.decide(here.ask())).toMatchObject({ effect: 'allow', grantIds: [here.grant.id, expect.any(String)] });
    expect(index.decide(here.ask('pay'))).toMatchObject({ code: 'agent_no_grant' });
    const seen = index.visible({ ...alone(here.agent.id), at: world.clock.now() });
    expect(seen.map(({ toolName }) => toolName)).toEqual(['read_file']);
    expect(seen[0]?.definition).toMatchObject({ name: 'read_file', annotations: { readOnlyHint: true } });

    await leaveGroup(here);
    expect(index.decide(here.ask())).toMatchObject({ effect: 'deny', code: 'owner_no_grant' });
    await world.join(here.group, here.owner);
    const { id } = await grants.give(hr, {
      agentId: here.agent.id,
      toolId: here.server.writing.id,
      effect: 'hold',
      condition: { arg: 'to.iban', op: 'prefix', value: 'DE' },
    });
    expect(index.decide(here.ask('pay', { to: { iban: 'DE1' } }))).toMatchObject({ effect: 'hold' });
    expect(index.decide(here.ask('pay', { to: { iban: 'FR1' } }))).toMatchObject({ code: 'condition_unmet' });
    await grants.revoke(hr, id, 'no longer needed');
    expect(index.decide(here.ask('pay', { to: { iban: 'DE1' } }))).toMatchObject({ code: 'agent_no_grant' });
  });

  it('holds a tool back as soon as its definition changes, until it is granted again [access.pinned-definition]', async () => {
    const here = await setting();
    const changed = { name: 'read_file', description: 'Reads, and sends.', annotations: { readOnlyHint: true } };
    const tools = await world.app.get(Tools).pin(hr, here.server.id, [changed]);
    const tool = tools.find(({ id }) => id === here.server.reading.id);
    expect(index.decide(here.ask())).toMatchObject({ code: 'definition_changed' });
    await expect(world.allow(here.agent, here.server.reading)).rejects.toMatchObject({ code: 'tool.not-available' });
    const approved = await world.app.get(Tools).approve(hr, here.server.reading.id, tool!.definitionHash);
    expect(index.decide(here.ask())).toMatchObject({ code: 'definition_changed' });
    await world.allow(here.agent, approved);
    await world.app.get(Profiles).grant(hr, here.profileId, { toolId: approved.id, effect: 'allow', condition: null });
    expect(index.decide(here.ask())).toMatchObject({ effect: 'allow' });
  });

  it('lets no grant outlive the agent’s term, whether or not a timer came by [agent.expires]', async () => {
    const here = await setting();
    const later = new Date(here.agent.expiresAt.getTime());
    expect(index.decide(here.ask('read_file', {}, new Date(later.getTime() - 1)))).toMatchObject({ effect: 'allow' });
    expect(index.decide(here.ask('read_file', {}, later))).toMatchObject({ code: 'agent_no_grant' });
  });
});

it('binds rights to ids: a renamed group keeps them, a new one of the old name has none [access.names-carry-nothing]', async () => {
  const here = await setting();
  const newcomer = await world.person('newcomer');
  const bot = await world.runningAgent(newcomer);
  await world.allow(bot, here.server.reading);
  const former = here.group.displayName;
  await world.write((tx) => world.app.get(Groups).rename(tx, here.group, { displayName: 'x', externalId: null }));
  await world.join(await world.group(former), newcomer);
  await world.write((tx) => world.app.get(Fence, { strict: false }).touch(tx, [here.group.id]));
  expect(index.decide(here.ask())).toMatchObject({ effect: 'allow' });
  expect(index.decide({ ...here.ask(), ...alone(bot.id) })).toMatchObject({ code: 'owner_no_grant' });
});

describe('granting', () => {
  it('refuses a writing tool to an agent without deputy [access.deputy]', async () => {
    const owner = await world.person('lonely');
    const agent = await world.agent(owner);
    const server = await world.server('lonely');
    await expect(world.allow(agent, server.writing)).rejects.toMatchObject({ code: 'agent.deputy-missing' });
    await world.allow(agent, server.reading);
    const toolId = server.writing.id;
    await grants.give(hr, { agentId: agent.id, toolId, effect: 'deny', condition: null });
  });

  it.each([
    [{ arg: 'amuont', op: 'lt', value: 1 }, '$.arg: '],
    [
      {
        all: [
          { arg: 'amount', op: 'lt', value: 1 },
          { arg: 'to.bic', op: 'eq', value: 'x' },
        ],
      },
      '$.all[1].arg: ',
    ],
    [{ arg: 'amount', op: 'matches', value: '(a+)+$' }, '$.op: '],
    [{ arg: 'to.iban', op: 'prefix', value: 'x'.repeat(1025) }, '$.value: '],
    [{ arg: '__proto__.x', op: 'eq', value: 1 }, '__proto__'],
  ])('refuses the condition %j and names the place [access.condition-fits-tool]', async (condition, place) => {
    const { agent, server } = await setting();
    const wanted = { agentId: agent.id, toolId: server.writing.id, effect: 'allow', condition } as never;
    await expect(grants.give(hr, wanted)).rejects.toMatchObject({
      code: 'grant.condition-invalid',
      message: expect.stringContaining(place),
    });
  });

  it('lets one of ten claimants have a profile name [access.profile-name-unique]', async () => {
    const create = () => world.app.get(Profiles).create(hr, 'Finance');
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, create));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('ends a grant once, and keeps the row and who ended it [access.ends-not-deletes]', async () => {
    const here = await setting();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => grants.revoke(hr, here.grant.id, 'too much')),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [row] = await world.db.read(hr, (tx) => grants.of(tx, here.agent.id));
    expect(row).toMatchObject({ id: here.grant.id, endedBecause: 'too much', validTo: expect.any(Date) });
    const told = (await world.ledger()).filter((entry) => entry.subject === here.agent.id);
    expect(told.filter(({ type }) => type === 'agent.grant-ended')).toHaveLength(1);
    expect(told.some(({ entry }) => entry.includes('too much'))).toBe(false);
  });
});

describe('asked from the database', () => {
  const access = () => world.app.get(EffectiveAccess);
  const explanations = () => world.app.get(Explanations);

  it('gives the answer of the index, word for word [access.explain-as-of]', async () => {
    const here = await setting();
    for (const asked of [
      here.ask(),
      here.ask('pay'),
      here.ask('nothing'),
      { ...here.ask(), personId: here.owner.id },
    ]) {
      const told = await world.db.read(hr, (tx) => explanations().decideIn(tx, asked));
      expect(told).toEqual(index.decide(asked));
    }
  });

  it('gives it for chains, parts and ceilings, too [access.explain-as-of] [access.chain]', async () => {
    const here = await setting();
    const person = await world.person(`acting-${here.agent.id}`);
    await world.entitle({ personId: person.id }, here.server.reading);
    const ceilingProfileId = await world.entitle({ personId: person.id }, here.server.reading);
    const { id: blueprintId } = await world.app.get(Blueprints).create(hr, {
      name: `blueprint-${here.agent.id}`,
      kind: 'autonomous',
      environment: 'production',
      maxTermDays: 90,
      reviewEveryDays: 90,
      dormantAfterDays: 30,
      maxCredentialDays: 90,
      ceilingProfileId,
      requiresApproval: false,
      requiresDeputy: false,
    });
    const deputyId = here.agent.deputyId;
    const part = await world.runningAgent(here.owner, { parentId: here.agent.id, blueprintId, deputyId });
    await world.allow(part, here.server.reading);
    const delegations = world.app.get(Delegations);
    const terms = { scope: 'mcp:tools', validTo: here.agent.expiresAt };
    const consent = await world.write((tx) =>
      delegations.consent(tx, { personId: person.id, agentId: here.agent.id, ...terms }),
    );
    const chained = { agentId: part.id, chain: [part.id, here.agent.id], personId: person.id };
    const asked = [
      { ...here.ask(), ...alone(part.id) },
      { ...here.ask('pay'), ...alone(part.id) },
      { ...here.ask(), ...chained, delegations: [consent.id] },
      { ...here.ask(), ...chained, delegations: [] },
      { ...here.ask(), ...chained, chain: [part.id], delegations: [consent.id] },
    ];
    const told = [];
    for (const one of asked) {
      told.push(await world.db.read(hr, (tx) => explanations().decideIn(tx, one)));
      expect(told.at(-1)).toEqual(index.decide(one));
    }
    expect(told.map(({ code }) => code)).toEqual([
      'allowed',
      'agent_no_grant',
      'allowed',
      'delegation_missing',
      'delegation_missing',
    ]);
    expect(told[2]!.path.map(({ step }) => step)).toEqual(
      ['delegation', 'agent', 'grant', 'owner', 'group', 'profile', 'grant', 'ceiling', 'grant'].concat(
        ['agent', 'grant', 'owner', 'group', 'profile', 'grant'],
        ['person', 'profile', 'grant'],
      ),
    );
    await world.db.read(hr, async (tx) => {
      const tools = await access().of(tx, part.id, world.clock.now());
      expect(tools.map(({ toolId }) => toolId)).toEqual([here.server.reading.id]);
    });
    await delegations.revoke(hr, consent.id, 'over');
    expect(index.decide(asked[2]!)).toMatchObject({ code: 'delegation_missing' });
  });

  it('tells later what was decided then [access.explain-as-of]', async () => {
    const here = await setting();
    const then = here.ask();
    const decided = index.decide(then);
    world.clock.pass(1);
    await leaveGroup(here);
    await grants.revoke(hr, here.grant.id, 'over');
    world.clock.pass(1);
    await world.db.read(hr, async (tx) => {
      expect(await explanations().decideIn(tx, then)).toEqual(decided);
      expect(await explanations().decideIn(tx, here.ask())).toMatchObject({ effect: 'deny' });
      const tools = await access().of(tx, here.agent.id, then.at);
      expect(tools.map(({ toolId }) => toolId)).toEqual([here.server.reading.id]);
      expect(await access().of(tx, here.agent.id, world.clock.now())).toEqual([]);
    });
  });
});
