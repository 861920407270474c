import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AgentGrants, ProfileBindings, Profiles } from '@app/access';
import { Agents } from '@app/agents';
import { Servers, Tools } from '@app/catalog';
import { newId } from '@app/kernel';
import { BreakerRow } from '@app/lifecycle';
import { DeletedAgents, OwnerProposals } from '@app/scim';
import { openScimServer, type ScimServer } from '../support/scim-server.js';
import { publicJwk } from '../support/world.js';

const AGENT = 'urn:ietf:params:scim:schemas:core:2.0:Agent';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

type Source = Awaited<ReturnType<ScimServer['source']>>;
type Body = Record<string, unknown>;
let server: ScimServer;
let idp: Source;
let owner: string;
beforeAll(async () => {
  server = await openScimServer();
  idp = await server.source('lenient', { agents: true });
  owner = await person();
});
afterAll(() => server.close());

const unique = (name: string): string => `${name}-${newId()}`;
const send = (
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  headers = {},
  by = idp,
) => by.wire.send({ method, path, headers, ...(body === undefined ? {} : { body }) });
const person = async (more: Body = {}, by = idp): Promise<string> => {
  const { body } = await send('POST', '/Users', { userName: unique('user'), ...more }, {}, by);
  return String(body?.['id']);
};
const statedAgent = (more: Body = {}): Body => ({
  schemas: [AGENT],
  agentUserName: unique('Agent'),
  owners: [{ value: owner }],
  ...more,
});
const pushed = async (more: Body = {}): Promise<{ id: string; version: string; body: Body }> => {
  const { status, body } = await send('POST', '/Agents', statedAgent(more));
  expect(status).toBe(201);
  const { id, meta } = body as { id: string; meta: { version: string } };
  return { id, version: meta.version, body: body as Body };
};
const patch = (id: string, operations: object[], headers = {}) =>
  send('PATCH', `/Agents/${id}`, { schemas: [PATCH], Operations: operations }, headers);
const set = (path: string, value: unknown) => ({ op: 'replace', path, value });
const agent = async (id: string) => {
  const [row] = await server.sql<Body>(
    `SELECT a.*, (SELECT status FROM principal p WHERE p.id = a.id) AS standing,
       ARRAY(SELECT cause FROM agent_suspension s WHERE s.agent_id = a.id AND cleared_at IS NULL ORDER BY 1) AS causes
     FROM agent a WHERE a.id = $1`,
    [id],
  );
  return row!;
};
const counts = () =>
  server.sql(
    'SELECT (SELECT seq FROM fence), (SELECT count(*) FROM ledger_pending) + (SELECT count(*) FROM ledger_entry) AS n',
  );
const rowsOf = (body: unknown, name = 'Resources'): Body[] => ((body as Body | null)?.[name] ?? []) as Body[];
const scimType = ({ body }: { body: unknown }): unknown => (body as Body | null)?.['scimType'];

describe('an agent that a provider pushes', () => {
  it('answers to the first owner who is an active person, and can do nothing yet [scim.agents.create]', async () => {
    const inactive = await person({ active: false });
    const more = { description: 'Books rooms.', owners: [{ value: newId() }, { value: inactive }, { value: owner }] };
    const { id, body } = await pushed({ ...more, externalId: unique('x') });
    expect(body).toMatchObject({
      schemas: [AGENT],
      active: true,
      owners: more.owners,
      meta: { resourceType: 'Agent' },
    });
    const row = await agent(id);
    expect(row).toMatchObject({ owner_id: owner, kind: 'autonomous', purpose: 'Books rooms.', state: 'staged' });
    expect(row['standing']).toBe('suspended');
    const days = (Date.parse(String(row['expires_at'])) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(89);
    expect(days).toBeLessThanOrEqual(90);
    const read = await send('GET', `/Agents/${id}`);
    expect(read.body).toEqual(body);
    expect(read.headers['etag']).toBe('W/"1"');
  });

  it.each([
    ['nobody', { owners: undefined }],
    ['an empty list', { owners: [] }],
    ['nobody we know', { owners: [{ value: newId() }] }],
    ['no id', { owners: [{ value: 'jane@example.com' }] }],
  ])('is refused when %s is to answer for it [scim.agents.owner-required]', async (_, more) => {
    const answer = await send('POST', '/Agents', statedAgent(more));
    expect([answer.status, scimType(answer)]).toEqual([400, 'invalidValue']);
    expect(String(answer.body?.['detail'])).toContain('owners must name');
  });

  it('cannot be owned by a person of another source [scim.agents.owner-source]', async () => {
    const other = await server.source('lenient', { agents: true });
    const answer = await send('POST', '/Agents', statedAgent(), {}, other);
    expect(answer.status).toBe(400);
  });

  it('may be spelled as another draft has it, and keeps what no schema knows within bounds [scim.agents.drafts]', async () => {
    const URN = 'urn:example:params:scim:schemas:extension:2.0:AgentRisk';
    const name = unique('abbey');
    const drafted = { modelCard: { url: 'https://x', tags: ['a', { b: 1 }] }, [URN]: { risk: 'low' } };
    const known = {
      protocols: [{ type: 'A2A', specificationUrl: 'https://a' }],
      x509Certificates: [{ value: 'AAAA' }],
    };
    const answer = await send('POST', '/Agents', {
      schemas: [AGENT, URN],
      name,
      owners: [{ value: owner }],
      ...drafted,
      ...known,
    });
    expect(answer.body).toMatchObject({ agentUserName: name, schemas: [AGENT, URN], ...drafted, ...known });
    expect(await server.sql('SELECT id FROM agent_credential WHERE agent_id = $1', [answer.body?.['id']])).toEqual([]);
    const deep = [[[[[[[[1]]]]]]]];
    for (const [more, status] of [
      [{ deep }, 400],
      [{ long: 'x'.repeat(17_000) }, 400],
      [{ 'no name': 1 }, 400],
      [{ 'bad\u0000': 1 }, 400],
      [Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`k${n}`, n])), 400],
      [{ constructor: 1 }, 201],
    ] as const) {
      expect([more, (await send('POST', '/Agents', statedAgent(more))).status]).toEqual([more, status]);
    }
    const strict = await server.source('strict', { agents: true });
    const mine = await person({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'] }, strict);
    const stated = statedAgent({ owners: [{ value: mine }], ...drafted });
    expect((await send('POST', '/Agents', stated, {}, strict)).status).toBe(400);
  });

  it('has a name and an external id of its own, which are free again when it is deleted [scim.agents.unique]', async () => {
    const [agentUserName, externalId] = [unique('Only'), unique('x')];
    const { id } = await pushed({ agentUserName, externalId });
    for (const more of [{ agentUserName: agentUserName.toUpperCase() }, { externalId }]) {
      const answer = await send('POST', '/Agents', statedAgent(more));
      expect([answer.status, scimType(answer)]).toEqual([409, 'uniqueness']);
    }
    expect((await send('DELETE', `/Agents/${id}`)).status).toBe(204);
    expect(await agent(id)).toMatchObject({ state: 'retired', standing: 'ended' });
    for (const method of ['GET', 'DELETE'] as const) expect((await send(method, `/Agents/${id}`)).status).toBe(404);
    const next = await pushed({ agentUserName, externalId });
    expect(next.id).not.toBe(id);
  });
});

describe('the word of the provider', () => {
  it('stops an agent in the same write, and takes back only that [scim.agents.active]', async () => {
    const { id } = await pushed();
    await server.app
      .get(Agents)
      .kill({ kind: 'system', id: 'test', tenant: (await agent(id))['tenant_id'] as string }, id, 'odd');
    const stopped = await patch(id, [set('active', 'False')]);
    expect(stopped.body).toMatchObject({ active: false });
    expect((await agent(id))['causes']).toEqual(['killed', 'upstream_inactive']);
    const version = String(stopped.headers['etag']);
    const back = await patch(id, [set('active', true)], { 'if-match': version });
    expect(back.body).toMatchObject({ active: true });
    expect(await agent(id)).toMatchObject({ causes: ['killed'], standing: 'suspended' });
  });

  it('lets a running agent go on again when nothing else holds it [scim.agents.reactivate]', async () => {
    const { id } = await pushed();
    const actor = { kind: 'system', id: 'test', tenant: (await agent(id))['tenant_id'] as string } as const;
    await server.app.get(Agents).bindKey(actor, id, publicJwk(), new Date(Date.now() + 86_400_000));
    await server.app.get(Agents).activate(actor, id);
    const [{ epoch }] = (await server.sql<{ epoch: number }>('SELECT epoch FROM principal WHERE id = $1', [id])) as [
      { epoch: number },
    ];
    const stopped = await patch(id, [set('active', false)]);
    expect(await agent(id)).toMatchObject({ standing: 'suspended', causes: ['upstream_inactive'] });
    await patch(id, [set('active', true)], { 'if-match': String(stopped.headers['etag']) });
    expect(await agent(id)).toMatchObject({ standing: 'active', causes: [] });
    const [after] = await server.sql<{ epoch: number }>('SELECT epoch FROM principal WHERE id = $1', [id]);
    expect(after!.epoch).toBeGreaterThan(epoch);
  });

  it('activates only the version that it has seen [scim.agents.activate-version]', async () => {
    const { id } = await pushed({ active: false });
    expect((await agent(id))['causes']).toEqual(['upstream_inactive']);
    const activate = (headers: object) => patch(id, [set('active', true)], headers);
    expect((await activate({})).status).toBe(428);
    expect((await activate({ 'if-match': '*' })).status).toBe(428);
    expect((await activate({ 'if-match': 'W/"7"' })).status).toBe(412);
    expect((await agent(id))['causes']).toEqual(['upstream_inactive']);
    expect((await activate({ 'if-match': 'W/"1"' })).status).toBe(200);
    expect((await agent(id))['causes']).toEqual([]);
    expect((await activate({})).status).toBe(200); // it is active: nothing to activate
    const put = await send('PUT', `/Agents/${id}`, statedAgent({ active: false }));
    expect((await send('PUT', `/Agents/${id}`, statedAgent({ active: true }))).status).toBe(428);
    const match = { 'if-match': String(put.headers['etag']) };
    expect((await send('PUT', `/Agents/${id}`, statedAgent({ active: true }), match)).status).toBe(200);
  });

  it('names and describes the agent here too, and is heard once [scim.agents.change]', async () => {
    const { id, body } = await pushed({ description: 'one', foo: 'bar' });
    const name = unique('Renamed');
    const changed = await patch(id, [
      set('name', name),
      set('description', 'two'),
      { op: 'add', value: { displayName: 'D' } },
    ]);
    expect(changed.body).toMatchObject({
      agentUserName: name,
      displayName: 'D',
      foo: 'bar',
      meta: { version: 'W/"2"' },
    });
    expect(await agent(id)).toMatchObject({ name, purpose: 'two' });
    const before = await counts();
    expect((await patch(id, [set('displayName', 'D')])).headers['etag']).toBe('W/"2"');
    expect(await counts()).toEqual(before);
    const put = await send('PUT', `/Agents/${id}`, { ...body, agentUserName: name, foo: undefined });
    expect(put.body).not.toHaveProperty('foo');
    expect(put.body).not.toHaveProperty('displayName');
    expect(put.body).toMatchObject({ active: true });
    expect((await patch(id, [{ op: 'remove', path: 'owners' }])).status).toBe(400);
    expect((await patch(id, [{ op: 'remove', path: 'agentUserName' }])).status).toBe(400);
    expect((await patch(id, [set('id', 'x')])).status).toBe(400);
  });

  it('never makes another agent of it: an external id stays [scim.agents.external-id]', async () => {
    const { id } = await pushed({ externalId: unique('x') });
    const answer = await patch(id, [set('externalId', 'other')]);
    expect([answer.status, scimType(answer)]).toEqual([400, 'mutability']);
    const { id: nameless } = await pushed();
    expect((await patch(nameless, [set('externalId', unique('x'))])).status).toBe(200);
  });

  it('proposes an owner, whom the agent waits for; nobody inherits by it [scim.agents.owner-proposed]', async () => {
    const { id } = await pushed();
    const successor = await person();
    await patch(id, [set('owners', [{ value: successor }])]);
    expect(await agent(id)).toMatchObject({ owner_id: owner, causes: ['owner_changed'], standing: 'suspended' });
    const [message] = await server.sql<Body>(`SELECT payload FROM outbox WHERE topic = 'notify' ORDER BY seq DESC`);
    expect(message).toMatchObject({ payload: { template: 'agent.owner-proposed', to: { personId: successor } } });
    await patch(id, [set('owners', [{ value: owner }])]);
    expect((await agent(id))['causes']).toEqual([]);
    expect((await patch(id, [set('owners', [{ value: newId() }])])).status).toBe(400);
  });
});

describe('a person whom the provider names as owner', () => {
  it('owns the agent once they have said so, with the grants that they keep and new keys [scim.agents.owner-accepted]', async () => {
    const { id } = await pushed();
    const tenant = (await agent(id))['tenant_id'] as string;
    const admin = { kind: 'system', id: 'test', tenant } as const;
    const serverName = `own-${newId().slice(-8)}`;
    const { id: serverId } = await server.app
      .get(Servers)
      .register(admin, { name: serverName, transport: 'http', url: 'http://127.0.0.1:1/mcp' });
    const tools = await server.app.get(Tools).pin(admin, serverId, [
      { name: 'one', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } },
      { name: 'two', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } },
    ]);
    const grants = [];
    for (const { id: toolId } of tools) {
      grants.push(
        await server.app.get(AgentGrants).give(admin, { agentId: id, toolId, effect: 'allow', condition: null }),
      );
    }
    await server.app.get(Agents).bindKey(admin, id, publicJwk(), new Date(Date.now() + 86_400_000));
    await server.app.get(Agents).activate(admin, id);
    const [successor, stranger] = [await person(), await person()];
    await patch(id, [set('owners', [{ value: successor }, { value: owner }])]);

    const proposals = server.app.get(OwnerProposals);
    const as = (personId: string) => ({ kind: 'person', id: personId, tenant }) as const;
    const waiting = { agentId: id, ownerId: owner, proposedId: successor };
    expect(await proposals.list(as(successor), successor)).toMatchObject([waiting]);
    expect(await proposals.list(as(stranger), stranger)).toEqual([]);
    const answer = { attest: true, keepGrantIds: [grants[0]!.id], reason: 'mine now' };
    for (const other of [stranger, owner]) {
      await expect(proposals.accept(as(other), id, answer)).rejects.toMatchObject({ code: 'agent.owner-not-proposed' });
    }
    const unattested = proposals.accept(as(successor), id, { ...answer, attest: false });
    await expect(unattested).rejects.toMatchObject({ code: 'succession.not-attested' });
    await expect(proposals.accept(as(successor), id, { ...answer, keepGrantIds: [newId()] })).rejects.toMatchObject({
      code: 'grant.unknown',
    });

    await proposals.accept(as(successor), id, answer);
    expect(await agent(id)).toMatchObject({ owner_id: successor, causes: [], standing: 'active' });
    const live = await server.sql('SELECT id FROM agent_grant WHERE agent_id = $1 AND valid_to IS NULL', [id]);
    expect(live).toEqual([{ id: grants[0]!.id }]);
    expect(
      await server.sql('SELECT id FROM agent_credential WHERE agent_id = $1 AND revoked_at IS NULL', [id]),
    ).toEqual([]);
    expect(await proposals.list(as(successor), successor)).toEqual([]);
    await expect(proposals.accept(as(successor), id, answer)).rejects.toMatchObject({
      code: 'agent.owner-not-proposed',
    });
  });
});

describe('while too many people of a source leave at once', () => {
  it('an agent that it deletes is stopped, and retired when somebody has looked [scim.agents.breaker]', async () => {
    const mass = await server.source('lenient', { agents: true });
    const me = await person({}, mass);
    const { body } = await send('POST', '/Agents', statedAgent({ owners: [{ value: me }] }), {}, mass);
    const id = String(body?.['id']);
    const admin = { kind: 'system', id: 'test', tenant: (await agent(id))['tenant_id'] as string } as const;
    await server.db.write(admin, async (tx) => {
      tx.record({ action: 'test.tripped', subject: mass.source.id });
      await tx.insert(BreakerRow, {
        id: newId(),
        sourceId: mass.source.id,
        openedAt: new Date(),
        leavers: 51,
        most: 50,
      });
    });
    expect((await send('DELETE', `/Agents/${id}`, undefined, {}, mass)).status).toBe(204);
    expect((await send('GET', `/Agents/${id}`, undefined, {}, mass)).status).toBe(404);
    expect(await agent(id)).toMatchObject({ state: 'staged', standing: 'suspended', causes: ['upstream_inactive'] });
    const subscriptions = vi.fn<(tx: unknown, payload: unknown) => Promise<string>>();
    new DeletedAgents(server.app.get(Agents), {
      on: (_topic: string, _handler: string, work: never) => subscriptions.mockImplementation(work),
    } as never);
    await server.db.write(admin, async (tx) => {
      expect(await subscriptions(tx, { sourceId: mass.source.id })).toBe('done');
    });
    expect(await agent(id)).toMatchObject({ state: 'retired', standing: 'ended' });
  });
});

describe('what a source sees', () => {
  it('is found by filter, sorted and paged, and only its own [scim.agents.list]', async () => {
    const mine = await server.source('lenient', { agents: true });
    const me = await person({}, mine);
    const names = ['Zoe', 'adam', 'Bert'].map((name) => unique(name));
    for (const [n, agentUserName] of names.entries()) {
      const more = {
        agentUserName,
        owners: [{ value: me }],
        externalId: `x-${n}`,
        displayName: `Agent ${n}`,
        active: n !== 1,
      };
      expect((await send('POST', '/Agents', statedAgent(more), {}, mine)).status).toBe(201);
    }
    const found = async (query: string): Promise<unknown[]> => {
      const { body, status } = await send('GET', `/Agents?${query}`, undefined, {}, mine);
      expect([query, status]).toEqual([query, 200]);
      return rowsOf(body).map((row) => row['agentUserName']);
    };
    const eq = (filter: string): string => `filter=${encodeURIComponent(filter)}`;
    expect(await found('sortBy=agentUserName')).toEqual([names[1], names[2], names[0]]);
    expect(await found('count=1&startIndex=2')).toEqual([names[1]]);
    expect(await found(eq(`name eq "${names[0]!.toUpperCase()}"`))).toEqual([names[0]]);
    expect(await found(eq('externalId eq "x-2"'))).toEqual([names[2]]);
    expect(await found(eq('active eq false'))).toEqual([names[1]]);
    expect(await found(eq('displayName co "AGENT 2" and meta.resourceType eq "Agent"'))).toEqual([names[2]]);
    expect(await found(eq(`owners[value eq "${me}"]`))).toHaveLength(3);
    expect(await found(eq(`owners.value eq "${owner}"`))).toEqual([]);
    const { body: short } = await send('GET', `/Agents?count=1&attributes=${AGENT}:displayName`, undefined, {}, mine);
    expect(Object.keys(rowsOf(short)[0] ?? {}).toSorted()).toEqual(['displayName', 'id', 'meta', 'schemas']);
    const search = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter: 'externalId eq "x-0"' };
    expect((await send('POST', '/Agents/.search', search, {}, mine)).body).toMatchObject({ totalResults: 1 });
    expect((await send('GET', `/Agents?${eq('nosuch eq "x"')}`, undefined, {}, mine)).status).toBe(400);
    const { id } = await pushed();
    expect((await send('GET', `/Agents/${id}`, undefined, {}, mine)).status).toBe(404);
    expect((await send('DELETE', `/Agents/${id}`, undefined, {}, mine)).status).toBe(404);
  });

  it('holds no agents at all unless the source may push them [scim.agents.off]', async () => {
    const off = await server.source('lenient');
    for (const path of ['/Agents', '/AgenticApplications', `/Agents/${newId()}`]) {
      expect((await send('GET', path, undefined, {}, off)).status).toBe(404);
    }
    expect((await send('POST', '/Agents', statedAgent(), {}, off)).status).toBe(404);
    const kinds = async (by: Source): Promise<unknown[]> => {
      const { body } = await send('GET', '/ResourceTypes', undefined, {}, by);
      return rowsOf(body).map(({ name }) => name);
    };
    expect(await kinds(off)).toEqual(['User', 'Group', 'Role', 'Entitlement']);
    expect(await kinds(idp)).toEqual(['User', 'Group', 'Role', 'Entitlement', 'Agent', 'AgenticApplication']);
    const config = async (by: Source): Promise<unknown> =>
      (await send('GET', '/ServiceProviderConfig', undefined, {}, by)).body?.['agentExtension'];
    expect(await config(off)).toMatchObject({ supported: false });
    expect(await config(idp)).toMatchObject({ supported: true, agenticApplicationsSupported: true });
    expect((await send('GET', `/Schemas/${AGENT}`)).body).toMatchObject({ id: AGENT });
    expect((await send('GET', `/Schemas/${AGENT}`, undefined, {}, off)).status).toBe(404);
  });

  it('can be written in bulk, an agent with its owner at once [scim.agents.bulk]', async () => {
    const data = statedAgent({ owners: [{ value: 'bulkId:boss' }] });
    const { body } = await send('POST', '/Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        { method: 'POST', path: '/Agents', bulkId: 'bot', data },
        { method: 'POST', path: '/Users', bulkId: 'boss', data: { userName: unique('boss') } },
      ],
    });
    expect(rowsOf(body, 'Operations').map(({ status }) => status)).toEqual(['201', '201']);
  });
});

describe('applications', () => {
  it('are the MCP servers, with the agents of the source that hold a grant there [scim.applications]', async () => {
    const actor = {
      kind: 'system',
      id: 'test',
      tenant: (await agent((await pushed()).id))['tenant_id'] as string,
    } as const;
    const name = `app-${newId().slice(-8)}`;
    const { id: serverId } = await server.app
      .get(Servers)
      .register(actor, { name, transport: 'http', url: 'http://127.0.0.1:1/mcp' });
    const definition = { name: 'read', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } };
    const [tool] = await server.app.get(Tools).pin(actor, serverId, [definition]);
    const { id, body: said } = await pushed();
    const local = await server.agentOf(owner);
    for (const agentId of [id, local]) {
      await server.app.get(AgentGrants).give(actor, { agentId, toolId: tool!.id, effect: 'allow', condition: null });
    }
    const { body } = await send('GET', `/AgenticApplications?filter=${encodeURIComponent(`name eq "${name}"`)}`);
    expect(body).toMatchObject({
      totalResults: 1,
      Resources: [{ id: serverId, name, agents: [{ value: id, display: said['agentUserName'], type: 'authorized' }] }],
    });
    expect(rowsOf(body)[0]?.['agents']).toHaveLength(1);
    expect((await send('GET', `/AgenticApplications/${serverId}`)).body).toMatchObject({ name });
    expect((await send('POST', '/AgenticApplications', {})).status).toBe(405);
  });
});

describe('published profiles', () => {
  let profileId: string;
  let actor: { kind: 'system'; id: string; tenant: string };
  const name = unique('Payroll');
  beforeEach(async () => {
    actor = { kind: 'system', id: 'test', tenant: (await agent((await pushed()).id))['tenant_id'] as string };
  });

  it('are entitlements with the tools that they allow, and roles, for the source they are bound for [scim.entitlements]', async () => {
    const serverName = `ent-${newId().slice(-8)}`;
    const { id: serverId } = await server.app
      .get(Servers)
      .register(actor, { name: serverName, transport: 'http', url: 'http://127.0.0.1:1/mcp' });
    const tools = await server.app.get(Tools).pin(actor, serverId, [
      { name: 'read', inputSchema: { type: 'object' } },
      { name: 'denied', inputSchema: { type: 'object' } },
    ]);
    const profiles = server.app.get(Profiles);
    ({ id: profileId } = await profiles.create(actor, name));
    for (const tool of tools) {
      const effect = tool.name === 'read' ? 'hold' : 'deny';
      await profiles.grant(actor, profileId, { toolId: tool.id, effect, condition: null });
    }
    await profiles.create(actor, unique('secret'));
    const bindings = server.app.get(ProfileBindings);
    const sourceId = idp.source.id;
    const entitlement = await bindings.bind(actor, profileId, { sourceId, attribute: 'entitlements', value: 'Pay' });
    const role = await bindings.bind(actor, profileId, { sourceId, attribute: 'roles' });

    const listed = await send('GET', '/Entitlements');
    expect(listed.body).toMatchObject({
      totalResults: 1,
      Resources: [
        {
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:Entitlement'],
          id: entitlement.id,
          value: 'Pay',
          display: name,
          type: 'AccessProfile',
          supported: true,
          contains: [{ value: `${serverName}/read`, display: 'read', type: 'McpTool' }],
        },
      ],
    });
    expect(JSON.stringify(listed.body)).not.toContain('denied');
    const roles = await send('GET', '/Roles');
    expect(roles.body).toMatchObject({
      totalResults: 1,
      Resources: [{ id: role.id, value: profileId, display: name }],
    });
    expect(roles.body?.['Resources']).not.toHaveProperty('0.contains');
    expect((await send('GET', `/Roles/${role.id}`)).body).toEqual(rowsOf(roles.body)[0]);

    const other = await server.source('lenient');
    expect((await send('GET', '/Entitlements', undefined, {}, other)).body).toMatchObject({ totalResults: 0 });
    expect((await send('GET', `/Entitlements/${entitlement.id}`, undefined, {}, other)).status).toBe(404);
    expect((await send('GET', `/Roles/${entitlement.id}`)).status).toBe(404);
    await bindings.end(actor, entitlement.id);
    expect((await send('GET', `/Entitlements/${entitlement.id}`)).status).toBe(404);
    expect((await send('GET', '/Entitlements')).body).toMatchObject({ totalResults: 0 });
  });

  it('are found by value and name, and only read [scim.entitlements.filter]', async () => {
    const total = async (filter: string): Promise<unknown> => {
      const { body } = await send('GET', `/Roles?filter=${encodeURIComponent(filter)}`);
      return body?.['totalResults'] ?? body?.['scimType'];
    };
    expect(await total(`value eq "${profileId.toUpperCase()}"`)).toBe(1);
    expect(await total(`display eq "${name}"`)).toBe(1);
    expect(await total(`display sw "Payroll" and value pr`)).toBe(1);
    expect(await total(`display eq "nothing"`)).toBe(0);
    expect(await total(`contains.value eq "x"`)).toBe('invalidFilter');
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      const answer = await send(
        method,
        method === 'POST' ? '/Roles' : `/Roles/${newId()}`,
        method === 'DELETE' ? undefined : {},
      );
      expect(answer.status).toBe(405);
    }
    const config = (await send('GET', '/ServiceProviderConfig')).body?.['RolesAndEntitlements'];
    expect(config).toMatchObject({ roles: { supported: true }, entitlements: { types: ['AccessProfile'] } });
    const search = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], sortBy: 'display' };
    expect((await send('POST', '/Roles/.search', search)).body).toMatchObject({ totalResults: 1 });
  });
});
