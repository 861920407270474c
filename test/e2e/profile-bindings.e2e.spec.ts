import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AccessIndex,
  AccessIndexModule,
  AccessModule,
  EffectiveAccess,
  ProfileBindings,
  Profiles,
  alone,
} from '@app/access';
import type { AgentRow } from '@app/agents';
import { CatalogModule } from '@app/catalog';
import { Groups, People, type SourceRow, Sources } from '@app/directory';
import { type Actor, newId } from '@app/kernel';
import { ScimModule, ScimUsers } from '@app/scim';
import { openApi } from '../support/api.js';
import { hr, openWorld } from '../support/world.js';

let world: Awaited<ReturnType<typeof openWorld>>;
let users: ScimUsers;
let bindings: ProfileBindings;
let index: AccessIndex;
let source: SourceRow;
let actor: Actor;
beforeAll(async () => {
  world = await openWorld(CatalogModule, AccessModule, AccessIndexModule, ScimModule);
  users = world.app.get(ScimUsers);
  bindings = world.app.get(ProfileBindings);
  index = world.app.get(AccessIndex);
  const { token } = await world.app.get(Sources).connect(hr, { name: 'entra', dialect: 'entra' });
  ({ source, actor } = await world.app.get(Sources).authenticate(token));
});
afterAll(() => world.close());

const unique = (name: string): string => `${name}-${newId()}`;
const user = (body: object = {}) => users.create(actor, source, { userName: unique('user'), ...body });
const patch = (id: string, ...Operations: object[]) => users.patch(actor, source, id, { Operations });
const profile = () => world.app.get(Profiles).create(hr, unique('profile'));
const bind = (profileId: string, attribute: 'entitlements' | 'roles' = 'entitlements', value?: string) =>
  bindings.bind(hr, profileId, { sourceId: source.id, attribute, value });
/** Who holds the profile by a binding now. */
const holders = async (profileId: string): Promise<string[]> => {
  const rows = await world.sql<{ id: string }>(
    `SELECT person_id AS id FROM assignment
     WHERE profile_id = $1 AND binding_id IS NOT NULL AND valid_to IS NULL ORDER BY 1`,
    [profileId],
  );
  return rows.map(({ id }) => id);
};
let servers = 0;
/** A profile that allows a tool, and a way to ask whether an agent of a person may use it. */
async function offered() {
  const name = `bound-${(servers += 1)}`;
  const server = await world.server(name);
  const { id } = await profile();
  await world.app.get(Profiles).grant(hr, id, { toolId: server.reading.id, effect: 'allow', condition: null });
  const agentOf = async (owner: { id: string }): Promise<AgentRow> => {
    const agent = await world.runningAgent(owner as never);
    await world.allow(agent, server.reading);
    return agent;
  };
  const effect = ({ id: agentId }: AgentRow): string =>
    index.decide({ ...alone(agentId), serverName: name, toolName: 'read_file', args: {}, at: world.clock.now() })
      .effect;
  return { profileId: id, server, agentOf, effect };
}

describe('a binding', () => {
  it('among very many keeps nobody from leaving: what follows is told in parts [access.binding.many]', async () => {
    const values = Array.from({ length: 1_700 }, () => newId());
    const { id: profileId } = await profile();
    await world.write((tx) =>
      tx.query(
        `INSERT INTO profile_binding (id, profile_id, source_id, attribute, value, value_key, valid_from)
         SELECT v, $2, $3, 'entitlements', v::text, v::text, $4 FROM unnest($1::uuid[]) AS v`,
        [values, profileId, source.id, world.clock.at],
      ),
    );
    const { id } = await user();
    await world.write(async (tx) => {
      const person = await world.app.get(People, { strict: false }).locked(tx, id);
      const attributes = { entitlements: values.map((value) => ({ value })) };
      await tx.query('UPDATE person SET attributes = $2 WHERE id = $1', [id, attributes]);
      await bindings.follow(tx, Object.assign(person, { attributes }));
    });
    expect(await holders(profileId)).toHaveLength(values.length);
    await users.remove(actor, source, id);
    expect(await holders(profileId)).toEqual([]);
    await world.write((tx) =>
      tx.query('UPDATE profile_binding SET valid_to = valid_from WHERE profile_id = $1', [profileId]),
    );
  });

  it('gives the profile at once to all who have the value, and takes it at once when it ends [access.binding]', async () => {
    const { profileId, agentOf, effect } = await offered();
    const value = unique('Payroll');
    const has = await user({ entitlements: [{ value: value.toUpperCase() }, { value: 'other' }] });
    const hasNot = await user({ entitlements: [{ value: 'other' }], roles: [{ value }] });
    const [agent, stranger] = [await agentOf(has), await agentOf(hasNot)];
    expect(effect(agent)).toBe('deny');

    const { id } = await bind(profileId, 'entitlements', value);
    expect(await holders(profileId)).toEqual([has.id]);
    expect([effect(agent), effect(stranger)]).toEqual(['allow', 'deny']);

    await bindings.end(hr, id);
    expect(await holders(profileId)).toEqual([]);
    expect(effect(agent)).toBe('deny');
    await expect(bindings.end(hr, id)).rejects.toMatchObject({ code: 'binding.unknown' });
  });

  it('counts one value for one profile, again after it ended, and for each source apart [access.binding.value]', async () => {
    const [{ id: one }, { id: other }] = [await profile(), await profile()];
    const { id, value } = await bind(one);
    expect(value).toBe(one);
    await expect(bind(other, 'entitlements', one.toUpperCase())).rejects.toMatchObject({ code: 'binding.value-taken' });
    await bind(other, 'roles', one);
    await bindings.end(hr, id);
    await bind(other, 'entitlements', one);
    await expect(bind(newId())).rejects.toMatchObject({ code: 'profile.unknown' });
    await expect(bindings.bind(hr, one, { sourceId: newId(), attribute: 'roles', value: 'x' })).rejects.toMatchObject({
      code: 'source.unknown',
    });
  });

  it('is listed with its profile and how many hold it by it [access.binding.list]', async () => {
    const { id: profileId } = await profile();
    await user({ roles: [{ value: profileId }] });
    const { id } = await bind(profileId, 'roles');
    const listed = (await bindings.list(hr)).find((binding) => binding.id === id);
    expect(listed).toMatchObject({ profileId, people: 1, profileName: expect.stringContaining('profile-') as string });
  });

  it('misses nobody who gets or loses the value while it is made [access.binding.race]', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id: profileId } = await profile();
      const people = await Promise.all(Array.from({ length: 8 }, () => user()));
      const [gains, loses] = [people.slice(0, 4), people.slice(4)];
      const add = { op: 'add', path: 'entitlements', value: [{ value: profileId }] };
      for (const { id } of loses) await patch(id, add);
      await Promise.all([
        ...gains.map(({ id }) => patch(id, add)),
        bind(profileId),
        ...loses.map(({ id }) => patch(id, { op: 'remove', path: 'entitlements' })),
      ]);
      expect(await holders(profileId)).toEqual(gains.map(({ id }) => id).toSorted());
    }
  });
});

describe('a person whom the source gives a value', () => {
  it('holds the bound profile from that write on, and their agents with them, until it takes the value [access.binding.follow]', async () => {
    const { profileId, server, agentOf, effect } = await offered();
    await bind(profileId);
    const person = await user();
    const agent = await agentOf(person);
    expect(effect(agent)).toBe('deny');
    await patch(person.id, { op: 'add', path: 'entitlements', value: [{ value: profileId }] });
    expect(effect(agent)).toBe('allow');
    await patch(person.id, { op: 'replace', path: 'displayName', value: 'same rights' });
    expect(effect(agent)).toBe('allow');
    await patch(person.id, { op: 'remove', path: `entitlements[value eq "${profileId}"]` });
    expect(effect(agent)).toBe('deny');
    const events = await world.sql<{ effects: object; fence: string | null }>(
      `SELECT effects, fence_seq AS fence FROM lifecycle_event
       WHERE person_id = $1 AND kind = 'access_change' ORDER BY id`,
      [person.id],
    );
    const shift = { agentId: agent.id, lost: [] as string[], gained: [] as string[] };
    expect(events).toMatchObject([
      { effects: { shifts: [{ ...shift, gained: [server.reading.id] }] }, fence: expect.any(String) as string },
      { effects: { shifts: [{ ...shift, lost: [server.reading.id] }] }, fence: expect.any(String) as string },
    ]);
  });

  it('holds it from the first day, and no longer when deleted [access.binding.deleted]', async () => {
    const { id: profileId } = await profile();
    await bind(profileId, 'roles', 'First-Day');
    const person = await user({ roles: [{ value: 'first-day', primary: true }] });
    expect(await holders(profileId)).toEqual([person.id]);
    await users.remove(actor, source, person.id);
    expect(await holders(profileId)).toEqual([]);
  });

  it('gets nothing by the words of another source [access.binding.source]', async () => {
    const { id: profileId } = await profile();
    await bind(profileId);
    const { token } = await world.app.get(Sources).connect(hr, { name: unique('okta'), dialect: 'okta' });
    const other = await world.app.get(Sources).authenticate(token);
    const body = { userName: unique('user'), entitlements: [{ value: profileId }] };
    await users.create(other.actor, other.source, body);
    expect(await holders(profileId)).toEqual([]);
  });

  it('keeps what people assigned, and what follows from a binding is not ended by hand [access.binding.by-hand]', async () => {
    const { id: profileId } = await profile();
    await bind(profileId);
    const person = await user({ entitlements: [{ value: profileId }] });
    const byHand = await world.app.get(Profiles).assign(hr, profileId, { personId: person.id });
    const [bound] = await world.sql<{ id: string }>(
      'SELECT id FROM assignment WHERE profile_id = $1 AND binding_id IS NOT NULL',
      [profileId],
    );
    await expect(world.app.get(Profiles).endAssignment(hr, bound!.id)).rejects.toMatchObject({
      code: 'assignment.bound',
    });
    await patch(person.id, { op: 'remove', path: 'entitlements' });
    const left = await world.sql('SELECT id FROM assignment WHERE profile_id = $1 AND valid_to IS NULL', [profileId]);
    expect(left).toEqual([{ id: byHand.id }]);
  });
});

it('an assignment waits for a change of the group’s members, so that one of the two sees the other [access.group-held]', async () => {
  const group = await world.group(unique('group'));
  const { id } = await profile();
  let done = false;
  let assigning: Promise<unknown> = Promise.resolve();
  await world.write(async (tx) => {
    await world.app.get(Groups).locked(tx, group.id, 'together');
    assigning = world.app
      .get(Profiles)
      .assign(hr, id, { groupId: group.id })
      .then(() => (done = true));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(done).toBe(false);
  });
  await assigning;
  expect(done).toBe(true);
});

describe('a preview', () => {
  it('says what would be lost and gained by name, and changes nothing [access.what-if]', async () => {
    const name = 'previewed';
    const server = await world.server(name);
    const [owner, deputy] = [await world.person('pre-owner'), await world.person('pre-deputy')];
    const group = await world.group('previewed');
    const other = await world.group('previewed too');
    await world.join(group, owner);
    await world.entitle({ groupId: group.id }, server.reading, server.writing);
    const agent = await world.runningAgent(owner, { deputyId: deputy.id });
    await world.allow(agent, server.reading);
    await world.allow(agent, server.writing);
    const access = world.app.get(EffectiveAccess);
    const asked = <T>(work: (tx: never) => Promise<T>): Promise<T> => world.db.read(hr, (tx) => work(tx as never));
    const tool = (toolName: string) => expect.objectContaining({ serverName: name, toolName }) as object;

    const both = [{ agentId: agent.id, ownerId: owner.id, lost: [tool('read_file'), tool('pay')], gained: [] }];
    expect(await asked((tx) => access.ifLeft(tx, owner.id))).toEqual(both);
    expect(await asked((tx) => access.ifLeft(tx, deputy.id))).toMatchObject([{ lost: [tool('pay')] }]);
    const leaving = { groupId: group.id, added: [], removed: [owner.id] };
    expect(await asked((tx) => access.ifMembersChanged(tx, leaving))).toEqual(both);
    expect(await asked((tx) => access.ifMembersChanged(tx, { ...leaving, groupId: other.id }))).toEqual([]);
    const joining = { groupId: group.id, added: [deputy.id], removed: [] };
    const bot = await world.runningAgent(deputy);
    await world.allow(bot, server.reading);
    expect(await asked((tx) => access.ifMembersChanged(tx, joining))).toMatchObject([
      { agentId: bot.id, lost: [], gained: [tool('read_file')] },
    ]);
    expect(await asked((tx) => access.of(tx, agent.id, world.clock.now()))).toHaveLength(2);
  });
});

describe('over HTTP', () => {
  let api: Awaited<ReturnType<typeof openApi>>;
  beforeAll(async () => void (api = await openApi()));
  afterAll(() => api.close());

  it('administrators bind and unbind, and nobody else [api.bindings]', async () => {
    const { as, personId } = api.admin;
    const idp = await api.aSource();
    const { id: profileId } = (await as('POST', '/api/v1/profiles', { name: unique('profile') })).json<{
      id: string;
    }>();
    const wanted = { sourceId: idp.source.id, attribute: 'roles', value: 'Payroll' };
    const bound = await as('POST', `/api/v1/profiles/${profileId}/bindings`, wanted);
    expect([bound.statusCode, bound.json()]).toMatchObject([201, { profileId, ...wanted, validTo: null }]);
    const { id } = bound.json<{ id: string }>();
    const again = await as('POST', `/api/v1/profiles/${profileId}/bindings`, { ...wanted, value: 'payroll' });
    expect([again.statusCode, again.problem()]).toEqual([409, 'binding.value-taken']);
    const odd = await as('POST', `/api/v1/profiles/${profileId}/bindings`, { ...wanted, attribute: 'groups' });
    expect(odd.statusCode).toBe(400);

    const user = await idp.scim('POST', '/Users', { userName: unique('user'), roles: [{ value: 'PAYROLL' }] });
    const { id: userId } = user.json<{ id: string }>();
    const listed = await as('GET', '/api/v1/profiles/bindings');
    expect(listed.json()).toMatchObject([{ id, people: 1 }]);
    const profiles = await as('GET', '/api/v1/profiles');
    expect(profiles.json()).toMatchObject([{ assignments: [{ personId: userId, bindingId: id, validTo: null }] }]);

    const worker = await api.signedIn(userId);
    expect(personId).not.toBe(userId);
    expect((await worker.as('GET', '/api/v1/profiles/bindings')).statusCode).toBe(403);
    expect((await worker.as('DELETE', `/api/v1/profiles/bindings/${id}`)).statusCode).toBe(403);
    expect((await as('DELETE', `/api/v1/profiles/bindings/${id}`)).statusCode).toBe(204);
    expect((await as('DELETE', `/api/v1/profiles/bindings/${id}`)).problem()).toBe('binding.unknown');
  });

  it('people see and accept the agents that their provider names them for [api.owner-proposals]', async () => {
    const idp = await api.aSource('lenient', { agents: true });
    const person = async (): Promise<string> =>
      (await idp.scim('POST', '/Users', { userName: unique('user') })).json<{ id: string }>().id;
    const [owner, successor] = [await person(), await person()];
    const pushed = await idp.scim('POST', '/Agents', { name: unique('bot'), owners: [{ value: owner }] });
    const { id } = pushed.json<{ id: string }>();
    await idp.scim('PATCH', `/Agents/${id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'owners', value: [{ value: successor }] }],
    });
    const [old, next] = [await api.signedIn(owner), await api.signedIn(successor)];
    expect((await old.as('GET', '/api/v1/owner-proposals')).json()).toEqual([]);
    const shown = { agentId: id, ownerId: owner, proposedId: successor };
    expect((await next.as('GET', '/api/v1/owner-proposals')).json()).toMatchObject([shown]);
    expect((await api.admin.as('GET', '/api/v1/owner-proposals')).json()).toMatchObject([shown]);
    const accept = { attest: true, keepGrantIds: [], reason: 'I run it' };
    const refused = await old.as('POST', `/api/v1/owner-proposals/${id}/accept`, accept);
    expect([refused.statusCode, refused.problem()]).toEqual([403, 'agent.owner-not-proposed']);
    const accepted = await next.as('POST', `/api/v1/owner-proposals/${id}/accept`, accept);
    expect([accepted.statusCode, accepted.json()]).toMatchObject([200, { id, ownerId: successor }]);
  });
});
