import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AgentGrants, type Condition, Profiles, UsageStore } from '@app/access';
import type { ToolRow } from '@app/catalog';
import { ConfigModule } from '@app/config';
import { DatabaseModule } from '@app/database';
import { FenceModule, FenceReplica } from '@app/fence';
import { JobsModule } from '@app/jobs';
import { LedgerModule } from '@app/ledger';
import { makeAdapter } from '../../apps/api/src/boot.js';
import { gatewayParts, mountGateway } from '../../apps/gateway/src/boot.js';
import { type KeyedAgent, chainWorld } from '../support/chain-world.js';
import { surroundingsOf } from '../support/context.js';
import { type Upstream, startCanned } from '../support/mcp-upstreams.js';
import { openWholeHouse } from '../support/whole-house.js';
import { hr } from '../support/world.js';

let house: Awaited<ReturnType<typeof openWholeHouse>>;
let world: Awaited<ReturnType<typeof chainWorld>>;
let second: NestFastifyApplication;
let crm: Upstream;
let tools: Map<string, ToolRow>;
let gateways: string[];
const rows = (count: number) => Array.from({ length: count }, (_, id) => ({ id, iban: `DE${id}` }));
const size = 3;
/** Long enough for a machine that does much else: nobody is stopped here. */
const fence = { fenceLeaseMs: 10_000, fenceHeartbeatMs: 100 };

beforeAll(async () => {
  house = await openWholeHouse(fence);
  world = await chainWorld(house);
  const schema = { type: 'object', properties: { region: { type: 'string' } } };
  const tool = (name: string) => ({ name, inputSchema: schema, annotations: { readOnlyHint: true } });
  crm = await startCanned(
    () => ({ content: [], structuredContent: { rows: rows(size) } }),
    [tool('search'), tool('export')],
  );
  tools = await world.server('crm', crm.url);
  const surroundings = surroundingsOf(house.database.url, { publicUrl: house.url, ...fence });
  const platform = [LedgerModule, FenceModule, JobsModule];
  const replica = {
    module: class Second {},
    imports: [ConfigModule.in(surroundings), DatabaseModule.connected(), ...platform, ...gatewayParts],
  };
  second = await NestFactory.create<NestFastifyApplication>(replica, makeAdapter(), {
    logger: ['fatal'],
    abortOnError: false,
  });
  await mountGateway(second);
  await second.listen(0, '127.0.0.1');
  gateways = [house.url, await second.getUrl()];
}, 60_000);
afterAll(async () => {
  await second?.close();
  await world?.close();
  await house?.close();
  await crm?.stop();
});

/** An agent whose owner holds both tools, and itself as said. */
const agentWith = async (
  granted: Partial<Parameters<AgentGrants['give']>[1]>,
): Promise<{ agent: KeyedAgent; token: string }> => {
  const owner = await world.person();
  await world.entitle(owner, ...tools.values());
  const agent = await world.agent(owner);
  const each = { agentId: agent.id, effect: 'allow', condition: null } as const;
  await world.get(AgentGrants).give(hr, { ...each, toolId: tools.get('search')!.id, ...granted });
  await Promise.all([house.app, second].map((app) => app.get(FenceReplica).sync()));
  return { agent, token: await world.credentials(agent) };
};
type Result = { structuredContent?: { rows: unknown[] }; _meta?: { 'surety.dev/decision'?: { code: string } } };
const call = async (token: string, via: number, name = 'crm__search') => {
  const answer = await fetch(`${gateways[via % 2]}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {} } }),
  });
  const { result, error } = (await answer.json()) as { result?: Result; error?: { message: string } };
  const code = result?._meta?.['surety.dev/decision']?.code;
  return { status: answer.status, rows: result?.structuredContent?.rows, code, error, result };
};
const callsSeen = () => crm.seen.filter(({ body }) => body.includes('"tools/call"')).length;
const budget = (unit: 'calls' | 'records', limit: number) => ({
  counter: { unit, per: ['agent' as const], window: { every: 'day' as const, zone: 'Europe/Berlin' } },
  limit,
  exceeded: 'hold' as const,
});

describe('a budget, on two gateways at once', () => {
  it('of calls lets through exactly as many as it says, and then holds [budgets.two-gateways]', async () => {
    const { token } = await agentWith({ budget: budget('calls', 15) });
    const before = callsSeen();
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => call(token, i)));
    expect(answers.filter(({ rows }) => rows !== undefined)).toHaveLength(15);
    expect(answers.filter(({ code }) => code === 'budget_exhausted')).toHaveLength(25);
    expect(callsSeen() - before).toBe(15);
  });

  it('of records tells exactly as many as it says [budgets.two-gateways]', async () => {
    const { token } = await agentWith({ budget: budget('records', 20) });
    const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => call(token, i)));
    expect(answers.reduce((sum, { rows: told = [] }) => sum + told.length, 0)).toBe(20);
    expect((await call(token, 0)).code).toBe('budget_exhausted');
  });

  it('that a condition states is kept as exactly [budgets.two-gateways]', async () => {
    const { counter } = budget('calls', 0);
    const condition: Condition = { counter, op: 'lt', value: 10 };
    const { token } = await agentWith({ condition });
    const answers = await Promise.all(Array.from({ length: 24 }, (_, i) => call(token, i)));
    expect(answers.map(({ status }) => status)).toEqual(Array(24).fill(200));
    expect(answers.filter(({ rows }) => rows !== undefined)).toHaveLength(10);
    expect(answers.filter(({ code }) => code === 'condition_unmet')).toHaveLength(14);
  });
});

describe('history', () => {
  it('of a session counts on the other gateway at once, also under a new token [session.two-gateways]', async () => {
    const called = { name: 'search' };
    const { agent, token } = await agentWith({});
    await world.get(AgentGrants).give(hr, {
      agentId: agent.id,
      toolId: tools.get('export')!.id,
      effect: 'allow',
      condition: { not: { called } },
    });
    expect((await call(token, 1, 'crm__export')).rows).toHaveLength(3);
    expect((await call(token, 0)).rows).toHaveLength(3);
    expect((await call(token, 1, 'crm__export')).code).toBe('condition_unmet');
    expect((await call(await world.credentials(agent), 1, 'crm__export')).code).toBe('condition_unmet');
  });
});

describe('obligations', () => {
  it('of a profile are done with what any agent of its holders is told [obligations.redact]', async () => {
    const owner = await world.person();
    const profile = await world.get(Profiles).create(hr, 'redacting');
    await world.get(Profiles).grant(hr, profile.id, {
      toolId: tools.get('search')!.id,
      effect: 'allow',
      condition: null,
      obligations: [{ redact: ['rows[*].iban'] }, { cap: { records: 2 } }],
    });
    await world.get(Profiles).assign(hr, profile.id, { personId: owner.id });
    const agent = await world.agent(owner);
    await world.allow(agent, tools.get('search')!);
    const { rows: told } = await call(await world.credentials(agent), 1);
    expect(told).toEqual([
      { id: 0, iban: null },
      { id: 1, iban: null },
    ]);
  });
});

describe('how much a gateway waits for the database', () => {
  it('is not at all for a call of which nothing is counted [budgets.needs]', async () => {
    const { token } = await agentWith({ toolId: tools.get('export')!.id });
    const usage = house.app.get(UsageStore, { strict: false });
    const asked = (['lookUp', 'raise', 'mark', 'usedIn'] as const).map((verb) => vi.spyOn(usage, verb));
    expect((await call(token, 0, 'crm__export')).rows).toHaveLength(3);
    for (const spy of asked) expect(spy).not.toHaveBeenCalled();
    asked.forEach((spy) => spy.mockRestore());
  });
});
