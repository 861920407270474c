import { type CryptoKey, type JWK, SignJWT, calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bootstrap } from '@app/auth';
import { Db } from '@app/database';
import { newId, system } from '@app/kernel';
import { keyedAgent, oauthAt, seconds } from '../support/oauth.js';
import { openWholeHouse } from '../support/whole-house.js';

const operator = system('test');
let house: Awaited<ReturnType<typeof openWholeHouse>>;
let oauth: ReturnType<typeof oauthAt>;
let agent: Awaited<ReturnType<typeof keyedAgent>>;
let holder: { key: CryptoKey; jwk: JWK };

beforeAll(async () => {
  house = await openWholeHouse();
  oauth = oauthAt(house.url);
  agent = await keyedAgent(house.app, (await house.app.get(Bootstrap).admin('ada@example.com')).personId);
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  holder = { key: privateKey, jwk: await exportJWK(publicKey) };
});
afterAll(() => house.close());

const proof = (over: object = {}, header: object = {}) =>
  new SignJWT({ htm: 'POST', htu: `${oauth.issuer}/token`, iat: seconds(), jti: newId(), ...over })
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: holder.jwk, ...header })
    .sign(holder.key);
const ask = async (dpop: string) => oauth.token(agent, {}, { dpop });

describe('a proof of possession at the token endpoint', () => {
  it('binds the token to its key [dpop.bound]', async () => {
    const { status, body } = await ask(await proof());
    expect(status).toBe(200);
    expect(body.token_type).toBe('DPoP');
    expect(decodeJwt(body.access_token!)).toMatchObject({ cnf: { jkt: await calculateJwkThumbprint(holder.jwk) } });
  });

  it('counts once: of a hundred at once one gets a token, the others hear why [dpop.once]', async () => {
    const replayed = await proof();
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(replayed)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const others = answers.filter(({ status }) => status !== 200);
    expect(new Set(others.map(({ status, body }) => `${status} ${body.error}`))).toEqual(
      new Set(['400 invalid_dpop_proof']),
    );
    expect(await ask(replayed)).toMatchObject({ status: 400, body: { error: 'invalid_dpop_proof' } });
  });

  it('leaves what is said of a replayed assertion as it is [dpop.once]', async () => {
    const proven = await oauth.proven(agent);
    const answers = await Promise.all(
      Array.from({ length: 100 }, async () =>
        oauth.post('/token', { grant_type: 'client_credentials', ...proven }, { dpop: await proof() }),
      ),
    );
    const said = answers.map(({ status, body }) => `${status} ${body.error ?? ''}`.trim()).sort();
    expect(said.filter((one) => one === '200')).toHaveLength(1);
    expect(new Set(said)).toEqual(new Set(['200', '401 invalid_client']));
  });

  it.each([
    ['for another address', { htu: 'https://evil.example/oauth/token' }],
    ['for another method', { htm: 'GET' }],
    ['that is old', { iat: seconds() - 3600 }],
    ['without an id', { jti: undefined }],
  ])('%s is refused [dpop.limits]', async (_, over) => {
    const { status, body } = await ask(await proof(over));
    expect(status).toBe(400);
    expect(['invalid_dpop_proof', 'use_dpop_nonce']).toContain(body.error);
  });

  it('by another key than the one it shows is refused [dpop.limits]', async () => {
    const { publicKey } = await generateKeyPair('ES256');
    expect((await ask(await proof({}, { jwk: await exportJWK(publicKey) }))).body.error).toBe('invalid_dpop_proof');
  });

  it('is announced in the metadata, with asymmetric algorithms only [dpop.metadata]', async () => {
    const metadata = (await (await fetch(`${oauth.issuer}/.well-known/oauth-authorization-server`)).json()) as {
      dpop_signing_alg_values_supported: string[];
    };
    expect(metadata.dpop_signing_alg_values_supported).toContain('ES256');
    expect(metadata.dpop_signing_alg_values_supported.join()).not.toMatch(/HS|none/);
  });
});

describe('use of an agent and its key', () => {
  it('is noted when a token is issued, and coarsely [clients.last-used]', async () => {
    const other = await keyedAgent(house.app, agent.ownerId);
    const used = async () => {
      const [row] = await house.app
        .get(Db)
        .read(operator, (tx) =>
          tx.query<{ agent: Date | null; key: Date | null }[]>(
            `SELECT a.last_active_at AS agent, c.last_used_at AS key FROM agent a JOIN agent_credential c ON c.agent_id = a.id WHERE a.id = $1`,
            [other.id],
          ),
        );
      return row!;
    };
    expect(await used()).toEqual({ agent: null, key: null });
    await oauth.token(other);
    const first = await used();
    expect(Date.now() - first.agent!.getTime()).toBeLessThan(60_000);
    expect(first.key).toEqual(first.agent);
    await oauth.token(other);
    expect(await used()).toEqual(first);
  });

  it.each([
    ['agent', `UPDATE agent SET last_active_at = now(), purpose = 'other' WHERE id = $1`],
    ['agent_credential', `UPDATE agent_credential SET expires_at = now() WHERE agent_id = $1`],
  ])('is all of %s that changes without an entry in the ledger [clients.last-used.governed]', async (_, statement) => {
    const change = house.app.get(Db).upkeep(operator.tenant, (tx) => tx.query(statement, [agent.id]));
    await expect(change).rejects.toThrow('recorded in the ledger');
  });
});
