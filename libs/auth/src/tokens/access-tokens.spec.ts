import { SignJWT, generateKeyPair } from 'jose';
import { expect, it } from 'vitest';
import type { Tx } from '@app/database';
import { Clock, type Surroundings, newId } from '@app/kernel';
import { issuerOf } from '../core/issuer.js';
import type { SigningKeys } from '../server/keys/signing-keys.js';
import { AccessTokens } from './access-tokens.js';
import { RevokedTokens } from './revoked-tokens.js';

const publicUrl = 'https://surety.test';
const begun = new Date('2026-01-01T00:00:00Z');
const agent = newId();

class Standing extends Clock {
  at = begun;

  now(): Date {
    return this.at;
  }
}

/** A token that was verified already, and all that its holder's fate hangs on. */
async function cached() {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const clock = new Standing();
  const keys = { isThere: true, isGood: () => keys.isThere, verifying: () => Promise.resolve(publicKey) };
  const revoked = new RevokedTokens();
  const surroundings = { publicUrl } as Surroundings;
  const tokens = new AccessTokens(keys as unknown as SigningKeys, clock, surroundings, revoked);
  const seconds = begun.getTime() / 1000;
  const iga = { own: newId(), se: 1, oe: 1, ae: [1] };
  const bearer = await new SignJWT({ client_id: agent, scope: 'mcp:tools', sub_profile: 'ai_agent', iga })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k' })
    .setIssuer(issuerOf(publicUrl))
    .setSubject(agent)
    .setAudience(`${publicUrl}/mcp`)
    .setJti('j1')
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 300)
    .sign(privateKey);
  const first = await tokens.verify(bearer);
  return { tokens, bearer, first, clock, keys, revoked };
}

it('a token that is known and good is not waited for, and is the same each time [auth.token.cache]', async () => {
  const { tokens, bearer, first } = await cached();
  expect(tokens.verify(bearer)).toBe(first);
});

it('a known token that expired is refused [auth.token.expiry]', async () => {
  const { tokens, bearer, clock } = await cached();
  clock.at = new Date(begun.getTime() + 300_000);
  await expect(tokens.verify(bearer)).rejects.toMatchObject({ code: 'token.expired' });
});

it('a known token whose key was thrown away is refused [keys.rotation]', async () => {
  const { tokens, bearer, keys } = await cached();
  keys.isThere = false;
  await expect(tokens.verify(bearer)).rejects.toMatchObject({ code: 'token.invalid' });
});

it('a known token that was revoked is refused [auth.token.cache]', async () => {
  const { tokens, bearer, revoked } = await cached();
  (await revoked.load({ find: () => Promise.resolve([{ id: 'j1' }]) } as unknown as Tx))();
  await expect(tokens.verify(bearer)).rejects.toMatchObject({ code: 'token.revoked' });
});
