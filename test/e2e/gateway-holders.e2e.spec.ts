import { X509Certificate, hash } from 'node:crypto';
import { SignJWT, type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuthModule, type Confirmation, Expired, HolderProofs } from '@app/auth';
import type { Db } from '@app/database';
import { SystemClock, newId } from '@app/kernel';
import { certificates } from '../support/certificates.js';
import { openContext, surroundingsOf } from '../support/context.js';
import { freshDatabase } from '../support/database.js';
import { BEARER, openGateway } from '../support/mcp-world.js';

/** The gateway with real proofs of possession, as two replicas that share a database. */
let database: Awaited<ReturnType<typeof freshDatabase>>;
let sources: DataSource[];
let replicas: Awaited<ReturnType<typeof openGateway>>[];
let key: { privateKey: CryptoKey; jwk: JWK; jkt: string };
const endpoint = 'http://surety.test/mcp';

beforeAll(async () => {
  database = await freshDatabase();
  sources = await Promise.all(
    [1, 2].map(() => new DataSource({ type: 'postgres', url: database.url, entities: [] }).initialize()),
  );
  replicas = await Promise.all([openGateway([]), openGateway([])]);
  replicas.forEach(({ facts }, i) => {
    const db = { lookUp: (sql: string, values: unknown[]) => sources[i]!.query(sql, values) };
    const holders = new HolderProofs(db as unknown as Db, new SystemClock());
    facts.holds = (token, holding) => holders.check(token, holding);
  });
  key = await aKey();
}, 60_000);
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
  await Promise.all(sources.map((source) => source.destroy()));
  await database.drop();
});
beforeEach(() => bind(null));

async function aKey() {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  return { privateKey, jwk, jkt: await calculateJwkThumbprint(jwk) };
}
const bind = (confirmation: Confirmation | null): void =>
  replicas.forEach(({ facts }) => (facts.token = { ...facts.token, confirmation, audience: endpoint }));

const ath = hash('sha256', BEARER, 'base64url');
type Made = { claims?: object; header?: object; by?: typeof key };
const proof = ({ claims = {}, header = {}, by = key }: Made = {}): Promise<string> =>
  new SignJWT({ htm: 'POST', htu: endpoint, jti: newId(), iat: Math.floor(Date.now() / 1000), ath, ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: by.jwk, ...header })
    .sign(by.privateKey);
const ping = async (headers: Record<string, string>, replica = 0) => {
  const answer = await fetch(replicas[replica]!.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
  });
  await answer.text();
  return { status: answer.status, challenge: answer.headers.get('www-authenticate') ?? '' };
};
const dpop = async (made: Promise<string> | string, replica = 0) =>
  ping({ authorization: `DPoP ${BEARER}`, dpop: await made }, replica);

describe('a token that is bound to a key', () => {
  beforeEach(() => bind({ jkt: key.jkt }));

  it('opens with a proof of that key [gateway.dpop]', async () => {
    expect((await dpop(proof())).status).toBe(200);
    expect((await dpop(proof())).status).toBe(200);
  });

  it('does not open as a bearer token, proof or not, and says how it would [gateway.dpop]', async () => {
    for (const more of [{}, { dpop: await proof() }]) {
      const { status, challenge } = await ping({ authorization: `Bearer ${BEARER}`, ...more });
      expect(status).toBe(401);
      expect(challenge).toMatch(
        /^DPoP error="invalid_dpop_proof", scope="mcp:tools", resource_metadata=".*", algs="ES256 /,
      );
    }
    expect((await ping({ authorization: `DPoP ${BEARER}` })).status).toBe(401);
  });

  it.each<[string, () => Promise<string> | string]>([
    ['of another key', async () => proof({ by: await aKey() })],
    ['signed by another key than it shows', async () => proof({ header: { jwk: (await aKey()).jwk } })],
    ['for another method', () => proof({ claims: { htm: 'GET' } })],
    ['for another endpoint', () => proof({ claims: { htu: `${endpoint}/files` } })],
    ['for another token', () => proof({ claims: { ath: hash('sha256', 'other', 'base64url') } })],
    ['that is too old', () => proof({ claims: { iat: Math.floor(Date.now() / 1000) - 62 } })],
    ['of another type', () => proof({ header: { typ: 'jwt' } })],
    ['with the private key in it', async () => proof({ header: { jwk: await exportJWK(key.privateKey) } })],
    ['that is none', () => 'x.y.z'],
    ['that is two', async () => `${await proof()}, ${await proof()}`],
    ['without signature', async () => (await proof()).replace(/[^.]*$/, '')],
    ['beyond measure', () => 'x'.repeat(5_000)],
  ])('does not open with a proof %s [gateway.dpop]', async (_, made) => {
    expect((await dpop(made())).status).toBe(401);
  });

  it('opens once for each proof, whichever replica it reaches first [gateway.dpop.single-use]', async () => {
    const one = await proof();
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => dpop(one, i % 2)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(99);
  });

  it('is not spent by a proof that was refused [gateway.dpop.single-use]', async () => {
    const jti = newId();
    expect((await dpop(proof({ claims: { jti, htm: 'GET' } }))).status).toBe(401);
    expect((await dpop(proof({ claims: { jti } }))).status).toBe(200);
  });

  it('is good once also where a clock is behind that of who sweeps [gateway.dpop.skew]', async () => {
    const one = await proof();
    expect((await dpop(one)).status).toBe(200);
    await sources[0]!.query(`UPDATE dpop_proof SET expires_at = now() - interval '1 minute'`);
    const worker = await openContext(surroundingsOf(database.url), AuthModule);
    await worker.get(Expired).sweep();
    await worker.close();
    expect((await dpop(one, 1)).status).toBe(401);
  });

  it('does not open while nobody can tell whether the proof was used [gateway.dpop.single-use]', async () => {
    const [facts] = replicas.map((replica) => replica.facts);
    const { Refusal } = await import('@app/kernel');
    const holders = new HolderProofs(
      { lookUp: () => Promise.reject(new Refusal('database.unavailable')) } as unknown as Db,
      new SystemClock(),
    );
    const before = facts!.holds;
    facts!.holds = (token, holding) => holders.check(token, holding);
    expect((await dpop(proof())).status).toBe(503);
    facts!.holds = before;
  });
});

it('a token that is bound to nothing does not open as one that is [gateway.dpop]', async () => {
  expect((await dpop(proof())).status).toBe(401);
  expect((await ping({ authorization: `Bearer ${BEARER}` })).status).toBe(200);
});

it('a token that is bound to a certificate opens for its holder alone [gateway.mtls]', async () => {
  const made = certificates();
  const [mine, other] = ['mine', 'other'].map((name) => new X509Certificate(made.selfSigned(name, `/CN=${name}`).cert));
  made.drop();
  const holders = new HolderProofs({} as Db, new SystemClock());
  const confirmation = { 'x5t#S256': hash('sha256', mine!.raw, 'base64url') };
  const holding = { scheme: 'bearer', token: BEARER, method: 'POST', url: endpoint, proof: undefined } as const;
  const check = (certificate: X509Certificate | undefined) =>
    Promise.resolve(holders.check({ confirmation }, { ...holding, certificate })).then(
      () => 'open',
      (refusal: { code: string }) => refusal.code,
    );
  expect(await check(mine)).toBe('open');
  expect(await check(other)).toBe('token.unproven');
  expect(await check(undefined)).toBe('token.unproven');

  bind(confirmation);
  const without = await ping({ authorization: `Bearer ${BEARER}` });
  expect([without.status, without.challenge]).toEqual([401, expect.stringMatching(/^Bearer error="invalid_token"/)]);
});
