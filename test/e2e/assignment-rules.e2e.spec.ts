import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessIndex, AccessIndexModule, AccessModule, AssignmentRules, Profiles, alone } from '@app/access';
import { CatalogModule } from '@app/catalog';
import { LocalPeople } from '@app/auth';
import { People, type SourceRow, Sources } from '@app/directory';
import { Fence } from '@app/fence';
import { type Actor, newId } from '@app/kernel';
import { Lifecycle } from '@app/lifecycle';
import { ScimModule, ScimUsers } from '@app/scim';
import { hr, openWorld } from '../support/world.js';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

let world: Awaited<ReturnType<typeof openWorld>>;
let users: ScimUsers;
let rules: AssignmentRules;
let source: SourceRow;
let actor: Actor;
beforeAll(async () => {
  world = await openWorld(CatalogModule, AccessModule, AccessIndexModule, ScimModule);
  users = world.app.get(ScimUsers);
  rules = world.app.get(AssignmentRules);
  const { token } = await world.app.get(Sources).connect(hr, { name: 'entra', dialect: 'entra' });
  ({ source, actor } = await world.app.get(Sources).authenticate(token));
});
afterAll(() => world.close());

const unique = (name: string): string => `${name}-${newId()}`;
const user = (body: object = {}) => users.create(actor, source, { userName: unique('user'), ...body });
const set = (id: string, path: string, value: unknown) =>
  users.patch(actor, source, id, { Operations: [{ op: 'replace', path, value }] });
const profile = () => world.app.get(Profiles).create(hr, unique('profile'));
const make = (profileId: string, condition: object) =>
  rules.make(hr, { profileId, name: unique('rule'), condition: condition as never, reason: 'birthright' });
const titled = (title: string) => ({ person: 'title', op: 'eq', value: title });
const holders = async (profileId: string): Promise<string[]> => {
  const rows = await world.sql<{ id: string }>(
    `SELECT person_id AS id FROM assignment WHERE profile_id = $1 AND rule_id IS NOT NULL AND ended_because IS NULL ORDER BY 1`,
    [profileId],
  );
  return rows.map(({ id }) => id);
};

describe('a rule', () => {
  it('gives its profile to those who fit, now and later, and takes it when they do not any more [access.rule]', async () => {
    const title = unique('Clerk');
    const server = await world.server('files');
    const { id: profileId } = await profile();
    await world.app.get(Profiles).grant(hr, profileId, { toolId: server.reading.id, effect: 'allow' });
    const [fits, other] = [await user({ title }), await user({ title: 'Chief' })];
    const agent = await world.runningAgent(fits as never);
    await world.allow(agent, server.reading);
    const decide = () => {
      const request = {
        ...alone(agent.id),
        serverName: 'files',
        toolName: 'read_file',
        args: {},
        at: world.clock.now(),
      };
      return world.app.get(AccessIndex).decide(request);
    };
    expect(decide().effect).toBe('deny');

    const rule = await make(profileId, titled(title));
    expect(rule.settled).toBe(true);
    expect(await holders(profileId)).toEqual([fits.id]);
    expect(decide()).toMatchObject({ effect: 'allow', path: expect.arrayContaining([{ step: 'rule', id: rule.id }]) as never }); // prettier-ignore

    const newcomer = await user({ title });
    await set(other.id, 'title', title);
    expect(await holders(profileId)).toEqual([fits.id, other.id, newcomer.id].toSorted());
    await set(fits.id, 'title', 'Chief');
    expect(decide().effect).toBe('deny');
    await users.remove(actor, source, newcomer.id);
    expect(await holders(profileId)).toEqual([other.id]);
    const listed = (await rules.list(hr)).find(({ id }) => id === rule.id);
    expect(listed).toMatchObject({ people: 1, madeBy: 'system:hr', reason: 'birthright' });

    await rules.end(hr, rule.id);
    expect(await holders(profileId)).toEqual([]);
    await expect(rules.end(hr, rule.id)).rejects.toMatchObject({ code: 'rule.unknown' });
    const because = await world.sql('SELECT DISTINCT ended_because FROM assignment WHERE rule_id = $1 ORDER BY 1', [rule.id]); // prettier-ignore
    expect(because).toEqual([{ ended_because: 'rule ended' }, { ended_because: 'unmet' }]);
  });

  it('gives nothing to those of whom the directory does not say what it asks for [access.rule-missing]', async () => {
    const { id: profileId } = await profile();
    const silent = await user();
    const chief = await user({ title: 'Chief' });
    const rule = await make(profileId, { not: titled('Clerk') });
    const held = await holders(profileId);
    expect(held).toContain(chief.id);
    expect(held).not.toContain(silent.id);
    await set(silent.id, 'title', 'Cook');
    expect(await holders(profileId)).toContain(silent.id);
    await rules.end(hr, rule.id);
  });

  it('reads enterprise and custom extensions, and people’s standing [access.rule]', async () => {
    const department = unique('Sales');
    const { id: profileId } = await profile();
    const all = [
      { person: 'department', op: 'eq', value: department },
      { person: 'active', op: 'eq', value: true },
    ];
    const someone = await user({ active: true, [ENTERPRISE]: { department } });
    const rule = await make(profileId, { all });
    expect(await holders(profileId)).toEqual([someone.id]);
    await set(someone.id, 'active', false);
    expect(await holders(profileId)).toEqual([]);
    await set(someone.id, 'active', true);
    expect(await holders(profileId)).toEqual([someone.id]);
    await rules.end(hr, rule.id);
  });

  it('asks of the person only, and says where it does not [access.rule-fault]', async () => {
    const { id } = await profile();
    const fault = (condition: object) => make(id, condition).then(() => 'taken', ({ code, detail }: { code: string; detail: string }) => `${code} ${detail}`); // prettier-ignore
    expect(await fault({ all: [titled('x'), { arg: 'path', op: 'eq', value: 'x' }] })).toContain('$.all[1]');
    expect(await fault({ person: 'shoeSize', op: 'eq', value: 1 })).toContain('rule.condition-invalid');
    expect(await fault({ time: { zone: 'UTC', days: ['mon'] } })).toContain('rule.condition-invalid');
    await expect(make(newId(), titled('x'))).rejects.toMatchObject({ code: 'profile.unknown' });
    const name = unique('same');
    const rule = await rules.make(hr, { profileId: id, name, condition: titled('x') as never });
    await expect(rules.make(hr, { profileId: id, name, condition: titled('y') as never })).rejects.toMatchObject({
      code: 'rule.name-taken',
    });
    await rules.end(hr, rule.id);
  });

  it('is not taken back one by one: what it gave ends with it [access.rule]', async () => {
    const title = unique('Clerk');
    const { id: profileId } = await profile();
    await user({ title });
    const rule = await make(profileId, titled(title));
    const [row] = await world.sql<{ id: string }>('SELECT id FROM assignment WHERE rule_id = $1', [rule.id]);
    await expect(world.app.get(Profiles).endAssignment(hr, row!.id)).rejects.toMatchObject({
      code: 'assignment.ruled',
    });
    expect(await holders(profileId)).toHaveLength(1);
    await rules.end(hr, rule.id);
  });

  it('misses nobody who comes to fit, or not to, while it is made and while it ends [access.rule-race]', async () => {
    for (let round = 0; round < 4; round += 1) {
      const title = unique('Clerk');
      const { id: profileId } = await profile();
      const people = await Promise.all(Array.from({ length: 8 }, () => user()));
      const [gains, loses] = [people.slice(0, 4), people.slice(4)];
      for (const { id } of loses) await set(id, 'title', title);
      const [rule, ...changed] = await Promise.all([
        make(profileId, titled(title)),
        ...gains.map(({ id }) => set(id, 'title', title)),
        ...loses.map(({ id }) => set(id, 'title', 'Chief')),
        user({ title }),
        user({ title }),
      ]);
      const fitting = [...gains, ...changed.slice(-2)].map(({ id }) => id as string).toSorted();
      expect(await holders(profileId)).toEqual(fitting);
      await Promise.all([
        rules.end(hr, rule.id),
        ...loses.map(({ id }) => set(id, 'title', title)),
        user({ title }),
        user({ title }),
      ]);
      expect(await holders(profileId)).toEqual([]);
    }
  }, 60_000);

  it('whose making was cut off is finished by the next round [access.rule-settled]', async () => {
    const title = unique('Clerk');
    const { id: profileId } = await profile();
    const someone = await user({ title });
    const rule = await world.write((tx) => rules.add(tx, { profileId, name: unique('rule'), condition: titled(title) as never })); // prettier-ignore
    expect(await holders(profileId)).toEqual([]);
    await Promise.all(Array.from({ length: 4 }, () => rules.settleAll(hr)));
    expect(await holders(profileId)).toEqual([someone.id]);
    expect((await world.ledger()).filter(({ entry }) => entry.includes(rule.id) && entry.includes('rule.settled'))).toHaveLength(1); // prettier-ignore
    await world.write((tx) => rules.stop(tx, rule.id));
    expect(await holders(profileId)).toEqual([someone.id]);
    await rules.settleAll(hr);
    expect(await holders(profileId)).toEqual([]);
  });
});

it('a hold of our own changes what people hold by rules that ask whether they are active [access.rule]', async () => {
  const title = unique('Clerk');
  const { id: profileId } = await profile();
  const someone = await user({ title, active: true });
  const rule = await make(profileId, { all: [titled(title), { person: 'active', op: 'eq', value: true }] });
  expect(await holders(profileId)).toEqual([someone.id]);
  const lifecycle = world.app.get(Lifecycle);
  const hold = { cause: 'signal', reference: unique('signal'), reason: 'test' } as const;
  await world.write((tx) => lifecycle.hold(tx, someone.id, hold));
  expect(await holders(profileId)).toEqual([]);
  await world.write((tx) => lifecycle.release(tx, someone.id, hold.reference, 'well'));
  expect(await holders(profileId)).toEqual([someone.id]);
  await rules.end(hr, rule.id);
});

it('also means people whom no identity provider sends [access.rule-local]', async () => {
  const suffix = unique('@house.example');
  const { id: profileId } = await profile();
  const { app, db } = world;
  const local = new LocalPeople(db, app.get(Sources), app.get(People), app.get(Fence), rules);
  const before = await local.add(hr, `before${suffix}`);
  const rule = await make(profileId, { person: 'userName', op: 'suffix', value: suffix });
  const after = await local.add(hr, `after${suffix}`);
  expect(await holders(profileId)).toEqual([before, after].toSorted());
  await rules.end(hr, rule.id);
});
