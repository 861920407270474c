import { Client, CrossAppAccessProvider, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { type JWK, SignJWT, decodeJwt, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Profiles } from '@app/access';
import { Agents, Delegations, TrustedIssuers } from '@app/agents';
import { AccessTokens, ClientRules } from '@app/auth';
import { Db } from '@app/database';
import { People, Sources } from '@app/directory';
import { Fence } from '@app/fence';
import { newId } from '@app/kernel';
import { type ConnectingHouse, openConnectingHouse } from '../support/connecting-house.js';
import { type Issuer, seconds, startIssuer } from '../support/issuers.js';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const IDP = 'https://idp.example.com';
let house: ConnectingHouse;
let idp: Issuer;
let sourceId: string;
let issuerId: string;
let clientId: string;

beforeAll(async () => {
  house = await openConnectingHouse();
  idp = await startIssuer('ES256');
  const { app, operator } = house;
  sourceId = (await app.get(Sources).connect(operator, { name: 'workforce', dialect: 'strict' })).source.id;
  const trusted = { name: 'workforce IdP', kind: 'id_jag', issuer: IDP, sourceId, maxAgeSeconds: 300 } as const;
  issuerId = (await app.get(TrustedIssuers).trust(operator, { ...trusted, keys: { jwks: idp.jwks() } })).id;
  clientId = (await house.client()).id;
});
afterAll(async () => {
  await idp.stop();
  await house.close();
});

/** Somebody whom the identity provider knows by `subject`, and who may use the tool. */
async function person(subject: string): Promise<string> {
  const { app, operator } = house;
  const facts = { userName: subject, displayName: subject, email: null, managerId: null, attributes: {} } as const;
  const id = await app.get(Db).write(operator, async (tx) => {
    const row = await app.get(People).add(tx, sourceId, { ...facts, externalId: subject, status: 'active' });
    await app.get(Fence).enrol(tx, { id: row.id, kind: 'person', status: 'active', ownerId: null });
    tx.record({ action: 'test.hired', subject: row.id });
    return row.id;
  });
  await app.get(Profiles).assign(operator, house.ceiling, { personId: id });
  return id;
}

const claimsFor = (subject: string, over: Record<string, unknown> = {}) => ({
  iss: IDP,
  sub: subject,
  aud: `${house.url}/oauth`,
  client_id: clientId,
  resource: `${house.url}/mcp`,
  scope: 'mcp:tools',
  jti: newId(),
  iat: seconds(),
  exp: seconds() + 300,
  ...over,
});
const jag = (subject: string, over: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
  idp.sign(claimsFor(subject, over), { typ: 'oauth-id-jag+jwt', ...header });
type Said = {
  status: number;
  access_token: string;
  refresh_token?: string;
  error?: string;
  error_description?: string;
};
const ask = async (assertion: string, more: Record<string, string> = {}): Promise<Said> =>
  (await house.token({ grant_type: JWT_BEARER, client_id: clientId, assertion, ...more })) as unknown as Said;
const tokenOf = (said: Said) => house.app.get(AccessTokens).verify(said.access_token);

describe('an identity assertion of the company (ID-JAG)', () => {
  it('leads the official client from discovery to the tool, and makes it an agent of the person [id-jag.client]', async () => {
    const personId = await person('00u-ada');
    const asked: { authorizationServerUrl: string; resourceUrl: string }[] = [];
    const authProvider = new CrossAppAccessProvider({
      clientId,
      clientSecret: undefined as unknown as string, // a public client: `none`
      expectedIssuer: `${house.url}/oauth`,
      assertion: (ctx) => {
        asked.push(ctx);
        return jag('00u-ada', { aud: ctx.authorizationServerUrl, resource: ctx.resourceUrl });
      },
    });
    const transport = new StreamableHTTPClientTransport(new URL(`${house.url}/mcp`), { authProvider });
    const client = new Client({ name: 'desk', version: '1' });
    await client.connect(transport);
    const result = await client.callTool({ name: 'math__add', arguments: { a: 40, b: 2 } });
    expect(JSON.stringify(result.content)).toContain('42');
    await client.close();
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ authorizationServerUrl: `${house.url}/oauth`, resourceUrl: `${house.url}/mcp` });
    const token = decodeJwt(authProvider.tokens()!.access_token);
    const [agent] = await house.sql<{ id: string; kind: string; state: string; owner_id: string }>(
      'SELECT a.* FROM agent a JOIN agent_client c ON c.agent_id = a.id WHERE c.person_id = $1',
      [personId],
    );
    expect(agent).toMatchObject({ kind: 'delegated', state: 'active', owner_id: personId });
    expect(token).toMatchObject({ sub: personId, sub_profile: 'user', client_id: clientId, act: { sub: agent!.id } });
    expect(authProvider.tokens()).not.toHaveProperty('refresh_token');
    const [delegation] = await house.app.get(Delegations).givenBy(house.operator, personId);
    expect(delegation).toMatchObject({ agentId: agent!.id, givenBy: `policy:trusted-issuer/${issuerId}` });
  });

  it('finds the same agent again, and one of its own for each person [id-jag.agent]', async () => {
    const [ann, ben] = [await person('00u-ann'), await person('00u-ben')];
    const first = await tokenOf(await ask(await jag('00u-ann')));
    const again = await tokenOf(await ask(await jag('00u-ann')));
    const other = await tokenOf(await ask(await jag('00u-ben')));
    expect([first.personId, other.personId]).toEqual([ann, ben]);
    expect(again.agentId).toBe(first.agentId);
    expect(other.agentId).not.toBe(first.agentId);
  });

  it('works once, 100 at the same time, also for somebody new [id-jag.once]', async () => {
    await person('00u-racer');
    const assertion = await jag('00u-racer');
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(assertion)));
    const outcomes = answers.map(({ status, error }) => `${status} ${error ?? 'token'}`);
    expect(outcomes.filter((each) => each === '200 token')).toHaveLength(1);
    expect(outcomes.filter((each) => each === '400 invalid_grant')).toHaveLength(99);
  });

  it('makes one agent of ten first assertions at once [id-jag.agent]', async () => {
    const personId = await person('00u-ten');
    const assertions = await Promise.all(Array.from({ length: 10 }, () => jag('00u-ten')));
    const answers = await Promise.all(assertions.map((assertion) => ask(assertion)));
    expect(answers.map(({ status, error_description: why }) => why ?? status)).toEqual(Array<number>(10).fill(200));
    const agents = await house.sql('SELECT id FROM agent WHERE owner_id = $1', [personId]);
    expect(agents).toHaveLength(1);
    expect(await house.app.get(Delegations).givenBy(house.operator, personId)).toHaveLength(1);
  });

  it.each([
    ['of another client', { client_id: newId() }, 'invalid_grant', /another client/],
    ['without a client', { client_id: undefined }, 'invalid_grant', /another client/],
    ['for another resource', { resource: 'https://elsewhere.example/mcp' }, 'invalid_grant', /another resource/],
    ['for no resource', { resource: undefined }, 'invalid_grant', /another resource/],
    ['for another audience', { aud: 'https://elsewhere.example' }, 'invalid_grant', /claim aud/],
    ['of another issuer', { iss: 'https://evil.example.com' }, 'invalid_grant', /not trusted/],
    ['of nobody we know', { sub: '00u-nobody' }, 'invalid_grant', /nobody of the directory/],
    ['without jti', { jti: undefined }, 'invalid_grant', /jti/],
    ['that has expired', { exp: seconds() - 60 }, 'invalid_grant', /expired/],
    ['that is too old', { iat: seconds() - 400, exp: seconds() + 60 }, 'invalid_grant', /too old/],
    ['of the future', { iat: seconds() + 120 }, 'invalid_grant', /claim iat/],
    ['with a scope of no use', { scope: 'other' }, 'invalid_scope', /more scope/],
    ['with a scope that is none', { scope: 7 }, 'invalid_grant', /claim scope/],
  ])('is refused %s [id-jag.refused]', async (_, over, error, why) => {
    await person(newId());
    const said = await ask(await jag('00u-ada', over));
    expect({ status: said.status, error: said.error }).toEqual({ status: 400, error });
    expect(said.error_description).toMatch(why);
  });

  it('is refused as another kind of JWT, and a workload assertion is none [id-jag.typ]', async () => {
    expect(await ask(await jag('00u-ada', {}, { typ: 'JWT' }))).toMatchObject({ error: 'invalid_grant' });
    const { app, operator } = house;
    const workloads = { name: 'ci', kind: 'oidc', issuer: 'https://ci.example', maxAgeSeconds: 300 } as const;
    await app.get(TrustedIssuers).trust(operator, { ...workloads, keys: { jwks: idp.jwks() } });
    const asPerson = await ask(await jag('00u-ada', { iss: 'https://ci.example' }));
    expect(asPerson.error_description).toMatch(/not trusted to speak of people/);
  });

  it('gives no more scope and no other resource than it says [id-jag.narrowing]', async () => {
    await person('00u-narrow');
    const one = `${house.url}/mcp/math`;
    expect(await ask(await jag('00u-narrow'), { scope: 'mcp:tools admin' })).toMatchObject({ error: 'invalid_scope' });
    const wider = await ask(await jag('00u-narrow', { resource: one }), { resource: `${house.url}/mcp` });
    expect(wider).toMatchObject({ status: 400, error: 'invalid_target' });
    expect((await tokenOf(await ask(await jag('00u-narrow', { resource: one })))).audience).toBe(one);
    expect((await tokenOf(await ask(await jag('00u-narrow'), { resource: one }))).audience).toBe(one);
  });

  it('is refused for a person who left, and for a client that no rule allows any more [id-jag.governed]', async () => {
    const { app, operator } = house;
    const gone = await person('00u-gone');
    expect((await ask(await jag('00u-gone'))).status).toBe(200);
    await app.get(Db).write(operator, async (tx) => {
      const facts = { userName: '00u-gone', displayName: 'x', email: null, managerId: null, attributes: {} } as const;
      const row = await app.get(People).locked(tx, gone);
      await app.get(People).change(tx, row, { ...facts, externalId: '00u-gone', status: 'inactive' });
      tx.record({ action: 'test.left', subject: gone });
      await app.get(Fence).restrict(tx, [gone], 'suspended');
    });
    expect(await ask(await jag('00u-gone'))).toMatchObject({ status: 400, error: 'invalid_grant' });
    const { id: passing } = await house.client({ name: 'Passing' });
    await person('00u-user');
    const own = async () => jag('00u-user', { client_id: passing });
    expect((await ask(await own(), { client_id: passing })).status).toBe(200);
    const rules = await app.get(ClientRules).list(operator);
    await app.get(ClientRules).end(operator, rules.find(({ value }) => value === passing)!.id);
    expect((await ask(await own(), { client_id: passing })).status).toBe(401);
  });

  it('is worth nothing any more once its issuer is withdrawn, nor is what it gave [id-jag.withdrawn]', async () => {
    const issuers = house.app.get(TrustedIssuers);
    const iss = 'https://other-idp.example.com';
    const other = { name: 'other IdP', kind: 'id_jag', issuer: iss, sourceId, maxAgeSeconds: 300 } as const;
    const { id } = await issuers.trust(house.operator, { ...other, keys: { jwks: idp.jwks() } });
    const personId = await person('00u-withdrawn');
    const { access_token } = await ask(await jag('00u-withdrawn', { iss }));
    expect((await house.call(access_token)).text).toContain('42');
    await issuers.withdraw(house.operator, id, 'compromised');
    expect((await house.call(access_token)).text).not.toContain('42');
    const [given] = await house.app.get(Delegations).givenBy(house.operator, personId);
    expect(given).toMatchObject({ endedBecause: 'issuer withdrawn' });
  });

  it('means nobody when two ways in of one name know two people by its subject [id-jag.ambiguous]', async () => {
    const people = [await person('00u-one'), await person('00u-two')];
    const bind = (personId: string) =>
      house.app.get(Db).write(house.operator, async (tx) => {
        const provider = newId();
        await tx.query(
          `INSERT INTO identity_provider (id, kind, name, source_id, issuer, settings, state, created_at, changed_at)
           VALUES ($1::uuid, 'oidc', $1::uuid::text, $2, $3, '{}', 'active', now(), now())`,
          [provider, sourceId, IDP],
        );
        await tx.query(
          `INSERT INTO person_identity (id, identity_provider_id, subject, person_id, bound_by, bound_at)
           VALUES ($1, $2, 'shared', $3, 'external_id', now())`,
          [newId(), provider, personId],
        );
        tx.record({ action: 'test.bound', subject: personId });
      });
    await bind(people[0]!);
    expect(await ask(await jag('shared'))).toMatchObject({ status: 200 });
    await bind(people[1]!);
    expect(await ask(await jag('shared'))).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  it('waits for approval where a rule wants it, and says so [id-jag.approval]', async () => {
    const { id: waiting } = await house.client({ name: 'Waiting', requiresApproval: true });
    await person('00u-wait');
    const said = await ask(await jag('00u-wait', { client_id: waiting }), { client_id: waiting });
    expect(said).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(said.error_description).toMatch(/approve/);
  });

  it('lets a delegated agent with a key act for the person, and no autonomous one [id-jag.own-agent]', async () => {
    const { app, operator } = house;
    const owner = await person('00u-owner');
    const rider = await person('00u-rider');
    const term = { expiresAt: new Date(Date.now() + 86_400_000), nextReviewAt: new Date(Date.now() + 86_400_000) };
    const keyed = async (kind: 'autonomous' | 'delegated') => {
      const facts = { name: `agent-${newId()}`, kind, purpose: 'test', deputyId: null, ownerId: owner, ...term };
      const { id } = await app.get(Agents).register(operator, facts);
      const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
      await app.get(Agents).bindKey(operator, id, await exportJWK(publicKey), term.expiresAt);
      await app.get(Agents).activate(operator, id);
      return { id, key: await exportJWK(privateKey) };
    };
    const withKey = async ({ id, key }: { id: string; key: JWK }): Promise<Said> => {
      const client_assertion = await new SignJWT({ iss: id, sub: id, aud: `${house.url}/oauth`, jti: newId() })
        .setIssuedAt()
        .setExpirationTime('1m')
        .setProtectedHeader({ alg: 'ES256' })
        .sign(key);
      const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
      return ask(await jag('00u-rider', { client_id: id }), { client_id: id, client_assertion, client_assertion_type });
    };
    const shared = await keyed('delegated');
    expect(await tokenOf(await withKey(shared))).toMatchObject({ personId: rider, chain: [shared.id] });
    expect(await withKey(await keyed('autonomous'))).toMatchObject({ status: 400, error: 'unauthorized_client' });
  });
});
