import { createHash, timingSafeEqual } from 'node:crypto';

/** A bearer token of a source, `scim_<token id>_<32 random bytes in base64url>`; only the hash of its secret is kept. */
export type SourceToken = Readonly<{ id: string; secret: string }>;

const form = /^scim_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

/** @param random 32 random bytes */
export const sourceToken = (id: string, random: Buffer): SourceToken => ({ id, secret: random.toString('base64url') });

export const written = ({ id, secret }: SourceToken): string => `scim_${id}_${secret}`;

/** Null for anything that cannot be one of our tokens. */
export function parseSourceToken(text: string): SourceToken | null {
  const [, id, secret] = form.exec(text) ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : null;
}

export const hashOf = ({ secret }: SourceToken): Buffer => createHash('sha256').update(secret).digest();

export type KeptToken = Readonly<{ tokenHash: Buffer; expiresAt: Date; revokedAt: Date | null }>;

export const opens = (token: SourceToken, kept: KeptToken, now: Date): boolean =>
  timingSafeEqual(hashOf(token), kept.tokenHash) && kept.revokedAt === null && now < kept.expiresAt;
