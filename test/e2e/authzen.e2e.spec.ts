import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentGrants, Profiles } from '@app/access';
import { Agents, Delegations } from '@app/agents';
import { Servers, Tools } from '@app/catalog';
import { newId, system } from '@app/kernel';
import { openApi } from '../support/api.js';

const operator = system('test');
let api: Awaited<ReturnType<typeof openApi>>;
let token: string;
let agentId: string;
let owner: Awaited<ReturnType<typeof api.signedIn>>;

/** An agent that may read below /home, whose result must be redacted for files below /home/hr, and may pay if held. */
beforeAll(async () => {
  api = await openApi();
  const { app } = api;
  const { scim } = await api.aSource();
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const aPerson = async () =>
    (await scim('POST', '/Users', { schemas, userName: `${newId()}@example.com`, active: true })).json<{ id: string }>()
      .id;
  const [ownerId, deputyId] = [await aPerson(), await aPerson()];
  owner = await api.signedIn(ownerId);
  const { id } = await app
    .get(Servers)
    .register(operator, { name: 'files', transport: 'http', url: 'http://127.0.0.1:1/mcp' });
  const tools = await app.get(Tools).pin(operator, id, [
    {
      name: 'read',
      inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
      annotations: { readOnlyHint: true },
    },
    { name: 'notes/read', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } },
    { name: 'pay', inputSchema: { type: 'object' } },
  ]);
  const toolId = (name: string) => tools.find((tool) => tool.name === name)!.id;
  const profile = await app.get(Profiles).create(operator, 'all');
  for (const name of ['read', 'notes/read', 'pay']) {
    await app.get(Profiles).grant(operator, profile.id, { toolId: toolId(name), effect: 'allow', condition: null });
  }
  await app.get(Profiles).assign(operator, profile.id, { personId: ownerId });
  const expiresAt = new Date(Date.now() + 86_400_000);
  const facts = {
    name: 'bot',
    kind: 'autonomous',
    purpose: 'tests',
    ownerId,
    deputyId,
    expiresAt,
    nextReviewAt: expiresAt,
  } as const;
  ({ id: agentId } = await app.get(Agents).register(operator, facts));
  const give = (name: string, over: object) =>
    app.get(AgentGrants).give(operator, { agentId, toolId: toolId(name), effect: 'allow', condition: null, ...over });
  await give('read', { condition: { arg: 'path', op: 'prefix', value: '/home' } });
  await give('notes/read', { obligations: [{ redact: ['notes[*].author'] }] });
  await give('pay', { effect: 'hold' });
  const wanted = { name: 'enforcement point', scopes: ['evaluations:read'], expiresAt: expiresAt.toISOString() };
  token = (await api.admin.as('POST', '/api/v1/api-tokens', wanted)).json<{ token: string }>().token;
});
afterAll(() => api.close());

const post = (url: string, payload: unknown, headers: Record<string, string> = {}) =>
  api.send('POST', url, payload, { authorization: `Bearer ${token}`, ...headers });
const evaluation = (tool: string, args: object = {}, context: object = {}) => ({
  subject: { type: 'agent', id: agentId },
  action: { name: 'call', properties: { arguments: args } },
  resource: { type: 'tool', id: `files/${tool}` },
  context,
});
const decide = async (...asked: Parameters<typeof evaluation>) =>
  (await post('/access/v1/evaluation', evaluation(...asked))).json<{
    decision: boolean;
    context: Record<string, unknown>;
  }>();

describe('AuthZEN 1.0', () => {
  it('says where it is asked [authzen.metadata]', async () => {
    const answer = await api.send('GET', '/.well-known/authzen-configuration');
    expect(answer.json()).toEqual({
      policy_decision_point: 'http://localhost',
      access_evaluation_endpoint: 'http://localhost/access/v1/evaluation',
      access_evaluations_endpoint: 'http://localhost/access/v1/evaluations',
    });
  });

  it('answers one evaluation with a boolean and its reason [authzen.evaluation]', async () => {
    expect(await decide('read', { path: '/home/x' })).toMatchObject({ decision: true, context: { effect: 'allow' } });
    expect(await decide('read', { path: '/etc' })).toMatchObject({
      decision: false,
      context: { reason_admin: { en: 'condition_unmet' } },
    });
    expect(await decide('nothing')).toMatchObject({ decision: false, context: { reason_admin: { en: 'no_grant' } } });
  });

  it('permits nothing that waits for a person, nor what the enforcement point cannot do [authzen.fail-closed]', async () => {
    expect(await decide('pay')).toMatchObject({
      decision: false,
      context: { effect: 'hold', reason_admin: { en: 'held' } },
    });
    const notes = { obligations: [{ redact: ['notes[*].author'] }] };
    expect(await decide('notes/read')).toMatchObject({
      decision: false,
      context: { ...notes, reason_admin: { en: 'obligations_unmet' } },
    });
    expect(await decide('notes/read', {}, { obligations: ['redact'] })).toMatchObject({
      decision: true,
      context: notes,
    });
    for (const [part, value] of [
      ['subject', { type: 'user', id: agentId }],
      ['subject', { type: 'agent', id: 'nobody' }],
      ['action', { name: 'delete' }],
      ['resource', { type: 'tool', id: 'read' }],
      ['context', { time: 'yesterday' }],
    ] as const) {
      const answer = await post('/access/v1/evaluation', { ...evaluation('read'), [part]: value });
      expect([answer.statusCode, answer.json()]).toMatchObject([
        200,
        { decision: false, context: { error: { status: 400 } } },
      ]);
    }
  });

  it('answers several with defaults, in order, until one decides where that is asked for [authzen.evaluations]', async () => {
    const { subject, action } = evaluation('read', { path: '/home/x' });
    const resource = (name: string) => ({ resource: { type: 'tool', id: `files/${name}` } });
    const evaluations = [resource('read'), resource('pay'), { action: { name: 'call' }, ...resource('read') }, {}];
    const ask = async (evaluations_semantic?: string) => {
      const options = evaluations_semantic ? { options: { evaluations_semantic } } : {};
      const answer = await post('/access/v1/evaluations', { subject, action, evaluations, ...options });
      return answer.json<{ evaluations: { decision: boolean }[] }>().evaluations.map(({ decision }) => decision);
    };
    expect(await ask()).toEqual([true, false, false, false]);
    expect(await ask('execute_all')).toEqual([true, false, false, false]);
    expect(await ask('deny_on_first_deny')).toEqual([true, false]);
    expect(await ask('permit_on_first_permit')).toEqual([true]);
    const single = await post('/access/v1/evaluations', evaluation('read', { path: '/home/x' }));
    expect(single.json()).toMatchObject({ decision: true });
  });

  it('answers errors with their status and a message, and gives back the request’s id [authzen.transport]', async () => {
    const nobody = await api.send('POST', '/access/v1/evaluation', evaluation('read'), { 'x-request-id': 'mine-1' });
    expect([nobody.statusCode, nobody.headers['www-authenticate'], nobody.headers['x-request-id']]).toEqual([
      401,
      'Bearer',
      'mine-1',
    ]);
    expect(nobody.body).toBe('sign-in.required: Sign in first.');
    const malformed = await post('/access/v1/evaluation', { subject: { type: 'agent' } }, { 'x-request-id': 'mine-2' });
    expect([malformed.statusCode, malformed.headers['x-request-id']]).toEqual([400, 'mine-2']);
    expect(malformed.headers['content-type']).toMatch(/^text\/plain/);
    const whole = { evaluations: [], subject: { type: 'agent', id: agentId } };
    expect((await post('/access/v1/evaluations', whole)).statusCode).toBe(400);
    const many = { ...evaluation('read'), evaluations: Array(101).fill({}) };
    expect((await post('/access/v1/evaluations', many)).statusCode).toBe(400);
  });

  it('is opened by a token for evaluations, which opens nothing else [authzen.scope]', async () => {
    const list = await api.send('GET', '/api/v1/decisions', undefined, { authorization: `Bearer ${token}` });
    expect([list.statusCode, list.problem()]).toEqual([403, 'api-token.scope-missing']);
    const explain = await post('/api/v1/decisions/explain', { callId: newId() });
    expect(explain.problem()).toBe('api-token.scope-missing');
  });
});

describe('the API', () => {
  const asked = { server: 'files', tool: 'read', arguments: { path: '/home/x' } };

  it('explains to those who keep watch, and to whoever answers for the agent [access.explain]', async () => {
    const explain = (who: typeof owner, question: object) => who.as('POST', '/api/v1/decisions/explain', question);
    for (const who of [api.admin, owner]) {
      const answer = await explain(who, { agentId, ...asked });
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toMatchObject({
        effect: 'allow',
        code: 'allowed',
        missing: null,
        path: [{ step: 'agent', name: 'bot' }, {}, {}, {}, {}],
      });
    }
    expect((await explain(owner, { agentId: newId(), ...asked })).problem()).toBe('role.missing');
    expect((await explain(api.admin, { agentId: newId(), ...asked })).json()).toMatchObject({ code: 'no_grant' });
    expect((await explain(api.admin, { callId: newId() })).problem()).toBe('call.unknown');
  });

  it('tells nobody of agents that others answer for, also where these have delegated to one’s own [access.explain-own]', async () => {
    const { app } = api;
    const facts = { kind: 'autonomous', purpose: 'tests', ownerId: api.admin.personId } as const;
    const soon = new Date(Date.now() + 3_600_000);
    const terms = { name: 'not yours', deputyId: owner.personId, expiresAt: soon, nextReviewAt: soon };
    const other = await app.get(Agents).register(operator, { ...facts, ...terms });
    await app
      .get(Delegations)
      .give(operator, { fromAgentId: other.id, agentId, scope: 'mcp:tools', validTo: new Date(Date.now() + 60_000) });
    const question = { agentId, chain: [agentId, other.id], ...asked };
    const explain = (who: typeof owner) => who.as('POST', '/api/v1/decisions/explain', question);
    expect((await explain(owner)).problem()).toBe('role.missing');
    expect((await explain(api.admin)).json()).toMatchObject({ code: 'agent_no_grant' });
  });

  it('tells who could and what somebody could, and simulates [access.who]', async () => {
    const who = await api.admin.as('GET', '/api/v1/access/who?server=files&tool=read');
    expect(who.json()).toMatchObject([{ agentId, effect: 'allow', conditional: true, personId: null }]);
    const span = {
      from: new Date(Date.now() - 3_600_000).toISOString(),
      to: new Date(Date.now() + 60_000).toISOString(),
    };
    const what = await api.admin.as(
      'GET',
      `/api/v1/access/what?${new URLSearchParams({ personId: owner.personId, ...span }).toString()}`,
    );
    expect(what.statusCode).toBe(200);
    expect(what.json<{ toolName: string }[]>().map(({ toolName }) => toolName)).toEqual(
      expect.arrayContaining(['read', 'pay', 'notes/read']),
    );
    const simulated = await api.admin.as('POST', '/api/v1/decisions/simulate', {
      change: { endGrant: newId() },
      ...span,
    });
    expect(simulated.json()).toEqual({ calls: 0, isComplete: true, unchanged: 0, shifted: [] });
    expect((await owner.as('GET', '/api/v1/access/who?server=files&tool=read')).problem()).toBe('role.missing');
  });
});
