import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessDrift, AccessIndex, AccessIndexModule, AccessModule, AgentGrants, Profiles, alone } from '@app/access';
import { AgentFacts, type AgentRow, Blueprints } from '@app/agents';
import { CatalogModule } from '@app/catalog';
import { type PersonRow, type SourceRow, Sources } from '@app/directory';
import { type Actor, newId } from '@app/kernel';
import { CallLog, Sequencer } from '@app/ledger';
import { Campaigns, ReviewsModule } from '@app/reviews';
import { ScimGroups, ScimModule, ScimUsers } from '@app/scim';
import { as, hr, openWorld } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let profiles: Profiles;
let grants: AgentGrants;
let index: AccessIndex;
let source: SourceRow;
let actor: Actor;
beforeAll(async () => {
  world = await openWorld(CatalogModule, AccessModule, AccessIndexModule, ScimModule, ReviewsModule);
  profiles = world.app.get(Profiles);
  grants = world.app.get(AgentGrants);
  index = world.app.get(AccessIndex);
  const { token } = await world.app.get(Sources).connect(hr, { name: 'entra', dialect: 'entra' });
  ({ source, actor } = await world.app.get(Sources).authenticate(token));
});
afterAll(() => world.close());

const unique = (name: string): string => `${name}-${newId()}`;
let servers = 0;
/** A server, somebody who may use all of it, and their running agent. */
async function setting() {
  const name = `shop-${(servers += 1)}`;
  const server = await world.server(name);
  const [owner, deputy] = [await world.person(`${name}-owner`), await world.person(`${name}-deputy`)];
  await world.entitle({ personId: owner.id }, server.reading, server.writing);
  const agent = await world.runningAgent(owner, { deputyId: deputy.id });
  const read = { toolId: server.reading.id, effect: 'allow' } as const;
  const pay = { toolId: server.writing.id, effect: 'allow' } as const;
  const effect = (of: Pick<AgentRow, 'id'>, toolName = 'read_file', args: object = {}): string =>
    index.decide({ ...alone(of.id), serverName: name, toolName, args, at: world.clock.now() }).effect;
  return { name, server, owner, deputy, agent, read, pay, effect };
}
const fresh = () => profiles.create(hr, unique('profile'));
const contentOf = async (id: string) => {
  const profile = (await profiles.list(hr)).find((each) => each.id === id)!;
  return { id, version: profile.version, grants: profile.grants.filter(({ endedBecause }) => endedBecause === null) };
};
/** Of the newest change that the fence has told of. */
const subjects = async (): Promise<string[]> => {
  const rows = await world.sql<{ id: string }>(
    `SELECT subject_id AS id FROM fence_change WHERE topic = 'access' AND seq = (SELECT max(seq) FROM fence_change WHERE topic = 'access')`,
  );
  return rows.map(({ id }) => id);
};

describe('a profile', () => {
  it('is replaced in one version, and what it granted already keeps its grant [access.profile-replaced]', async () => {
    const { read, pay } = await setting();
    const { id } = await fresh();
    await profiles.replace(hr, id, { grants: [read, pay], ifVersion: 1, reason: 'all of it' });
    const before = await contentOf(id);
    expect([before.version, before.grants.length]).toEqual([2, 2]);

    const held = { ...pay, effect: 'hold' } as const;
    await profiles.replace(hr, id, { grants: [read, held], ifVersion: 2, reason: 'a person looks' });
    const after = await contentOf(id);
    expect(after.version).toBe(3);
    expect(after.grants.map(({ toolId, effect }) => [toolId, effect])).toEqual([
      [read.toolId, 'allow'],
      [pay.toolId, 'hold'],
    ]);
    expect(after.grants[0]?.id).toBe(before.grants[0]?.id);

    await profiles.replace(hr, id, { grants: [held, read] });
    expect((await contentOf(id)).version).toBe(3);
    expect(await profiles.versions(hr, id)).toMatchObject([
      { version: 3, by: 'system:hr', reason: 'a person looks' },
      { version: 2, reason: 'all of it' },
      { version: 1 },
    ]);
  });

  it('is changed by one of several who looked at the same version [access.profile-version]', async () => {
    const { read, pay } = await setting();
    const { id } = await fresh();
    const wanted = Array.from({ length: 8 }, (_, i) => [{ ...(i % 2 ? read : pay), condition: null }]);
    const answers = await Promise.allSettled(
      wanted.map((all) => profiles.replace(hr, id, { grants: all, ifVersion: 1 })),
    );
    const refused = answers.flatMap((each) => (each.status === 'rejected' ? [each.reason as { code: string }] : []));
    const done = answers.length - refused.length;
    // whoever asks for what the first one made finds it made
    expect(done).toBeLessThanOrEqual(4);
    expect(done).toBeGreaterThanOrEqual(1);
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['profile.changed']));
    expect((await contentOf(id)).version).toBe(2);
    await expect(profiles.grant(hr, id, read, { ifVersion: 1 })).rejects.toMatchObject({ code: 'profile.changed' });
  });

  it('is not changed at all by content of which one grant is at fault [access.grant-fault]', async () => {
    const { read, server } = await setting();
    const { id } = await fresh();
    const at = async (over: object) => {
      const refused = profiles.replace(hr, id, {
        grants: [
          { toolId: server.writing.id, effect: 'allow' },
          { ...read, ...over },
        ],
      });
      return refused.then(
        () => 'taken',
        ({ code, detail }: { code: string; detail?: string }) => `${code} ${detail ?? ''}`,
      );
    };
    expect(await at({ condition: { all: [{ arg: 'nowhere', op: 'eq', value: 1 }] } })).toContain('$.all[0]');
    expect(await at({ pattern: { name: 'read_*' } })).toContain('grant.selects-invalid');
    expect(await at({ toolId: null, pattern: { tag: 'ﬁnance' } })).toContain('pattern.tag');
    expect(await at({ toolId: null, pattern: { server: newId() } })).toContain('server.unknown');
    expect(await at({ condition: { not: { called: { server: newId() } } } })).toContain('server.unknown');
    expect(await at({ budget: { counter: { unit: 'calls', per: ['agent'], window: 'session' }, limit: 0, exceeded: 'deny' } })).toContain('budget.limit'); // prettier-ignore
    expect(await at({ obligations: [{ redact: [] }] })).toContain('obligations.0');
    expect(await contentOf(id)).toMatchObject({ version: 1, grants: [] });
  });
});

describe('an agent that holds a profile', () => {
  it('may do what the profile allows at that time, within its owner’s rights [access.profile-held]', async () => {
    const { agent, effect, read, pay } = await setting();
    const { id } = await fresh();
    await grants.give(hr, { agentId: agent.id, profileId: id, effect: 'allow' });
    expect(effect(agent)).toBe('deny');
    await profiles.replace(hr, id, { grants: [read, pay] });
    expect([effect(agent), effect(agent, 'pay')]).toEqual(['allow', 'allow']);
    await profiles.replace(hr, id, { grants: [read] });
    expect([effect(agent), effect(agent, 'pay')]).toEqual(['allow', 'deny']);
  });

  it('holds only the part that was granted to it [access.profile-narrowed]', async () => {
    const { agent, effect, read, pay } = await setting();
    const { id } = await fresh();
    await profiles.replace(hr, id, { grants: [read, pay] });
    const condition = { arg: 'path', op: 'prefix', value: '/public/' } as const;
    const { id: grantId } = await grants.give(hr, {
      agentId: agent.id,
      profileId: id,
      pattern: { risk: ['read'] },
      effect: 'allow',
      condition,
    });
    expect(effect(agent, 'pay')).toBe('deny');
    expect([effect(agent, 'read_file', { path: '/public/a' }), effect(agent, 'read_file', { path: '/etc/a' })]).toEqual(
      ['allow', 'deny'],
    );
    await grants.revoke(hr, grantId, 'test');
    expect(effect(agent, 'read_file', { path: '/public/a' })).toBe('deny');
  });

  it('is refused what its class cannot hold, and what writes while nobody stands in [access.profile-unfit]', async () => {
    const { owner, deputy, read, pay, server } = await setting();
    const [reading, all] = [await fresh(), await fresh()];
    await profiles.replace(hr, reading.id, { grants: [read] });
    await profiles.replace(hr, all.id, { grants: [read, pay] });
    const days = { maxTermDays: 365, reviewEveryDays: 365, dormantAfterDays: 365, maxCredentialDays: 365 };
    const blueprint = await world.app.get(Blueprints).create(hr, {
      name: unique('class'),
      kind: 'autonomous',
      environment: 'production',
      ceilingProfileId: reading.id,
      requiresApproval: false,
      requiresDeputy: false,
      ...days,
    });
    const under = await world.agent(owner, { blueprintId: blueprint.id, deputyId: deputy.id });
    const give = (agentId: string, over: object) => grants.give(hr, { agentId, effect: 'allow', ...over });
    await expect(give(under.id, { profileId: all.id })).rejects.toMatchObject({ code: 'agent.wider-than-blueprint' });
    await give(under.id, { profileId: all.id, pattern: { risk: ['read'] } });
    await give(under.id, { profileId: reading.id });

    const lonely = await world.agent(owner);
    await expect(give(lonely.id, { profileId: all.id })).rejects.toMatchObject({ code: 'agent.deputy-missing' });
    await expect(give(lonely.id, { pattern: { server: server.id } })).rejects.toMatchObject({
      code: 'agent.deputy-missing',
    });
    await expect(give(lonely.id, { profileId: reading.id, effect: 'deny' })).rejects.toMatchObject({
      code: 'grant.selects-invalid',
    });
    await expect(give(lonely.id, {})).rejects.toMatchObject({ code: 'grant.selects-invalid' });
    await expect(give(lonely.id, { profileId: newId() })).rejects.toMatchObject({ code: 'profile.unknown' });
  });
});

describe('what is planned', () => {
  it('counts from its beginning to its end, by the clock of whoever decides [access.planned]', async () => {
    const { server, name, read } = await setting();
    const owner = await world.person(unique('planned'));
    const agent = await world.runningAgent(owner);
    await world.allow(agent, server.reading);
    const { id } = await fresh();
    await profiles.replace(hr, id, { grants: [read] });
    const day = 86_400_000;
    const begin = new Date(world.clock.at.getTime() + 2 * day);
    const end = new Date(world.clock.at.getTime() + 4 * day);
    const terms = { validFrom: begin, validTo: end, reason: 'covering for Ada' };
    const row = await profiles.assign(hr, id, { personId: owner.id }, terms);
    expect(row).toMatchObject({
      planned: true,
      assignedBy: 'system:hr',
      reason: 'covering for Ada',
      endedBecause: null,
    });
    const on = (at: Date): string =>
      index.decide({ ...alone(agent.id), serverName: name, toolName: 'read_file', args: {}, at }).effect;
    expect([on(world.clock.now()), on(begin), on(new Date(+end - 1)), on(end)]).toEqual([
      'deny',
      'allow',
      'allow',
      'deny',
    ]);
    await profiles.endAssignment(hr, row.id, 'Ada is back');
    expect(on(begin)).toBe('deny');
    await expect(profiles.endAssignment(hr, row.id)).rejects.toMatchObject({ code: 'assignment.unknown' });
    await expect(profiles.assign(hr, id, { personId: owner.id }, { validTo: world.clock.at })).rejects.toMatchObject({
      code: 'validity.invalid',
    });
  });
});

describe('the fence hears precisely', () => {
  it('which people, agents and profiles are concerned [access.fence-subjects]', async () => {
    const { agent, read, server } = await setting();
    const { id } = await fresh();
    await profiles.replace(hr, id, { grants: [read] });
    expect(await subjects()).toEqual([id]);
    const person = await world.person(unique('p'));
    const assigned = await profiles.assign(hr, id, { personId: person.id });
    expect(await subjects()).toEqual([person.id]);
    await profiles.endAssignment(hr, assigned.id);
    expect(await subjects()).toEqual([person.id]);
    const group = await world.group(unique('g'));
    await profiles.assign(hr, id, { groupId: group.id });
    expect(await subjects()).toEqual([id]);
    await world.allow(agent, server.reading);
    expect(await subjects()).toEqual([agent.id]);
    await world.app.get(AgentFacts).tag(hr, agent.id, ['trusted']);
    expect(await subjects()).toEqual([agent.id]);
    expect((await world.app.get(AgentFacts).tag(hr, agent.id, ['trusted'])).tags).toEqual(['trusted']);

    const user = await world.app.get(ScimUsers).create(actor, source, { userName: unique('u') });
    const scimGroup = await world.app.get(ScimGroups).create(actor, source, { displayName: unique('g') });
    await profiles.assign(hr, id, { groupId: scimGroup.id });
    const member = { op: 'add', path: 'members', value: [{ value: user.id }] };
    await world.app.get(ScimGroups).patch(actor, source, scimGroup.id, { Operations: [member] });
    expect(await subjects()).toEqual([user.id]);
    await world.app.get(ScimUsers).remove(actor, source, user.id);
    expect(await subjects()).toEqual([user.id]);
  });

  it('of a person’s attributes only what some grant in force asks for [access.fence-attributes]', async () => {
    const { read } = await setting();
    const { id } = await fresh();
    const user = await world.app.get(ScimUsers).create(actor, source, { userName: unique('u') });
    const change = async (path: string, value: string): Promise<string[]> => {
      await profiles.replace(hr, id, { grants: (await contentOf(id)).grants.length > 0 ? [] : [read] });
      await world.app.get(ScimUsers).patch(actor, source, user.id, { Operations: [{ op: 'replace', path, value }] });
      return subjects();
    };
    expect(await change('title', 'Clerk')).toEqual([id]);
    const { id: asking } = await fresh();
    const asks = (condition: object) =>
      profiles.replace(hr, asking, { grants: [{ ...read, condition: condition as never }] });
    await asks({ not: { arg: 'path', op: 'eq', of: { person: 'title' } } });
    expect(await change('title', 'Chief')).toEqual([user.id]);
    expect(await change('title', 'Chief')).toEqual([id]);
    expect(await change('userType', 'Contractor')).toEqual([id]);
    await asks({ cel: 'person.userType == "Employee"' });
    expect(await change('userType', 'Employee')).toEqual([user.id]);
    await profiles.replace(hr, asking, { grants: [] });
    expect(await change('userType', 'Contractor')).toEqual([id]);
  });
});

describe('names', () => {
  it('pass nothing on: a group that is renamed keeps what it had, and its old name brings nothing [access.names]', async () => {
    const { server, read, effect } = await setting();
    const { id } = await fresh();
    await profiles.replace(hr, id, { grants: [read] });
    const groups = world.app.get(ScimGroups);
    const [one, other] = [await user(), await user()];
    const [first, second] = [await agentOf(one, server.reading), await agentOf(other, server.reading)];
    const name = unique('Payroll');
    const group = await groups.create(actor, source, { displayName: name, members: [{ value: one.id }] });
    await profiles.assign(hr, id, { groupId: group.id });
    expect([effect(first), effect(second)]).toEqual(['allow', 'deny']);
    await groups.patch(actor, source, group.id, {
      Operations: [{ op: 'replace', path: 'displayName', value: unique('Former') }],
    });
    await groups.create(actor, source, { displayName: name, members: [{ value: other.id }] });
    expect([effect(first), effect(second)]).toEqual(['allow', 'deny']);

    await profiles.describe(hr, id, { name: unique('former profile') });
    expect(effect(first)).toBe('allow');
  });

  it('a user name that is used again after a deletion inherits no assignment, membership or agent [access.names]', async () => {
    const { server, read, effect } = await setting();
    const { id } = await fresh();
    await profiles.replace(hr, id, { grants: [read] });
    const userName = unique('ada');
    const former = await user({ userName });
    const group = await world.app.get(ScimGroups).create(actor, source, {
      displayName: unique('g'),
      members: [{ value: former.id }],
    });
    await profiles.assign(hr, id, { groupId: group.id });
    await profiles.assign(hr, id, { personId: former.id });
    await world.app.get(ScimUsers).remove(actor, source, former.id);
    const latter = await user({ userName });
    expect(latter.id).not.toBe(former.id);
    expect(effect(await agentOf(latter, server.reading))).toBe('deny');
  });
});

describe('drift', () => {
  it('shows what is not used, what is used and ends, and what is wider than its class [access.drift]', async () => {
    const { agent, owner, server, read, pay, name } = await setting();
    const unused = await world.allow(agent, server.reading);
    const { id: profileId } = await fresh();
    await profiles.replace(hr, profileId, { grants: [read] });
    const soon = new Date(world.clock.at.getTime() + 35 * 86_400_000);
    const used = await grants.give(hr, { agentId: agent.id, profileId, effect: 'allow', validTo: soon });
    const days = { maxTermDays: 365, reviewEveryDays: 365, dormantAfterDays: 365, maxCredentialDays: 365 };
    const flags = { requiresApproval: false, requiresDeputy: false, environment: 'production' } as const;
    const { id: ceilingProfileId } = await fresh();
    await profiles.replace(hr, ceilingProfileId, { grants: [read] });
    const blueprint = await world.app
      .get(Blueprints)
      .create(hr, { name: unique('class'), kind: 'autonomous', ceilingProfileId, ...flags, ...days });
    const bound = await world.agent(owner, { blueprintId: blueprint.id });
    const wide = await grants.give(hr, { agentId: bound.id, profileId, effect: 'allow' });
    await profiles.replace(hr, profileId, { grants: [read, pay] });

    world.clock.pass(30);
    const token = { jtiDigest: '', rootDigest: '', confirmation: null, workload: null };
    const who = { agentId: agent.id, ownerId: owner.id, ownerStatus: 'active', onBehalfOf: null, chain: [agent.id] };
    const what = { method: 'tools/call', clientId: 'client', server: name, tool: 'read', definitionHash: null };
    const why = { argsDigest: '', decision: 'allow', reasonCode: 'allowed', grantIds: [used.id], fenceSeq: 1 } as const;
    const call = { tenant: hr.tenant, callId: newId(), at: world.clock.at, agents: [], delegations: [], token };
    await world.app.get(CallLog, { strict: false }).intent({ ...call, ...who, ...what, ...why });
    await world.app.get(Sequencer, { strict: false }).run();
    const drift = await world.app.get(AccessDrift).of(hr, { unusedDays: 20, expiringDays: 14 });
    const mine = <Row extends { agentId: string }>(rows: readonly Row[]) =>
      rows.filter(({ agentId }) => [agent.id, bound.id].includes(agentId));
    expect(mine(drift.unused).map(({ grantId }) => grantId).toSorted()).toEqual([unused.id, wide.id].toSorted()); // prettier-ignore
    expect(mine(drift.expiring)).toMatchObject([{ grantId: used.id, endsAt: soon, lastUsedAt: world.clock.at }]);
    expect(mine(drift.wider)).toMatchObject([{ grantId: wide.id, beyond: [{ serverName: name, name: 'pay' }] }]);
  });
});

describe('a review', () => {
  it('shows which tools a profile or a pattern reaches, and calls it gone when none is reached [review.several-tools]', async () => {
    const { agent, read, pay, server, effect } = await setting();
    const [creator, fallback] = [await world.person(unique('creator')), await world.person(unique('fallback'))];
    const { id: profileId, name: profileName } = await fresh();
    await profiles.replace(hr, profileId, { grants: [read, pay] });
    const byProfile = await grants.give(hr, { agentId: agent.id, profileId, effect: 'allow' });
    const byPattern = await grants.give(hr, { agentId: agent.id, pattern: { server: server.id, risk: ['read'] }, effect: 'allow' }); // prettier-ignore
    const campaigns = world.app.get(Campaigns);
    const endsAt = new Date(world.clock.at.getTime() + 86_400_000);
    const scope = { agentIds: [agent.id], fallbackReviewerId: fallback.id, endsAt };
    const { id } = await campaigns.draft(as(creator as PersonRow), { name: unique('review'), ...scope });
    await campaigns.stage(as(creator), id);
    await campaigns.launch(as(creator), id);
    const items = await campaigns.items(hr, id);
    const of = (grantId: string) => items.find((item) => item.grantId === grantId)!;
    expect(of(byProfile.id)).toMatchObject({ toolId: null, snapshot: { tool: null, grant: { profile: { name: profileName, version: 2 } } } }); // prettier-ignore
    expect(of(byProfile.id).snapshot.tools?.map(({ name }) => name)).toEqual(['pay', 'read_file']);
    expect(of(byPattern.id).snapshot.tools?.map(({ name }) => name)).toEqual(['read_file']);

    const answer = { decision: 'revoke', comment: 'not needed', version: 1 } as const;
    const decide = (item: { id: string }, how: object = answer) =>
      campaigns.decide(as(fallback), item.id, { ...answer, ...how });
    await decide(of(byProfile.id));
    await campaigns.verify(hr);
    const stateOf = async (grantId: string) => (await campaigns.items(hr, id)).find((item) => item.grantId === grantId)!.state; // prettier-ignore
    // read_file is still there by the pattern
    expect(await stateOf(byProfile.id)).toBe('still_present');
    await decide(of(byPattern.id));
    await campaigns.verify(hr);
    expect([await stateOf(byProfile.id), await stateOf(byPattern.id)]).toEqual(['verified_gone', 'verified_gone']);
    expect([effect(agent), effect(agent, 'pay')]).toEqual(['deny', 'deny']);
  });
});

const user = (body: object = {}) =>
  world.app.get(ScimUsers).create(actor, source, { userName: unique('user'), ...body }) as Promise<{ id: string }>;
async function agentOf(owner: { id: string }, tool: Parameters<typeof world.allow>[1]): Promise<AgentRow> {
  const agent = await world.runningAgent(owner as never);
  await world.allow(agent, tool);
  return agent;
}
