import 'reflect-metadata';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrivateKeyJwtProvider, auth } from '@modelcontextprotocol/client';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  type JWK,
  SignJWT,
  UnsecuredJWT,
  base64url,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
} from 'jose';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Agents, AgentsModule } from '@app/agents';
import {
  AccessTokens,
  AuthModule,
  AuthorizationServer,
  Bootstrap,
  OidcRecords,
  Roles,
  SignInLinks,
  WebSessions,
} from '@app/auth';
import { ConfigModule } from '@app/config';
import { DatabaseModule, Db, Sealer } from '@app/database';
import { People } from '@app/directory';
import { Fence, FenceModule } from '@app/fence';
import { JobsModule } from '@app/jobs';
import { Clock, newId, system } from '@app/kernel';
import { LedgerModule } from '@app/ledger';
import { openContext, surroundingsOf } from '../support/context.js';
import { freshDatabase } from '../support/database.js';

class ShiftedClock extends Clock {
  minutes = 0;
  now(): Date {
    return new Date(Date.now() + this.minutes * 60_000);
  }
}

const operator = system('test');
const clock = new ShiftedClock();
const inAYear = new Date(Date.now() + 365 * 86_400_000);
let app: NestFastifyApplication;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let publicUrl: string;
let adminId: string;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

beforeAll(async () => {
  database = await freshDatabase();
  const port = await freePort();
  publicUrl = `http://127.0.0.1:${port}`;
  const surroundings = {
    databaseUrl: database.url,
    redisUrl: undefined,
    masterKey: Buffer.alloc(32, 7),
    publicUrl,
    ledgerOrigin: 'test/ledger',
    fenceLeaseMs: 1000,
    fenceHeartbeatMs: 100,
    clock,
  };
  const house = {
    module: class House {},
    imports: [
      ConfigModule.in(surroundings),
      DatabaseModule.connected(),
      LedgerModule,
      FenceModule,
      JobsModule,
      AgentsModule,
      AuthModule,
    ],
  };
  app = await NestFactory.create<NestFastifyApplication>(house, new FastifyAdapter(), { logger: ['error'] });
  const server = app.get(AuthorizationServer);
  app.use('/oauth', server.callback());
  app.use('/.well-known/oauth-authorization-server/oauth', server.wellKnown('oauth-authorization-server'));
  app.use('/.well-known/openid-configuration/oauth', server.wellKnown('openid-configuration'));
  await app.listen(port, '127.0.0.1');
  adminId = (await app.get(Bootstrap).admin('ada@example.com')).personId;
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

type TestAgent = { id: string; ownerId: string; key: JWK };

async function anAgent(ownerId = adminId): Promise<TestAgent> {
  const agents = app.get(Agents);
  const wanted = {
    kind: 'autonomous',
    purpose: 'test',
    deputyId: null,
    expiresAt: inAYear,
    nextReviewAt: inAYear,
  } as const;
  const { id } = await agents.register(operator, { ...wanted, name: `agent-${newId()}`, ownerId });
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  await agents.bindKey(operator, id, await exportJWK(publicKey), inAYear);
  await agents.activate(operator, id);
  return { id, ownerId, key: await exportJWK(privateKey) };
}

type Claims = Readonly<Record<string, unknown>>;
const now = (): number => Math.floor(Date.now() / 1000);

const assertion = ({ id, key }: TestAgent, over: Claims = {}): Promise<string> =>
  new SignJWT({ iss: id, sub: id, aud: `${publicUrl}/oauth`, iat: now(), exp: now() + 60, jti: newId(), ...over })
    .setProtectedHeader({ alg: 'ES256' })
    .sign(key);

const ask = async (
  client_assertion: string,
  more: Record<string, string> = {},
  headers: Record<string, string> = {},
) => {
  const answer = await fetch(`${publicUrl}/oauth/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion,
      ...more,
    }),
  });
  return {
    status: answer.status,
    body: (await answer.json()) as { access_token?: string; error?: string; expires_in?: number },
  };
};

const tokenOf = async (agent: TestAgent, more: Record<string, string> = {}): Promise<string> =>
  (await ask(await assertion(agent), more)).body.access_token!;

const verify = async (token: string | undefined) => app.get(AccessTokens).verify(token);
const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'accepted',
    (refusal: { code?: unknown }) => refusal.code,
  );
const ledgered = async (type: string): Promise<number> => {
  const counts = `SELECT count(*)::int AS n FROM (SELECT type FROM ledger_pending UNION ALL SELECT type FROM ledger_entry) e WHERE type = $1`;
  const [row] = await app.get(Db).read(operator, (tx) => tx.query<{ n: number }[]>(counts, [type]));
  return row!.n;
};

describe('discovery', () => {
  it.each([
    '/.well-known/oauth-authorization-server/oauth',
    '/.well-known/openid-configuration/oauth',
    '/oauth/.well-known/oauth-authorization-server',
    '/oauth/.well-known/openid-configuration',
  ])('answers at %s for issuer and agents [auth.metadata]', async (path) => {
    const metadata = (await (await fetch(publicUrl + path)).json()) as Record<string, unknown>;
    expect(metadata).toMatchObject({
      issuer: `${publicUrl}/oauth`,
      token_endpoint: `${publicUrl}/oauth/token`,
      jwks_uri: `${publicUrl}/oauth/jwks`,
      grant_types_supported: expect.arrayContaining(['client_credentials']),
      token_endpoint_auth_methods_supported: expect.arrayContaining(['private_key_jwt']),
    });
    expect(metadata['token_endpoint_auth_signing_alg_values_supported']).not.toContain('HS256');
    expect(metadata).not.toHaveProperty('registration_endpoint');
  });

  it('takes no address from the request [auth.metadata]', async () => {
    const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', host: 'evil.example' };
    const answer = await fetch(`${publicUrl}/.well-known/oauth-authorization-server/oauth`, { headers });
    expect(JSON.stringify(await answer.json())).not.toContain('evil.example');
  });

  it('publishes one ES256 key without its private part [auth.jwks]', async () => {
    const { keys } = (await (await fetch(`${publicUrl}/oauth/jwks`)).json()) as { keys: JWK[] };
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    expect(keys[0]).not.toHaveProperty('d');
  });

  it('keeps the private key sealed to its row [auth.key.sealed]', async () => {
    const [row] = await app
      .get(DataSource)
      .query<{ kid: string; sealed_private: string; public_jwk: JWK }[]>('SELECT * FROM token_key');
    expect(row!.public_jwk).not.toHaveProperty('d');
    const sealer = app.get(Sealer, { strict: false });
    expect(() => sealer.open('token_key/other', row!.sealed_private)).toThrow('unable to authenticate');
    expect(JSON.parse(sealer.open(`token_key/${row!.kid}`, row!.sealed_private).toString())).toHaveProperty('d');
  });
});

describe('a token for an agent', () => {
  it('is obtained by the official MCP client [auth.token.mcp-client]', async () => {
    const agent = await anAgent();
    const metadata = { resource: `${publicUrl}/mcp`, authorization_servers: [`${publicUrl}/oauth`] };
    const fetchFn = (input: string | URL, init?: RequestInit): Promise<Response> =>
      String(input).includes('oauth-protected-resource')
        ? Promise.resolve(Response.json(metadata))
        : fetch(input, init);
    const provider = new PrivateKeyJwtProvider({
      clientId: agent.id,
      privateKey: agent.key,
      algorithm: 'ES256',
      scope: 'mcp:tools',
      expectedIssuer: `${publicUrl}/oauth`,
    });
    expect(await auth(provider, { serverUrl: `${publicUrl}/mcp`, fetchFn })).toBe('AUTHORIZED');
    expect(await verify(provider.tokens()!.access_token)).toMatchObject({ agentId: agent.id });
  });

  it('names agent, owner and their epochs, and lives 300 seconds [auth.token.epochs]', async () => {
    const agent = await anAgent();
    const answer = await ask(await assertion(agent));
    expect(answer.body.expires_in).toBe(300);
    const token = answer.body.access_token!;
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(decodeJwt(token)).toMatchObject({
      iss: `${publicUrl}/oauth`,
      aud: `${publicUrl}/mcp`,
      sub: agent.id,
      client_id: agent.id,
      sub_profile: 'ai_agent',
      scope: 'mcp:tools',
      iga: { own: adminId, se: 0, oe: 0, ae: [0] },
    });
    expect(await verify(token)).toMatchObject({
      agentId: agent.id,
      personId: null,
      scope: 'mcp:tools',
      audience: `${publicUrl}/mcp`,
      epochs: { subject: 0, owner: 0, agents: [0] },
    });
  });

  it('carries the epoch that a suspension raised, once the agent runs again [auth.token.epochs]', async () => {
    const agent = await anAgent();
    await app.get(Agents).kill(operator, agent.id, 'test');
    expect((await ask(await assertion(agent))).status).toBe(401);
    await app.get(Agents).restart(operator, agent.id, 'test');
    expect(decodeJwt(await tokenOf(agent))).toMatchObject({ iga: { se: 1, oe: 0, ae: [1] } });
  });

  it.each(['/mcp', '/mcp/files'])(
    'is given for the resource %s, and for nothing else [auth.token.resource]',
    async (path) => {
      const answer = await ask(await assertion(await anAgent()), { resource: publicUrl + path });
      expect((await verify(answer.body.access_token)).audience).toBe(publicUrl + path);
    },
  );

  it.each(['/mcp/', '/other', '/mcp#x'])('is refused for the resource %s [auth.token.resource]', async (path) => {
    const answer = await ask(await assertion(await anAgent()), { resource: publicUrl + path });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
  });

  it('opens nothing when it was asked for with another scope [auth.token.scope]', async () => {
    const token = await tokenOf(await anAgent(), { scope: 'mcp:everything' });
    expect(decodeJwt(token)).not.toHaveProperty('scope');
    expect(await code(verify(token))).toBe('token.invalid');
  });

  it('is refused for two resources at once [auth.token.resource]', async () => {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertion(await anAgent()),
    });
    body.append('resource', `${publicUrl}/mcp`);
    body.append('resource', `${publicUrl}/mcp/files`);
    const answer = await fetch(`${publicUrl}/oauth/token`, { method: 'POST', body });
    expect(answer.status).toBe(400);
  });
});

describe('an assertion', () => {
  it('opens exactly one of 100 simultaneous requests [auth.assertion.once]', async () => {
    for (let round = 0; round < 5; round++) {
      const replayed = await assertion(await anAgent());
      const answers = await Promise.all(Array.from({ length: 100 }, () => ask(replayed)));
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      expect(statuses.filter((status) => status === 401)).toHaveLength(99);
    }
  });

  it.each([
    ['lives longer than 300 seconds', () => ({ exp: now() + 301 })],
    ['does not say when it was made', () => ({ iat: undefined })],
    ['ends before it begins', () => ({ iat: now() + 120 })],
    ['is for another server', () => ({ aud: 'https://evil.example/oauth' })],
    ['is old', () => ({ iat: now() - 200, exp: now() - 100 })],
    ['has no id', () => ({ jti: undefined })],
    ['speaks of another issuer', () => ({ iss: newId() })],
    ['speaks of an unknown agent', () => ({ iss: ghost, sub: ghost })],
  ])('that %s is refused [auth.assertion.limits]', async (_, over) => {
    const agent = await anAgent();
    expect(await ask(await assertion(agent, over()))).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('for another server does not pass by a forged Host [auth.assertion.limits]', async () => {
    const headers = { 'x-forwarded-host': 'evil.example', host: 'evil.example' };
    const forOther = await assertion(await anAgent(), { aud: 'http://evil.example/oauth/token' });
    expect((await ask(forOther, {}, headers)).status).toBe(401);
  });

  it('of a key that is not bound, or is symmetric, is refused [auth.assertion.key]', async () => {
    const agent = await anAgent();
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    expect((await ask(await assertion({ ...agent, key: await exportJWK(privateKey) }))).status).toBe(401);
    const claims = { iss: agent.id, sub: agent.id, aud: `${publicUrl}/oauth`, exp: now() + 60, jti: newId() };
    const hmac = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setIssuedAt().sign(Buffer.from(agent.key.x!));
    expect((await ask(await hmac)).status).toBe(401);
    expect((await ask(new UnsecuredJWT(claims).setIssuedAt().encode())).status).toBe(401);
  });

  it('of an expired or withdrawn key is refused [auth.assertion.key]', async () => {
    const agent = await anAgent();
    const end = `UPDATE agent_credential SET revoked_at = now() WHERE agent_id = $1`;
    await app.get(Db).write(operator, async (tx) => {
      await tx.query(end, [agent.id]);
      tx.record({ action: 'test.key-revoked', subject: agent.id });
    });
    expect((await ask(await assertion(agent))).status).toBe(401);
    const other = await anAgent();
    clock.minutes = 366 * 1440;
    expect((await ask(await assertion(other))).status).toBe(401);
    clock.minutes = 0;
  });

  it('of an agent whose owner stands still is refused at once [auth.token.owner-active]', async () => {
    const ownerId = (await app.get(Bootstrap).admin(`${newId()}@example.com`)).personId;
    const agent = await anAgent(ownerId);
    expect((await ask(await assertion(agent))).status).toBe(200);
    await app.get(Db).write(operator, async (tx) => {
      tx.record({ action: 'test.owner-suspended', subject: ownerId });
      await app.get(Fence).restrict(tx, [ownerId], 'suspended');
    });
    expect(await ask(await assertion(agent))).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('of an agent that was not activated is refused [auth.token.agent-active]', async () => {
    const terms = {
      kind: 'autonomous',
      purpose: 'test',
      deputyId: null,
      expiresAt: inAYear,
      nextReviewAt: inAYear,
    } as const;
    const { id } = await app.get(Agents).register(operator, { ...terms, name: `agent-${newId()}`, ownerId: adminId });
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    await app.get(Agents).bindKey(operator, id, await exportJWK(publicKey), inAYear);
    const staged = { id, ownerId: adminId, key: await exportJWK(privateKey) };
    expect((await ask(await assertion(staged))).status).toBe(401);
  });

  it.each(['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:jwt-bearer', 'password'])(
    'does not open the grant %s [auth.grants]',
    async (grant_type) => {
      expect((await ask(await assertion(await anAgent()), { grant_type })).status).toBe(400);
    },
  );
});

describe('verifying a token', () => {
  const forged = async (header: { alg: string; typ?: string; kid?: string }, over: Claims = {}, key?: JWK) => {
    const token = await tokenOf(await anAgent());
    const { kid } = decodeProtectedHeader(token);
    const claims = { ...decodeJwt(token), ...over };
    const signer = key ?? (await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey));
    return new SignJWT(claims).setProtectedHeader({ typ: 'at+jwt', kid: kid!, ...header }).sign(signer);
  };
  /** Our own signing key: what follows is refused for its content, not for its signature. */
  const ownKey = async (): Promise<JWK> => {
    const [row] = await app.get(DataSource).query<{ kid: string; sealed_private: string }[]>('SELECT * FROM token_key');
    return JSON.parse(
      app.get(Sealer, { strict: false }).open(`token_key/${row!.kid}`, row!.sealed_private).toString(),
    ) as JWK;
  };

  it('accepts what our own key signs, so that the refusals below mean what they say [auth.token.verify]', async () => {
    expect(await code(verify(await forged({ alg: 'ES256' }, {}, await ownKey())))).toBe('accepted');
  });

  it('refuses a missing, malformed or altered one [auth.token.verify]', async () => {
    const token = await tokenOf(await anAgent());
    const [head, body, signature] = token.split('.') as [string, string, string];
    const altered = base64url.encode(JSON.stringify({ ...decodeJwt(token), sub: adminId, client_id: adminId }));
    expect(await code(verify(undefined))).toBe('token.missing');
    expect(await code(verify(''))).toBe('token.missing');
    for (const wrong of ['x', 'a.b.c', `${head}.${altered}.${signature}`, `${head}.${body}.`, 'A'.repeat(5000)]) {
      expect(await code(verify(wrong))).toBe('token.invalid');
    }
  });

  it('refuses other algorithms than ES256 [auth.token.algorithm]', async () => {
    const token = await tokenOf(await anAgent());
    const claims = decodeJwt(token);
    const { kid } = decodeProtectedHeader(token);
    const { keys } = (await (await fetch(`${publicUrl}/oauth/jwks`)).json()) as { keys: JWK[] };
    const hmac = new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: kid! });
    const none = `${base64url.encode(JSON.stringify({ alg: 'none', typ: 'at+jwt', kid }))}.${token.split('.')[1]}.`;
    const ed = (await generateKeyPair('Ed25519', { extractable: true })).privateKey;
    expect(await code(verify(await hmac.sign(Buffer.from(JSON.stringify(keys[0])))))).toBe('token.invalid');
    expect(await code(verify(none))).toBe('token.invalid');
    expect(await code(verify(await forged({ alg: 'EdDSA' }, {}, await exportJWK(ed))))).toBe('token.invalid');
    expect(await code(verify(await forged({ alg: 'ES256' })))).toBe('token.invalid');
    expect(await code(verify(await forged({ alg: 'ES256', kid: 'other' }, {}, await ownKey())))).toBe('token.invalid');
  });

  it.each([
    ['typ JWT', { typ: 'JWT' }, {}],
    ['another issuer', {}, { iss: 'https://evil.example' }],
    ['another audience', {}, { aud: 'https://evil.example/mcp' }],
    ['two audiences', {}, { aud: ['https://evil.example/mcp'] }],
    ['no expiry', {}, { exp: undefined }],
    ['no epochs', {}, { iga: undefined }],
    ['a key binding that nobody can check', {}, { cnf: { kid: 'x' } }],
  ])('refuses %s [auth.token.claim-shapes]', async (_, header, over) => {
    expect(await code(verify(await forged({ alg: 'ES256', ...header }, over, await ownKey())))).toBe('token.invalid');
  });

  it('refuses an expired one, also when it was verified before [auth.token.expiry]', async () => {
    const token = await tokenOf(await anAgent());
    expect(await code(verify(token))).toBe('accepted');
    clock.minutes = 5.1;
    expect(await code(verify(token))).toBe('token.expired');
    expect(await code(verify(await forged({ alg: 'ES256' }, { exp: now() }, await ownKey())))).toBe('token.expired');
    clock.minutes = 0;
  });

  it('knows the key for all who ask at once, in a process that has just started [auth.token.cold]', async () => {
    const tokens = await Promise.all(Array.from({ length: 8 }, async () => tokenOf(await anAgent())));
    const fresh = await openContext(surroundingsOf(database.url, { publicUrl, clock }), FenceModule, AuthModule);
    const outcomes = await Promise.all(
      tokens.map((token) => code(Promise.resolve(fresh.get(AccessTokens).verify(token)))),
    );
    await fresh.close();
    expect(outcomes).toEqual(tokens.map(() => 'accepted'));
  });

  it('takes verified claims from memory, and only those [auth.token.cache]', async () => {
    const token = await tokenOf(await anAgent());
    const first = await verify(token);
    expect(await verify(token)).toBe(first);
    // in the midst of the signature: its last characters may happen to be any that are put there
    const altered = `${token.slice(0, -10)}${token.at(-10) === 'A' ? 'B' : 'A'}${token.slice(-9)}`;
    expect(await code(verify(altered))).toBe('token.invalid');
  });
});

describe('records of the authorization server', () => {
  it('are used once, by one of 20 [auth.records.once]', async () => {
    const codes = app.get(OidcRecords).adapter('AuthorizationCode');
    await codes.upsert('the-code', { accountId: adminId, jti: 'the-code' }, 60);
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => codes.consume('the-code')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reason = outcomes.find((outcome) => outcome.status === 'rejected')!.reason as {
      statusCode: number;
      error: string;
    };
    expect(reason).toMatchObject({ statusCode: 400, error: 'invalid_grant' });
    await codes.upsert('the-code', { accountId: adminId, jti: 'the-code' }, 60);
    expect((await codes.find('the-code'))!.consumed).toBeGreaterThan(0);
  });

  it('do not hold the secret that is their id, and end in time [auth.records.hashed]', async () => {
    const codes = app.get(OidcRecords).adapter('RefreshToken');
    await codes.upsert('very-secret', { accountId: adminId, grantId: 'g1', jti: 'very-secret' }, 60);
    const rows = await app
      .get(DataSource)
      .query<unknown[]>(`SELECT payload FROM oidc_record WHERE model = 'RefreshToken'`);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('very-secret');
    expect((await codes.find('very-secret'))!.jti).toBe('very-secret');
    clock.minutes = 1.1;
    expect(await codes.find('very-secret')).toBeUndefined();
    clock.minutes = 0;
    await codes.revokeByGrantId('g1');
    expect(await codes.find('very-secret')).toBeUndefined();
  });
});

describe('signing in', () => {
  const links = () => app.get(SignInLinks);
  const sessions = () => app.get(WebSessions);

  it('works once for a link, with 20 at the same time [auth.link.once]', async () => {
    const { secret, url } = await links().issue(operator, adminId);
    expect(url).toBe(`${publicUrl}/sign-in#${secret}`);
    const before = await ledgered('person.signed-in');
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => links().redeem(secret)));
    const codes = outcomes.map((outcome) =>
      outcome.status === 'fulfilled' ? 'done' : (outcome.reason as { code: string }).code,
    );
    expect(codes.toSorted()).toEqual(['done', ...Array.from({ length: 19 }, () => 'sign-in.link-invalid')]);
    expect(await ledgered('person.signed-in')).toBe(before + 1);
  });

  it('is refused with an unknown or old link [auth.link.expiry]', async () => {
    expect(await code(links().redeem('unknown'))).toBe('sign-in.link-invalid');
    const { secret } = await links().issue(operator, adminId);
    clock.minutes = 15;
    expect(await code(links().redeem(secret))).toBe('sign-in.link-invalid');
    clock.minutes = 0;
    expect(await code(links().redeem(secret))).toBe('accepted');
  });

  it('keeps neither the link nor the cookie, only their hashes [auth.session.hashed]', async () => {
    const { secret } = await links().issue(operator, adminId);
    const { cookie } = await links().redeem(secret);
    const all = await app
      .get(Db)
      .read(operator, async (tx) => [
        await tx.query<unknown>(`SELECT encode(token_hash, 'escape'), * FROM sign_in_link`),
        await tx.query<unknown>(`SELECT encode(id_hash, 'escape'), * FROM web_session`),
      ]);
    expect(JSON.stringify(all)).not.toContain(secret);
    expect(JSON.stringify(all)).not.toContain(cookie.split('.')[0]);
  });

  it('ends after 30 idle minutes, 12 hours, or at once when asked [auth.session.ends]', async () => {
    const open = async () => (await links().redeem((await links().issue(operator, adminId)).secret)).cookie;
    const cookie = await open();
    expect(await sessions().find(cookie)).toMatchObject({ personId: adminId, roles: ['admin'] });
    clock.minutes = 29;
    expect(await sessions().find(cookie)).not.toBeNull();
    clock.minutes = 58;
    expect(await sessions().peek(cookie)).not.toBeNull();
    clock.minutes = 59;
    expect(await sessions().find(cookie)).toBeNull();
    clock.minutes = 0;
    const long = await open();
    for (clock.minutes = 0; clock.minutes < 719; clock.minutes += 20)
      expect(await sessions().find(long)).not.toBeNull();
    clock.minutes = 720;
    expect(await sessions().find(long)).toBeNull();
    clock.minutes = 0;
    const closed = await open();
    await sessions().close(closed);
    expect(await sessions().find(closed)).toBeNull();
    expect(await sessions().find('nonsense')).toBeNull();
  });

  it('ends with the person, and does not come back with them [auth.session.leaver]', async () => {
    const { personId } = await app.get(Bootstrap).admin(`${newId()}@example.com`);
    const waiting = await links().issue(operator, personId);
    const { cookie } = await links().redeem((await links().issue(operator, personId)).secret);
    const change = (what: (fence: Fence, tx: Parameters<Fence['restore']>[0]) => Promise<number>) =>
      app.get(Db).write(operator, async (tx) => {
        tx.record({ action: 'test.standing', subject: personId });
        await what(app.get(Fence), tx);
      });
    await change((fence, tx) => fence.restrict(tx, [personId], 'suspended'));
    expect(await sessions().find(cookie)).toBeNull();
    expect(await code(links().redeem(waiting.secret))).toBe('sign-in.link-invalid');
    expect(await code(links().issue(operator, personId))).toBe('person.unknown');
    await change((fence, tx) => fence.restore(tx, [personId]));
    expect(await sessions().find(cookie)).toBeNull();
  });
});

describe('the first administrator', () => {
  it('is made once, however often and by however many it is asked for [auth.bootstrap]', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => app.get(Bootstrap).admin('Grace@example.com')));
    expect(new Set(made.map(({ personId }) => personId)).size).toBe(1);
    expect(new Set(made.map(({ link }) => link)).size).toBe(5);
    const given = await app
      .get(Db)
      .read(operator, (tx) =>
        tx.query<unknown[]>(`SELECT 1 FROM role_assignment WHERE person_id = $1 AND role = 'admin'`, [
          made[0]!.personId,
        ]),
      );
    expect(given).toHaveLength(1);
  });

  it('has the role once, whoever of two asked first [auth.bootstrap]', async () => {
    const roles = app.get(Roles);
    const { personId } = await app.get(Bootstrap).admin(`${newId()}@example.com`);
    const waiting = async (count: number) => {
      const waits = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      const seen = () => app.get(Db).read(operator, (tx) => tx.query<unknown[]>(waits));
      await vi.waitUntil(async () => (await seen()).length === count, { timeout: 5_000 });
    };
    const gives: Promise<{ id: string }>[] = [];
    await app.get(Db).write(operator, async (tx) => {
      tx.record({ action: 'test.standing', subject: personId });
      await app.get(People).locked(tx, personId);
      clock.minutes = 1;
      gives.push(roles.give(operator, personId, 'auditor'));
      await waiting(1);
      clock.minutes = 0; // asked a minute before the other one, and has its turn after it
      gives.push(roles.give(operator, personId, 'auditor'));
      await waiting(2);
      clock.minutes = 1;
    });
    const [first, second] = await Promise.all(gives);
    clock.minutes = 0;
    expect(second!.id).toBe(first!.id);
  });
});

const ghost = newId();
