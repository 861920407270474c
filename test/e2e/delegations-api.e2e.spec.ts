import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Agents, Delegations } from '@app/agents';
import { Bootstrap, Roles } from '@app/auth';
import { Db } from '@app/database';
import { newId } from '@app/kernel';
import { publicJwk } from '../support/world.js';
import { openApi } from '../support/api.js';

type Api = Awaited<ReturnType<typeof openApi>>;
type Person = Awaited<ReturnType<Api['signedIn']>>;
let api: Api;
let owner: Person;
let stranger: Person;

/** Somebody without any role. */
async function somebody(): Promise<Person> {
  const { personId } = await api.app.get(Bootstrap).admin(`${newId()}@example.com`);
  const roles = api.app.get(Roles);
  for (const { id } of await roles.list(api.operator, personId)) await roles.end(api.operator, personId, id, 'test');
  return api.signedIn(personId);
}
beforeAll(async () => {
  api = await openApi(undefined, { privateAddresses: false });
  [owner, stranger] = [await somebody(), await somebody()];
});
afterAll(() => api.close());

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
async function agent(ownerId = owner.personId): Promise<string> {
  const term = { expiresAt: inDays(90), nextReviewAt: inDays(90) };
  const facts = { name: `agent-${newId()}`, kind: 'autonomous', purpose: 'test', deputyId: null, ownerId } as const;
  return (await api.app.get(Agents).register(api.operator, { ...facts, ...term })).id;
}
const issuer = (over: object = {}) => ({
  name: `cluster-${newId()}`,
  kind: 'kubernetes',
  issuer: `https://${newId()}.example`,
  keys: { jwksUri: 'https://cluster.example/jwks' },
  ...over,
});
const uid = (value = newId()) => [{ pointer: '/kubernetes.io/serviceaccount/uid', equals: value }];

describe('trusted issuers', () => {
  it('are trusted, re-keyed and withdrawn by administrators only [trust.api]', async () => {
    expect((await owner.as('POST', '/api/v1/trusted-issuers', issuer())).problem()).toBe('role.missing');
    const made = await api.admin.as('POST', '/api/v1/trusted-issuers', issuer());
    expect(made.statusCode).toBe(201);
    const { id, algorithms } = made.json<{ id: string; algorithms: string[] }>();
    expect(algorithms).toEqual(['RS256', 'ES256']);
    const jwks = { keys: [generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })] };
    const rekeyed = await api.admin.as('PUT', `/api/v1/trusted-issuers/${id}/keys`, { jwks });
    expect(rekeyed.json()).toMatchObject({ jwksUri: null, pinnedJwks: jwks });
    const gone = await api.admin.as('DELETE', `/api/v1/trusted-issuers/${id}`, { reason: 'moved' });
    expect(gone.json()).toMatchObject({ status: 'withdrawn' });
    expect((await api.admin.as('DELETE', `/api/v1/trusted-issuers/${id}`, { reason: 'x' })).problem()).toBe(
      'trusted-issuer.unknown',
    );
    const listed = await api.admin.as('GET', '/api/v1/trusted-issuers');
    expect(listed.json<{ id: string }[]>().map((each) => each.id)).toContain(id);
  });

  it.each([
    ['no issuer', { issuer: 'cluster' }],
    ['a trust domain that is an address', { kind: 'spiffe', issuer: 'https://example.org' }],
    ['keys over http', { keys: { jwksUri: 'http://cluster.example/jwks' } }],
    ['a symmetric algorithm', { algorithms: ['HS256'] }],
    ['none', { algorithms: ['none'] }],
    ['a source although it speaks of workloads', { sourceId: newId() }],
    ['keys twice', { keys: { jwksUri: 'https://cluster.example/jwks', jwks: { keys: [] } } }],
  ])('are refused with %s [trust.refused]', async (_, over) => {
    const { statusCode } = await api.admin.as('POST', '/api/v1/trusted-issuers', issuer(over));
    expect(statusCode).toBe(400);
  });

  it('are one for each issuer and name, with ten at the same time [trust.unique]', async () => {
    const wanted = issuer();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api.admin.as('POST', '/api/v1/trusted-issuers', wanted)),
    );
    const statuses = answers.map(({ statusCode }) => statusCode);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([201, ...Array<number>(9).fill(409)]);
    const people = { ...wanted, name: newId(), kind: 'id_jag' }; // the same company may speak of both
    expect((await api.admin.as('POST', '/api/v1/trusted-issuers', people)).statusCode).toBe(201);
  });
});

describe('bindings', () => {
  it('are made and ended by the owner, and let an agent start without a key [trust.binding]', async () => {
    const { id: issuerId } = (await api.admin.as('POST', '/api/v1/trusted-issuers', issuer())).json<{ id: string }>();
    const id = await agent();
    const wanted = { issuerId, claims: uid() };
    expect((await stranger.as('POST', `/api/v1/agents/${id}/bindings`, wanted)).problem()).toBe('role.missing');
    expect((await owner.as('POST', `/api/v1/agents/${id}/activate`)).problem()).toBe('agent.credential-missing');
    const loose = { issuerId, subject: 'system:serviceaccount:payments:bot' };
    expect((await owner.as('POST', `/api/v1/agents/${id}/bindings`, loose)).problem()).toBe('agent-binding.loose');
    const made = await owner.as('POST', `/api/v1/agents/${id}/bindings`, wanted);
    expect(made.statusCode).toBe(201);
    expect((await owner.as('POST', `/api/v1/agents/${id}/activate`)).statusCode).toBe(200);
    const other = await agent();
    const again = await owner.as('POST', `/api/v1/agents/${other}/bindings`, wanted);
    expect(again.problem()).toBe('agent-binding.taken');
    const path = `/api/v1/agents/${id}/bindings/${made.json<{ id: string }>().id}`;
    expect((await owner.as('DELETE', path.replace(id, other), { reason: 'x' })).problem()).toBe(
      'agent-binding.unknown',
    );
    expect((await owner.as('DELETE', path, { reason: 'moved' })).statusCode).toBe(204);
    expect((await owner.as('DELETE', path, { reason: 'again' })).problem()).toBe('agent-binding.unknown');
    expect((await owner.as('POST', `/api/v1/agents/${other}/bindings`, wanted)).statusCode).toBe(201);
    await api.app.get(Agents).retire(api.operator, other, 'test');
    expect((await owner.as('POST', `/api/v1/agents/${id}/bindings`, wanted)).statusCode).toBe(201);
  });
});

describe('delegations', () => {
  it('are given and ended by the owner of the agent that delegates [delegation.api]', async () => {
    const [from, to] = [await agent(), await agent(stranger.personId)];
    const wanted = { agentId: to, validTo: inDays(1).toISOString() };
    expect((await stranger.as('POST', `/api/v1/agents/${from}/delegations`, wanted)).problem()).toBe('role.missing');
    const made = await owner.as('POST', `/api/v1/agents/${from}/delegations`, wanted);
    expect(made.json()).toMatchObject({ fromAgentId: from, agentId: to, givenBy: `person:${owner.personId}` });
    const { id } = made.json<{ id: string }>();
    const seen = await stranger.as('GET', `/api/v1/agents/${to}/delegations`);
    expect(seen.json<{ id: string }[]>().map((each) => each.id)).toEqual([id]);
    const foreign = await agent(stranger.personId);
    const path = `/api/v1/agents/${foreign}/delegations/${id}`;
    expect((await stranger.as('DELETE', path, { reason: 'x' })).problem()).toBe('delegation.unknown');
    const ended = await owner.as('DELETE', `/api/v1/agents/${from}/delegations/${id}`, { reason: 'done' });
    expect(ended.json()).toMatchObject({ endedBecause: 'done' });
  });

  it('by a person are theirs to see and to take back [delegation.mine]', async () => {
    const id = await agent(stranger.personId);
    await api.app.get(Agents).bindKey(api.operator, id, publicJwk(), inDays(30));
    const consent = { personId: owner.personId, agentId: id, scope: 'mcp:tools', validTo: inDays(1) };
    const row = await api.app.get(Db).write(api.operator, (tx) => api.app.get(Delegations).consent(tx, consent));
    const mine = await owner.as('GET', '/api/v1/delegations');
    expect(mine.json<{ id: string }[]>().map((each) => each.id)).toContain(row.id);
    const path = `/api/v1/delegations/${row.id}`;
    expect((await stranger.as('DELETE', path, { reason: 'x' })).problem()).toBe('delegation.unknown');
    expect((await owner.as('DELETE', path, { reason: 'enough' })).json()).toMatchObject({ endedBecause: 'enough' });
  });
});
