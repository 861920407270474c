import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { AccessIndex, AccessIndexModule, AccessModule, AgentGrants, alone, KillSwitches } from '@app/access';
import { AgentList, Agents, AgentsModule, type KillScope, Stewardship } from '@app/agents';
import { CatalogModule } from '@app/catalog';
import { DirectoryModule } from '@app/directory';
import { Fence, FenceReplica } from '@app/fence';
import { DEFAULT_TENANT, newId } from '@app/kernel';
import { hr, openWorld } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let switches: KillSwitches;
beforeAll(async () => {
  world = await openWorld(DirectoryModule, CatalogModule, AgentsModule, AccessModule, AccessIndexModule);
  switches = world.app.get(KillSwitches);
  await vi.waitUntil(() => world.app.get(FenceReplica).isFresh(), { timeout: 10_000 });
});
afterAll(() => world.close());

/** An owner whose agent may read files of one server. */
async function running(name: string) {
  const owner = await world.person(name);
  const server = await world.server(name);
  const agent = await world.runningAgent(owner);
  await world.entitle({ personId: owner.id }, server.reading);
  await world.allow(agent, server.reading);
  const ask = () =>
    world.app.get(AccessIndex).decide({
      ...alone(agent.id),
      serverName: name,
      toolName: 'read_file',
      args: {},
      at: world.clock.now(),
    }).code;
  return { owner, server, agent, ask };
}
const causes = async (id: string) =>
  (await world.app.get(AgentList).find(hr)).find((agent) => agent.id === id)?.suspendedFor;
const pull = (scope: KillScope, targetId: string) => switches.pull(hr, { scope, targetId, reason: 'incident' });

it.each(['server', 'tool', 'tenant'] as const)(
  'stops calls of a %s before it returns, until it is lifted [kill.scope]',
  async (scope) => {
    const { server, ask } = await running(`of-${scope}`);
    const other = await running(`beside-${scope}`);
    expect(ask()).toBe('allowed');
    const target = { server: server.id, tool: server.reading.id, tenant: DEFAULT_TENANT }[scope];
    const pulled = await pull(scope, target);
    expect(ask()).toBe(`${scope}_killed`);
    expect(other.ask()).toBe(scope === 'tenant' ? 'tenant_killed' : 'allowed');
    expect(await pull(scope, target)).toMatchObject({ id: pulled.id });
    expect((await switches.list(hr)).filter(({ targetId }) => targetId === target)).toHaveLength(1);
    await switches.lift(hr, pulled.id, 'it was nothing');
    expect(ask()).toBe('allowed');
    await expect(switches.lift(hr, pulled.id, 'again')).rejects.toMatchObject({ code: 'kill-switch.unknown' });
  },
);

it('holds, as the end of a grant does, in a gateway whose clock is behind the one that stopped it [access.clock-behind]', async () => {
  const [killed, ended, other] = [await running('ahead-1'), await running('ahead-2'), await running('ahead-3')];
  world.clock.at = new Date(world.clock.at.getTime() + 60_000);
  const { id } = await pull('tool', killed.server.reading.id);
  for (const grant of await world.db.read(hr, (tx) => world.app.get(AgentGrants).of(tx, ended.agent.id))) {
    await world.app.get(AgentGrants).revoke(hr, grant.id, 'no more');
  }
  world.clock.at = new Date(world.clock.at.getTime() - 60_000);
  await world.write((tx) => world.app.get(Fence).touch(tx, [other.agent.id])); // loads everything anew, a minute before
  expect([killed.ask(), ended.ask(), other.ask()]).toEqual(['tool_killed', 'agent_no_grant', 'allowed']);
  world.clock.at = new Date(world.clock.at.getTime() + 60_000);
  await switches.lift(hr, id, 'over');
});

it('stops all agents of an owner, and those that come later [kill.owner]', async () => {
  const { owner, agent, ask } = await running('many-hands');
  const dead = await world.runningAgent(owner);
  await world.app.get(Agents).kill(hr, dead.id, 'before that');
  const { id } = await pull('owner', owner.id);
  expect(await causes(agent.id)).toEqual(['owner_killed']);
  expect(await world.standing(agent.id)).toBe('suspended');
  expect(ask()).toBe('owner_killed');
  const later = await world.agent(owner);
  expect(await causes(later.id)).toEqual(['owner_killed']);

  await switches.lift(hr, id, 'cleared');
  expect(await world.standing(agent.id)).toBe('active');
  expect(ask()).toBe('allowed');
  expect(await causes(later.id)).toEqual([]);
  // a kill of one's own is taken back by nothing else
  expect(await causes(dead.id)).toEqual(['killed']);
  expect(await world.standing(dead.id)).toBe('suspended');
});

it('lets nobody slip out of or into an owner who is stopped by handing agents on [kill.owner]', async () => {
  const { owner, agent } = await running('slippery');
  const other = await running('elsewhere');
  const handOver = (agentId: string, ownerId: string) =>
    world.write((tx) => world.app.get(Stewardship).handOver(tx, agentId, ownerId, agent.nextReviewAt));
  await pull('owner', owner.id);
  await expect(handOver(agent.id, other.owner.id)).rejects.toMatchObject({ code: 'agent.owner-killed' });
  await expect(handOver(other.agent.id, owner.id)).rejects.toMatchObject({ code: 'agent.owner-killed' });
});

it('misses no agent that is registered while the owner is being stopped [kill.owner]', async () => {
  for (let round = 0; round < 10; round++) {
    const owner = await world.person(`raced-${round}`);
    const [agent] = await Promise.all([world.agent(owner), pull('owner', owner.id)]);
    expect(await causes(agent.id)).toEqual(['owner_killed']);
  }
});

it('is one for an agent and its kill, whichever way it was pulled or lifted [kill.agent]', async () => {
  const { agent, ask } = await running('single');
  await world.app.get(Agents).kill(hr, agent.id, 'odd');
  const [open] = (await switches.list(hr)).filter(({ targetId }) => targetId === agent.id);
  expect(open).toMatchObject({ scope: 'agent', reason: 'odd', pulledBy: 'system:hr', liftedAt: null });
  await expect(switches.lift(hr, open?.id ?? '', ' ')).rejects.toMatchObject({ code: 'agent.reason-missing' });
  await switches.lift(hr, open?.id ?? '', 'looked into');
  expect(await world.standing(agent.id)).toBe('active');
  expect(ask()).toBe('allowed');
  await pull('agent', agent.id);
  expect(ask()).not.toBe('allowed');
  await world.app.get(Agents).restart(hr, agent.id, 'fine');
  expect((await switches.list(hr)).filter(({ targetId }) => targetId === agent.id)).toEqual([]);
  expect((await switches.list(hr, { all: true })).filter(({ targetId }) => targetId === agent.id)).toHaveLength(2);
  expect(ask()).toBe('allowed');
});

it('is one switch however many pull it at once, each with the same answer [kill.scope]', async () => {
  const { server } = await running('crowded');
  const pulled = await Promise.all(Array.from({ length: 10 }, () => pull('server', server.id)));
  expect(new Set(pulled.map(({ id }) => id)).size).toBe(1);
  const told = (await world.ledger()).filter(
    ({ type, subject }) => type === 'kill-switch.pulled' && subject === server.id,
  );
  expect(told).toHaveLength(1);
});

it.each(['owner', 'server', 'tool', 'tenant', 'agent'] as const)(
  'stops nothing that is not there: %s [kill.scope]',
  async (scope) => {
    const code = scope === 'agent' ? 'agent.unknown' : 'kill-switch.target-unknown';
    await expect(pull(scope, newId())).rejects.toMatchObject({ code });
  },
);
