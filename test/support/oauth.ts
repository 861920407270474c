import { once } from 'node:events';
import { createServer } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type JWK, SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { Agents } from '@app/agents';
import { newId, system } from '@app/kernel';

const operator = system('test');
const inAYear = new Date(Date.now() + 365 * 86_400_000);
export const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
export const seconds = (): number => Math.floor(Date.now() / 1000);

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

export type KeyedAgent = Readonly<{ id: string; ownerId: string; key: JWK; kid: string }>;
export type Answer<Body = Record<string, unknown>> = Readonly<{ status: number; body: Body; headers: Headers }>;
export type TokenBody = { access_token?: string; error?: string; expires_in?: number; token_type?: string };

/** A running agent of the owner, with a key of its own. */
export async function keyedAgent(app: NestFastifyApplication, ownerId: string): Promise<KeyedAgent> {
  const agents = app.get(Agents, { strict: false });
  const terms = {
    kind: 'autonomous',
    purpose: 'test',
    deputyId: null,
    expiresAt: inAYear,
    nextReviewAt: inAYear,
  } as const;
  const { id } = await agents.register(operator, { ...terms, name: `agent-${newId()}`, ownerId });
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  await agents.bindKey(operator, id, jwk, inAYear);
  await agents.activate(operator, id);
  return { id, ownerId, key: await exportJWK(privateKey), kid: await calculateJwkThumbprint(jwk) };
}

/** The authorization server at `publicUrl`, as clients use it. */
export function oauthAt(publicUrl: string) {
  const issuer = `${publicUrl}/oauth`;
  const post = async <Body = TokenBody>(
    path: string,
    body: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> => {
    const answer = await fetch(`${issuer}${path}`, { method: 'POST', headers, body: new URLSearchParams(body) });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: (text === '' ? {} : JSON.parse(text)) as Body };
  };
  const assertion = ({ id, key }: Pick<KeyedAgent, 'id' | 'key'>, over: object = {}, header: object = {}) =>
    new SignJWT({ iss: id, sub: id, aud: issuer, iat: seconds(), exp: seconds() + 60, jti: newId(), ...over })
      .setProtectedHeader({ alg: 'ES256', ...header })
      .sign(key);
  const proven = async (agent: KeyedAgent) => ({
    client_assertion_type: ASSERTION,
    client_assertion: await assertion(agent, {}, { kid: agent.kid }),
  });
  return {
    issuer,
    post,
    assertion,
    proven,
    token: async (agent: KeyedAgent, more: Record<string, string> = {}, headers: Record<string, string> = {}) =>
      post('/token', { grant_type: 'client_credentials', ...(await proven(agent)), ...more }, headers),
  };
}
