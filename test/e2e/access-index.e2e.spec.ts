import {
  AccessIndex,
  AccessIndexModule,
  AccessModule,
  AgentGrants,
  alone,
  Profiles,
  loadAll,
  loadChange,
} from '@app/access';
import { CatalogModule } from '@app/catalog';
import { Db } from '@app/database';
import { DirectoryModule, Groups, type GroupRow, type PersonRow } from '@app/directory';
import { type AgentRow, AgentsModule } from '@app/agents';
import { Fence, FenceReplica } from '@app/fence';
import { Clock } from '@app/kernel';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hr, openWorld } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let index: AccessIndex;
beforeAll(async () => {
  world = await openWorld(DirectoryModule, CatalogModule, AgentsModule, AccessModule, AccessIndexModule);
  index = world.app.get(AccessIndex);
});
afterAll(() => world.close());

/** The same each time. */
function lots(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
const oneOf = <T>(lot: (below: number) => number, from: readonly T[]): T => from[lot(from.length)]!;

it('after each of many changes, of which it reads no more than what they name, it is what one read anew is [access.incremental]', async () => {
  const { app } = world;
  const [grants, profiles, groups] = [app.get(AgentGrants), app.get(Profiles), app.get(Groups)];
  const lot = lots(11);
  const server = await world.server('house');
  const tools = [server.reading, server.writing];
  const people: PersonRow[] = [];
  for (const name of ['ada', 'bob', 'cyd', 'dee']) people.push(await world.person(name));
  const agents: AgentRow[] = [];
  for (const [i, owner] of people.entries()) {
    agents.push(await world.runningAgent(owner, { deputyId: people[(i + 1) % people.length]!.id }));
  }
  const crowds: GroupRow[] = [await world.group('one'), await world.group('two')];
  const bundles = [await profiles.create(hr, 'p'), await profiles.create(hr, 'q')];
  const given: string[] = [];
  const assigned: string[] = [];
  const members = async (change: 'addMembers' | 'removeMembers'): Promise<void> => {
    const [group, person] = [oneOf(lot, crowds), oneOf(lot, people)];
    await world.write(async (tx) => {
      const moved = await groups[change](tx, group.id, [person.id]);
      await app.get(Fence, { strict: false }).touch(tx, moved);
    });
  };
  const granted = () => ({
    toolId: oneOf(lot, tools).id,
    effect: lot(12) === 0 ? ('deny' as const) : oneOf(lot, ['allow', 'allow', 'hold'] as const),
    condition: null,
  });
  const verbs: (() => Promise<unknown>)[] = [
    () => members('addMembers'),
    () => members('addMembers'),
    () => members('removeMembers'),
    async () => given.push((await grants.give(hr, { agentId: oneOf(lot, agents).id, ...granted() })).id),
    async () => given.push((await grants.give(hr, { agentId: oneOf(lot, agents).id, ...granted() })).id),
    async () => given.length > 0 && (await grants.revoke(hr, given.splice(lot(given.length), 1)[0]!, 'enough')),
    () => profiles.grant(hr, oneOf(lot, bundles).id, granted()),
    () =>
      profiles.grant(hr, oneOf(lot, bundles).id, {
        pattern: { name: 'read_*' },
        effect: 'allow',
        condition: { owner: 'userName', op: 'prefix', value: oneOf(lot, ['a', 'b']) },
      }),
    async () => {
      const holder = lot(2) === 0 ? { groupId: oneOf(lot, crowds).id } : { personId: oneOf(lot, people).id };
      const row = await profiles.assign(hr, oneOf(lot, bundles).id, holder).catch(() => null);
      if (row) assigned.push(row.id);
    },
    async () => assigned.length > 0 && (await profiles.endAssignment(hr, assigned.splice(lot(assigned.length), 1)[0]!)),
  ];
  const at = app.get(Clock).now();
  let allowed = 0;
  for (let change = 0; change < 120; change++) {
    await oneOf(lot, verbs)();
    const anew = await app.get(Db).readEveryTenant((tx) => loadAll(tx, at));
    for (const { id } of agents) {
      for (const { name: toolName } of tools) {
        const call = { ...alone(id), serverName: 'house', toolName, args: {}, at };
        const decision = index.decide(call);
        expect(decision).toEqual(anew.index.decide(call));
        if (decision.effect !== 'deny') allowed += 1;
      }
      const seen = index.visible({ ...alone(id), at }).map(({ toolId }) => toolId);
      expect(seen).toEqual(anew.index.visible(alone(id), at).map(({ tool }) => tool.id));
    }
  }
  expect(allowed).toBeGreaterThan(50);
  expect(app.get(FenceReplica).seq).toBeGreaterThan(100);
}, 120_000);

it('reads the members of a group again when something is assigned to it for the first time, and whoever left meanwhile [access.incremental]', async () => {
  const { app } = world;
  const [groups, profiles] = [app.get(Groups), app.get(Profiles)];
  const server = await world.server('later');
  const [stays, leaves] = [await world.person('stays'), await world.person('leaves')];
  const bots = [await world.runningAgent(stays), await world.runningAgent(leaves)];
  for (const bot of bots) await world.allow(bot, server.reading);
  const group = await world.group('idle');
  const profile = await profiles.create(hr, 'for the idle');
  await profiles.grant(hr, profile.id, { toolId: server.reading.id, effect: 'allow', condition: null });
  const effects = () =>
    bots.map(({ id }) => {
      const at = app.get(Clock).now();
      return index.decide({ ...alone(id), serverName: 'later', toolName: 'read_file', args: {}, at }).effect;
    });
  // while nothing is assigned to a group, nobody tells the fence of its members
  const quietly = (change: 'addMembers' | 'removeMembers', ...who: PersonRow[]) =>
    world.write((tx) =>
      groups[change](
        tx,
        group.id,
        who.map(({ id }) => id),
      ),
    );
  await quietly('addMembers', stays, leaves);
  const first = await profiles.assign(hr, profile.id, { groupId: group.id });
  expect(effects()).toEqual(['allow', 'allow']);
  await profiles.endAssignment(hr, first.id);
  expect(effects()).toEqual(['deny', 'deny']);
  await quietly('removeMembers', leaves);
  await profiles.assign(hr, profile.id, { groupId: group.id });
  expect(effects()).toEqual(['allow', 'deny']);
});

it('of a group that gave nothing for a moment between two looks, reads the members again [access.incremental-gap]', async () => {
  const { app } = world;
  const [groups, profiles, db] = [app.get(Groups), app.get(Profiles), app.get(Db)];
  const server = await world.server('gap');
  const leaver = await world.person('gap-leaver');
  const bot = await world.runningAgent(leaver);
  await world.allow(bot, server.reading);
  const group = await world.group('gap');
  const profile = await profiles.create(hr, 'gap');
  await profiles.grant(hr, profile.id, { toolId: server.reading.id, effect: 'allow', condition: null });
  await world.write((tx) => groups.addMembers(tx, group.id, [leaver.id]));
  const first = await profiles.assign(hr, profile.id, { groupId: group.id });
  const at = app.get(Clock).now();
  const known = await db.readEveryTenant((tx) => loadAll(tx, at));
  const effect = () =>
    known.index.decide({ ...alone(bot.id), serverName: 'gap', toolName: 'read_file', args: {}, at }).effect;
  expect(effect()).toBe('allow');
  await profiles.endAssignment(hr, first.id);
  await world.write((tx) => groups.removeMembers(tx, group.id, [leaver.id]));
  await profiles.assign(hr, profile.id, { groupId: group.id });
  // a gateway that was slow sees both assignments at once, and nobody told it of the member
  const change = await db.readEveryTenant((tx) => loadChange(tx, at, [profile.id], known));
  known.index.apply(change!, at);
  expect(effect()).toBe('deny');
});
