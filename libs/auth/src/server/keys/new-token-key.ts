import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { Sealer } from '@app/database';
import type { TokenKeyRow } from './token-key.row.js';

/** Where the private half is sealed to: moved to another row it does not open. */
export const sealedAt = (kid: string): string => `token_key/${kid}`;

/** A fresh ES256 key that signs from the given time on. */
export async function newTokenKey(sealer: Sealer, now: Date, signsFrom = now): Promise<TokenKeyRow> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const [secret, publicJwk] = await Promise.all([exportJWK(privateKey), exportJWK(publicKey)]);
  const kid = await calculateJwkThumbprint(publicJwk);
  const sealedPrivate = sealer.seal(sealedAt(kid), JSON.stringify(secret));
  return { kid, publicJwk, sealedPrivate, createdAt: now, signsFrom, retiredAt: null };
}
