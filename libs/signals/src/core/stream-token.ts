import { createHash, timingSafeEqual } from 'node:crypto';

/** The bearer token by which a transmitter pushes to one stream, `ssf_<32 random bytes in base64url>`; kept as a hash. */
export const streamToken = (random: Buffer): string => `ssf_${random.toString('base64url')}`;

export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

export const opens = (bearer: string, tokenHash: Buffer): boolean => timingSafeEqual(hashOf(bearer), tokenHash);
