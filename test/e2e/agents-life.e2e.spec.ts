import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AccessModule } from '@app/access';
import {
  AgentBindings,
  AgentCredentials,
  AgentList,
  Agents,
  AgentsModule,
  AgentTerms,
  Approvals,
  type NewAgent,
  Quarantines,
  type ShownState,
  Stewardship,
  TrustedIssuers,
} from '@app/agents';
import { CatalogModule } from '@app/catalog';
import { DirectoryModule, type PersonRow } from '@app/directory';
import { newId } from '@app/kernel';
import { Campaigns, ReviewsModule } from '@app/reviews';
import { as, hr, openWorld, publicJwk } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let agents: Agents;
let terms: AgentTerms;
let credentials: AgentCredentials;
beforeAll(async () => {
  world = await openWorld(DirectoryModule, CatalogModule, AgentsModule, AccessModule, ReviewsModule);
  agents = world.app.get(Agents);
  terms = world.app.get(AgentTerms);
  credentials = world.app.get(AgentCredentials);
});
afterAll(() => world.close());

const find = async (id: string) => (await world.app.get(AgentList).find(hr)).find((agent) => agent.id === id);
const causes = async (id: string) => (await find(id))?.suspendedFor;
const days = (count: number): Date => new Date(world.clock.at.getTime() + count * 86_400_000);
const epoch = async (id: string): Promise<number | undefined> =>
  (await world.sql<{ epoch: number }>('SELECT epoch FROM principal WHERE id = $1', [id]))[0]?.epoch;
const codeOf = (reason: unknown): string | undefined => (reason as { code?: string }).code;
const told = async (id: string) =>
  (await world.ledger()).filter(({ subject }) => subject === id).map(({ type }) => type);

describe('a part of an agent', () => {
  it('belongs to the same owner, four levels deep at most, and no longer than the whole [agent.parts]', async () => {
    const owner = await world.person('whole-owner');
    const whole = await world.agent(owner, { expiresAt: days(30), nextReviewAt: days(30) });
    const part = (parentId: string, over: Partial<NewAgent> = {}) =>
      world.agent(owner, { parentId, expiresAt: days(20), nextReviewAt: days(20), ...over });
    await expect(part(whole.id, { expiresAt: days(31) })).rejects.toMatchObject({ code: 'agent.wider-than-parent' });
    await expect(world.agent(await world.person('stranger'), { parentId: whole.id })).rejects.toMatchObject({
      code: 'agent.parent-invalid',
    });
    await expect(part(newId())).rejects.toMatchObject({ code: 'agent.parent-invalid' });
    const line = [whole, await part(whole.id)];
    for (const _ of [3, 4]) line.push(await part(line.at(-1)!.id));
    await expect(part(line.at(-1)!.id)).rejects.toMatchObject({ code: 'agent.parent-too-deep' });
    const [principal] = await world.sql<{ parent_id: string }>('SELECT parent_id FROM principal WHERE id = $1', [
      line[1]!.id,
    ]);
    expect(principal).toEqual({ parent_id: whole.id });

    const renew = (id: string, count: number) =>
      terms.renew(hr, id, { expiresAt: days(count), attest: true, reason: 'goes on' });
    await expect(renew(line[1]!.id, 31)).rejects.toMatchObject({ code: 'agent.wider-than-parent' });
    await renew(whole.id, 10);
    for (const { id } of line) expect((await find(id))?.expiresAt).toEqual(days(10));
  });

  it('is retired with the whole, for good [agent.parts]', async () => {
    const owner = await world.person('ender');
    const whole = await world.runningAgent(owner);
    const part = await world.runningAgent(owner, { parentId: whole.id });
    const inner = await world.agent(owner, { parentId: part.id });
    const other = await world.runningAgent(owner);
    await agents.retire(hr, whole.id, 'replaced');
    for (const { id } of [whole, part, inner]) {
      expect(await world.standing(id)).toBe('ended');
      expect(await told(id)).toContain('agent.retired');
    }
    expect(await world.standing(other.id)).toBe('active');
    await expect(world.agent(owner, { parentId: whole.id })).rejects.toMatchObject({ code: 'agent.parent-invalid' });
  });

  it('ends with a whole that is declined, and so does a switch on either [agent.parts] [agent.approval]', async () => {
    const owner = await world.person('unwanted');
    const whole = await world.agent(owner, { requiresApproval: true });
    const part = await world.runningAgent(owner, { parentId: whole.id });
    for (const { id } of [whole, part]) await agents.kill(hr, id, 'odd');
    await world.app.get(Approvals).decline(hr, whole.id, 'not needed');
    for (const { id } of [whole, part]) {
      expect(await find(id)).toMatchObject({ state: 'retired' });
      expect(await world.standing(id)).toBe('ended');
    }
    expect(await told(part.id)).toContain('agent.retired');
    const open = await world.sql('SELECT 1 FROM kill_switch WHERE lifted_at IS NULL AND target_id = ANY ($1)', [
      [whole.id, part.id],
    ]);
    expect(open).toEqual([]);
  });

  it('is not missed when it is registered while the whole is being retired [agent.parts]', async () => {
    const owner = await world.person('hasty');
    for (let round = 0; round < 8; round++) {
      const whole = await world.agent(owner);
      const [part] = await Promise.allSettled([
        world.agent(owner, { parentId: whole.id }),
        agents.retire(hr, whole.id, 'now'),
      ]);
      const found = part.status === 'fulfilled' ? await world.standing(part.value.id) : codeOf(part.reason);
      expect(found).toBe(part.status === 'fulfilled' ? 'ended' : 'agent.parent-invalid');
    }
  });
});

describe('a term', () => {
  it('is renewed by attestation; what had expired runs again [agent.renewal]', async () => {
    const owner = await world.person('renewer');
    const agent = await world.runningAgent(owner, { expiresAt: days(10), nextReviewAt: days(40) });
    await agents.bindKey(hr, agent.id, publicJwk(), days(60));
    world.clock.pass(10);
    await terms.suspendDue(hr);
    expect(await causes(agent.id)).toEqual(['expired']);
    const renewal = { expiresAt: days(20), attest: true, reason: 'still needed' };
    await expect(terms.renew(hr, agent.id, { ...renewal, attest: false })).rejects.toMatchObject({
      code: 'agent.not-attested',
    });
    await expect(terms.renew(hr, agent.id, { ...renewal, expiresAt: days(0) })).rejects.toMatchObject({
      code: 'agent.term-invalid',
    });
    await terms.renew(as(owner), agent.id, renewal);
    expect(await causes(agent.id)).toEqual([]);
    expect(await world.standing(agent.id)).toBe('active');
    expect(await told(agent.id)).toContain('agent.renewed');
  });

  it('does not go on past a review, which only somebody independent moves [agent.review-independent]', async () => {
    const owner = await world.person('judge-of-oneself');
    const under = await world.person('subordinate', { managerId: owner.id });
    const deputy = await world.person('deputy-judge');
    const free = await world.person('free');
    const agent = await world.runningAgent(owner, { deputyId: deputy.id, expiresAt: days(90), nextReviewAt: days(5) });
    world.clock.pass(5);
    await terms.suspendDue(hr);
    expect(await causes(agent.id)).toEqual(['review_overdue']);
    const renewal = { expiresAt: days(90), attest: true, reason: 'fine' };
    await expect(terms.renew(as(owner), agent.id, renewal)).rejects.toMatchObject({ code: 'agent.review-overdue' });
    const moved = { ...renewal, nextReviewAt: days(30) };
    for (const who of [owner, under, deputy]) {
      await expect(terms.renew(as(who), agent.id, moved)).rejects.toMatchObject({
        code: 'agent.review-not-independent',
      });
    }
    await terms.renew(as(free), agent.id, moved);
    expect(await causes(agent.id)).toEqual([]);
  });

  it('has its review moved by a campaign that has looked at all of it, and by no other [agent.reviewed]', async () => {
    const campaigns = world.app.get(Campaigns);
    const reviewer = await world.person('campaigner');
    const server = await world.server('reviewed');
    const review = async (agentId: string, meanwhile = async () => undefined as unknown) => {
      const scope = { name: 'q', agentIds: [agentId], fallbackReviewerId: reviewer.id, endsAt: days(10) };
      const { id } = await campaigns.draft(hr, scope);
      await campaigns.stage(hr, id);
      await campaigns.launch(hr, id);
      await meanwhile();
      for (const item of await campaigns.items(hr, id)) {
        await campaigns.decide(as(reviewer), item.id, { decision: 'approve', comment: null, version: item.version });
      }
      expect(await campaigns.signOff(as(reviewer), id, { admin: true })).toMatchObject({ state: 'completed' });
    };
    const owner = await world.person('reviewed-owner');
    const deputyId = (await world.person('reviewed-deputy')).id;
    const agent = await world.runningAgent(owner, { deputyId, expiresAt: days(200), nextReviewAt: days(3) });
    await world.allow(agent, server.reading);
    await review(agent.id, () => world.allow(agent, server.writing));
    expect((await find(agent.id))?.nextReviewAt).toEqual(agent.nextReviewAt);
    world.clock.pass(3);
    await terms.suspendDue(hr);
    expect(await causes(agent.id)).toEqual(['review_overdue']);
    await review(agent.id);
    expect((await find(agent.id))?.nextReviewAt).toEqual(days(90));
    expect(await causes(agent.id)).toEqual([]);
    expect(await told(agent.id)).toContain('agent.reviewed');
  });

  it('sleeps when nobody uses it, and wakes with a reason [agent.dormancy]', async () => {
    const owner = await world.person('sleepy');
    const agent = await world.runningAgent(owner, { dormantAfterDays: 14, expiresAt: days(90) });
    world.clock.pass(10);
    const used = world.clock.now();
    await world.write((tx) => tx.query('UPDATE agent SET last_active_at = $2 WHERE id = $1', [agent.id, used]));
    world.clock.pass(13);
    await terms.suspendDue(hr);
    expect(await causes(agent.id)).toEqual([]);
    world.clock.pass(1);
    expect(await terms.suspendDue(hr)).toBeGreaterThan(0);
    expect(await find(agent.id)).toMatchObject({ suspendedFor: ['dormant'], shownState: 'dormant', state: 'active' });
    expect(await world.standing(agent.id)).toBe('suspended');
    await expect(terms.wake(hr, agent.id, ' ')).rejects.toMatchObject({ code: 'agent.reason-missing' });
    await terms.wake(as(owner), agent.id, 'needed again');
    await terms.suspendDue(hr);
    expect(await world.standing(agent.id)).toBe('active');
    await expect(terms.wake(as(owner), agent.id, 'twice')).rejects.toMatchObject({ code: 'agent.not-dormant' });
  });
});

describe('quarantine', () => {
  it('stops at once and ends by somebody else’s attestation alone [agent.quarantine]', async () => {
    const owner = await world.person('suspect');
    const agent = await world.runningAgent(owner);
    const quarantines = world.app.get(Quarantines);
    await quarantines.quarantine(hr, agent.id, 'odd calls');
    expect(await find(agent.id)).toMatchObject({ shownState: 'quarantined', suspendedFor: ['quarantined'] });
    await quarantines.quarantine(hr, agent.id, 'again');
    expect((await told(agent.id)).filter((type) => type === 'agent.quarantined')).toHaveLength(1);
    await agents.kill(hr, agent.id, 'too');
    await agents.restart(hr, agent.id, 'not the kill');
    await world.write((tx) => agents.clearCause(tx, [agent.id], 'risk'));
    expect(await world.standing(agent.id)).toBe('suspended');
    const release = { attest: true, reason: 'found the cause' };
    await expect(quarantines.release(as(owner), agent.id, release)).rejects.toMatchObject({
      code: 'agent.release-not-yours',
    });
    await expect(quarantines.release(hr, agent.id, { ...release, attest: false })).rejects.toMatchObject({
      code: 'agent.not-attested',
    });
    await world.app.get(Stewardship).changeDeputy(hr, agent.id, (await world.person('stands-in')).id);
    const { deputyId } = await world.db.read(hr, (tx) => agents.find(tx, agent.id));
    await expect(quarantines.release(as({ id: deputyId ?? '' }), agent.id, release)).rejects.toMatchObject({
      code: 'agent.release-not-yours',
    });
    await quarantines.release(hr, agent.id, release);
    expect(await world.standing(agent.id)).toBe('active');
    await expect(quarantines.release(hr, agent.id, release)).rejects.toMatchObject({ code: 'agent.not-quarantined' });
    expect(await told(agent.id)).toEqual(expect.arrayContaining(['agent.attested', 'agent.released']));
  });
});

describe('credentials', () => {
  it('are two of a kind at most, also when ten are bound at once; an expired one counts no more [agent.key-rotation]', async () => {
    const agent = await world.agent(await world.person('rotator'));
    const many = Array.from({ length: 10 }, () => agents.bindKey(hr, agent.id, publicJwk(), days(5)));
    const outcomes = await Promise.allSettled(many);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    for (const outcome of outcomes.filter(({ status }) => status === 'rejected')) {
      expect(outcome).toMatchObject({ reason: { code: 'agent.credentials-full' } });
    }
    const subject = { tls_client_auth_san_dns: 'bot.example.com' };
    const tls = { kind: 'tls_client_auth', proof: subject, expiresAt: days(5) } as const;
    expect(await credentials.bind(hr, agent.id, tls)).toMatchObject({ jwk: null, certificate: subject });
    world.clock.pass(5);
    await agents.bindKey(hr, agent.id, publicJwk(), days(5));
  });

  it('take a certificate, or what one must say, and nothing else [agent.key-certificate]', async () => {
    const agent = await world.agent(await world.person('certified'));
    const bind = (kind: 'tls_client_auth' | 'self_signed_tls_client_auth', proof: unknown) =>
      credentials.bind(hr, agent.id, { kind, proof, expiresAt: days(5) });
    for (const wrong of [{}, { tls_client_auth_san_dns: ' ' }, { subject: 'x' }, 'CN=x', null]) {
      await expect(bind('tls_client_auth', wrong)).rejects.toMatchObject({ code: 'agent.key-invalid' });
    }
    const both = { tls_client_auth_san_dns: 'a', tls_client_auth_san_uri: 'b' };
    await expect(bind('tls_client_auth', both)).rejects.toMatchObject({ code: 'agent.key-invalid' });
    await expect(bind('self_signed_tls_client_auth', 'nothing')).rejects.toMatchObject({ code: 'agent.key-invalid' });
  });

  it('are withdrawn one by one, and tokens die with them [agent.key-withdrawn]', async () => {
    const agent = await world.runningAgent(await world.person('withdrawer'));
    const [key] = await world.db.read(hr, (tx) => agents.credentials(tx, agent.id));
    const before = await epoch(agent.id);
    const other = await world.agent(await world.person('not-theirs'));
    await expect(credentials.withdraw(hr, other.id, key!.id, 'lost')).rejects.toMatchObject({
      code: 'credential.unknown',
    });
    await credentials.withdraw(hr, agent.id, key!.id, 'lost');
    expect(await epoch(agent.id)).toBeGreaterThan(before ?? 0);
    expect(await world.standing(agent.id)).toBe('active');
    expect(await world.db.read(hr, (tx) => agents.credentials(tx, agent.id))).toEqual([]);
    await expect(credentials.withdraw(hr, agent.id, key!.id, 'twice')).rejects.toMatchObject({
      code: 'credential.unknown',
    });
    expect(await told(agent.id)).toContain('agent.key-withdrawn');
  });

  it('are told of before they end, once, unless another goes on [agent.key-expiring]', async () => {
    await credentials.tellExpiring(hr);
    const owner = await world.person('warned');
    const agent = await world.runningAgent(owner, { expiresAt: days(20), nextReviewAt: days(20) });
    const safe = await world.runningAgent(owner, { expiresAt: days(20), nextReviewAt: days(20) });
    await agents.bindKey(hr, safe.id, publicJwk(), days(60));
    expect(await credentials.tellExpiring(hr)).toBe(0);
    world.clock.pass(6);
    expect(await credentials.tellExpiring(hr)).toBe(1);
    expect(await credentials.tellExpiring(hr)).toBe(0);
    const warnings = (await world.messages()).filter(({ payload }) => payload['template'] === 'agent.key-expiring');
    expect(warnings.at(-1)?.payload).toMatchObject({ to: { personId: owner.id }, data: { agentIds: [agent.id] } });
  });
});

describe('a workload', () => {
  /** An agent with a workload bound to it. */
  async function bound(name: string) {
    const agent = await world.agent(await world.person(name));
    const { id: issuerId } = await world.app.get(TrustedIssuers).trust(hr, {
      name,
      kind: 'oidc',
      issuer: `https://${name}.example.com`,
      keys: { jwks: { keys: [publicJwk()] } },
      maxAgeSeconds: 600,
    });
    const binding = await world.app.get(AgentBindings).bind(hr, agent.id, issuerId, { subject: name, claims: [] });
    return { agent, binding };
  }

  it('is unbound for a reason that the ledger keeps as a commitment [binding.reason-private]', async () => {
    const { agent, binding } = await bound('dismissed');
    await world.app.get(AgentBindings).end(hr, agent.id, binding.id, 'Ada was dismissed');
    const told = (await world.ledger()).filter(({ type }) => type === 'agent.workload-unbound');
    expect(told.map(({ subject }) => subject)).toContain(agent.id);
    expect(JSON.stringify(told)).not.toContain('dismissed');
  });

  it('is unbound under its agent, as whoever takes the agent over does it [binding.order]', async () => {
    const { agent, binding } = await bound('ordered');
    let ending: Promise<void> | undefined;
    await world.write(async (tx) => {
      await agents.locked(tx, agent.id);
      ending = world.app.get(AgentBindings).end(hr, agent.id, binding.id, 'over');
      const waits = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      await vi.waitUntil(async () => (await world.sql(waits)).length > 0, { timeout: 5_000 });
      // whoever waits for the agent holds nothing of it yet
      await tx.query(`SET LOCAL lock_timeout = '300ms'`);
      await tx.query('SELECT FROM agent_binding WHERE id = $1 FOR UPDATE', [binding.id]);
    });
    await ending;
    const [row] = await world.app.get(AgentBindings).list(hr, agent.id);
    expect(row?.endedBecause).toBe('over');
  });
});

describe('a delegated agent', () => {
  it('needs no key of its own to be started [agent.delegated-start]', async () => {
    const owner: PersonRow = await world.person('connects');
    const agent = await world.agent(owner, { kind: 'delegated' });
    expect(await agents.activate(hr, agent.id)).toMatchObject({ state: 'active' });
  });
});

it('lists by what is shown, a page at a time [agent.inventory]', async () => {
  const owner = await world.person('lister');
  const list = world.app.get(AgentList);
  const made: Partial<Record<ShownState, string>> = {};
  made.requested = (await world.agent(owner, { requiresApproval: true })).id;
  made.staged = (await world.agent(owner, { environment: 'development' })).id;
  for (const state of ['active', 'suspended', 'quarantined', 'dormant', 'retired'] as const) {
    made[state] = (await world.runningAgent(owner)).id;
  }
  await agents.kill(hr, made.suspended ?? '', 'x');
  await world.app.get(Quarantines).quarantine(hr, made.quarantined ?? '', 'x');
  await world.write((tx) => agents.suspend(tx, [made.quarantined ?? '', made.dormant ?? ''], 'dormant'));
  await agents.retire(hr, made.retired ?? '', 'x');
  const ids = async (filter: Parameters<AgentList['find']>[1]) =>
    (await list.find(hr, { ownerId: owner.id, ...filter })).map(({ id }) => id);
  for (const [state, id] of Object.entries(made) as [ShownState, string][]) {
    expect(await ids({ state })).toEqual([id]);
    expect((await list.find(hr, { ownerId: owner.id })).find((agent) => agent.id === id)?.shownState).toBe(state);
  }
  expect(await ids({ environment: 'development' })).toEqual([made.staged]);
  expect(await ids({ dormant: true })).toEqual([made.quarantined, made.dormant]);
  expect(await ids({ dormant: false })).toHaveLength(5);
  expect(await ids({ clientId: 'https://client.example.com' })).toEqual([]);
  const first = await ids({ limit: 3 });
  expect([...first, ...(await ids({ limit: 10, after: first.at(-1) }))]).toEqual(await ids({}));
});
