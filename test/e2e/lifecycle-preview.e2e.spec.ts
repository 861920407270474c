import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EffectiveAccess } from '@app/access';
import { Agents, type AgentRow } from '@app/agents';
import type { GroupRow, PersonRow } from '@app/directory';
import { Preview, type PreviewedChange } from '@app/lifecycle';
import { openCompany } from '../support/hr.js';
import { hr } from '../support/world.js';

let company: Awaited<ReturnType<typeof openCompany>>;
beforeAll(async () => {
  company = await openCompany();
});
afterAll(() => company.close());

const preview = (change: PreviewedChange) => company.app.get(Preview).of(hr, change);
const off = (id: string) => company.change(id, { status: 'inactive' });
const lastEvent = async (id: string) => (await company.history(id)).at(-1);
const toolsOf = async (agentId: string) => {
  const access = company.app.get(EffectiveAccess);
  const tools = await company.db.read(hr, (tx) => access.of(tx, agentId, company.clock.now()));
  return new Set(tools.map(({ toolId }) => toolId));
};
const traces = () =>
  company.sql(
    `SELECT (SELECT seq FROM fence) AS fence, (SELECT count(*) FROM outbox) AS messages,
       (SELECT count(*) FROM ledger_pending) + (SELECT count(*) FROM ledger_entry) AS entries,
       (SELECT count(*) FROM lifecycle_event) AS events, (SELECT count(*) FROM person_version) AS versions,
       (SELECT count(*) FROM agent_suspension) AS suspensions, (SELECT count(*) FROM fence_change) AS changes,
       (SELECT count(*) FROM membership WHERE valid_to IS NULL) AS members, (SELECT sum(revision) FROM person) AS people`,
  );

type Choice = Readonly<{
  assigned: readonly (readonly [group: number, tool: number])[];
  members: readonly (readonly [group: number, person: number])[];
  granted: readonly (readonly [agent: number, tool: number])[];
  kind: PreviewedChange['kind'];
  group: number;
  people: readonly number[];
}>;
const pair = (first: number, second: number) => fc.tuple(fc.nat(first - 1), fc.nat(second - 1));
const choice: fc.Arbitrary<Choice> = fc.record({
  assigned: fc.uniqueArray(pair(2, 4), { selector: String, minLength: 4, maxLength: 7 }),
  members: fc.uniqueArray(pair(2, 3), { selector: String, minLength: 2, maxLength: 6 }),
  granted: fc.uniqueArray(pair(3, 4), { selector: String, minLength: 6, maxLength: 12 }),
  kind: fc.constantFrom('leaver', 'group-members-removed', 'group-members-added', 'group-removed'),
  group: fc.nat(1),
  people: fc.uniqueArray(fc.nat(2), { minLength: 1, maxLength: 3 }),
});

let worlds = 0;
/** Three people, each with an agent and the next one as its deputy; two groups; two servers with a tool of either kind. */
async function build({ assigned, members, granted }: Choice) {
  const name = `w${++worlds}`;
  const people: PersonRow[] = [];
  for (let i = 0; i < 3; i++) people.push(await company.join({ userName: `${name}-p${i}` }));
  const agents: AgentRow[] = [];
  for (let i = 0; i < 3; i++)
    agents.push(await company.runningAgent(people[i]!, { deputyId: people[(i + 1) % 3]!.id }));
  const groups: GroupRow[] = [await company.group(), await company.group()];
  const [one, two] = [await company.server(`${name}-a`), await company.server(`${name}-b`)];
  const tools = [one.reading, one.writing, two.reading, two.writing];
  for (const [group, tool] of assigned) await company.entitle({ groupId: groups[group]!.id }, tools[tool]!);
  for (const [agent, tool] of granted) await company.allow(agents[agent]!, tools[tool]!);
  for (const [group, person] of members) await company.move(groups[group]!, [people[person]!.id]);
  return { people, agents, groups };
}

it('says what the change then does, and leaves no trace of having been asked [lifecycle.preview]', async () => {
  let concerned = 0;
  await fc.assert(
    fc.asyncProperty(choice, async (chosen) => {
      const { people, agents, groups } = await build(chosen);
      const { kind } = chosen;
      const personIds = chosen.people.map((n) => people[n]!.id);
      const [personId, group] = [personIds[0]!, groups[chosen.group]!];
      const change: PreviewedChange =
        kind === 'leaver'
          ? { kind, personId }
          : kind === 'group-removed'
            ? { kind, groupId: group.id }
            : { kind, groupId: group.id, personIds };
      const before = await traces();
      const said = await preview(change);
      expect(await traces()).toEqual(before);
      const could = new Map(await Promise.all(agents.map(async ({ id }) => [id, await toolsOf(id)] as const)));

      if (kind === 'leaver') await off(personId);
      else if (kind === 'group-members-added') await company.move(group, personIds);
      else await company.move(group, [], kind === 'group-removed' ? people.map(({ id }) => id) : personIds);

      concerned += said.agents.length;
      const stopping = said.agents.filter(({ stops }) => stops).map(({ agentId }) => agentId);
      for (const { id, ownerId } of agents) {
        const foretold = said.agents.find(({ agentId }) => agentId === id);
        const ids = (tools: readonly { toolId: string }[] = []) => tools.map(({ toolId }) => toolId).toSorted();
        const stopped = (await company.standing(id)) !== 'active';
        expect(stopping.includes(id)).toBe(stopped);
        const can = stopped ? new Set<string>() : await toolsOf(id);
        expect(ids(foretold?.lost)).toEqual([...could.get(id)!].filter((tool) => !can.has(tool)).toSorted());
        expect(ids(foretold?.gained)).toEqual([...can].filter((tool) => !could.get(id)!.has(tool)).toSorted());
        // and so says the event, to the letter
        const told = kind === 'leaver' || !foretold ? undefined : (await lastEvent(ownerId))?.effects.shifts;
        const shift = told?.find(({ agentId }) => agentId === id);
        const expected = kind === 'leaver' ? undefined : foretold;
        expect([shift?.lost, shift?.gained]).toEqual([
          expected && ids(expected.lost),
          expected && ids(expected.gained),
        ]);
      }
    }),
    { numRuns: 15, seed: 11 },
  );
  expect(concerned).toBeGreaterThan(15);
}, 120_000);

describe('of a leaver', () => {
  it('names who would be asked to answer for each agent: the deputy, else the manager [lifecycle.preview-successor]', async () => {
    const [boss, deputy] = [await company.join(), await company.join()];
    const owner = await company.join({ managerId: boss.id });
    const [one, two] = [await company.runningAgent(owner, { deputyId: deputy.id }), await company.runningAgent(owner)];
    const successors = async () => {
      const { agents } = await preview({ kind: 'leaver', personId: owner.id });
      return new Map(agents.map(({ agentId, successor }) => [agentId, successor]));
    };
    expect(await successors()).toEqual(
      new Map([
        [one.id, { personId: deputy.id, role: 'deputy' }],
        [two.id, { personId: boss.id, role: 'manager' }],
      ]),
    );
    await off(deputy.id);
    expect((await successors()).get(one.id)).toEqual({ personId: boss.id, role: 'manager' });
    await off(boss.id);
    expect([...(await successors()).values()]).toEqual([null, null]);
  });

  it('leaves out what stands still for that reason already, and all of it once they are gone [lifecycle.preview]', async () => {
    const owner = await company.join();
    const [running, killed] = [await company.runningAgent(owner), await company.runningAgent(owner)];
    await company.app.get(Agents).kill(hr, killed.id, 'incident');
    const { agents } = await preview({ kind: 'leaver', personId: owner.id });
    expect(agents.map(({ agentId }) => agentId).toSorted()).toEqual([running.id, killed.id].toSorted());
    await off(owner.id);
    expect((await preview({ kind: 'leaver', personId: owner.id })).agents).toEqual([]);
    await expect(preview({ kind: 'leaver', personId: running.id })).rejects.toMatchObject({ code: 'person.unknown' });
    await expect(preview({ kind: 'group-removed', groupId: running.id })).rejects.toMatchObject({
      code: 'group.unknown',
    });
  });

  it('foretells the breaker [lifecycle.preview-breaker]', async () => {
    const source = await company.source();
    const people: PersonRow[] = [];
    for (let i = 0; i < 52; i++) people.push(await company.join({}, source));
    for (const { id } of people.slice(0, 49)) await off(id);
    const foretold = async (n: number) => (await preview({ kind: 'leaver', personId: people[n]!.id })).breaker;
    expect(await foretold(49)).toEqual({ leavers: 50, most: 50, open: false, wouldTrip: false });
    expect(await foretold(0)).toMatchObject({ leavers: 49 });
    await off(people[49]!.id);
    expect(await foretold(50)).toEqual({ leavers: 51, most: 50, open: false, wouldTrip: true });
    await off(people[50]!.id);
    expect(await foretold(51)).toMatchObject({ open: true, wouldTrip: false });
  });
});
