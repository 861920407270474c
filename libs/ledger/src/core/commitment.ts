import { createHmac } from 'node:crypto';
import { canonical } from './canonical.js';

/**
 * Binds an entry to a personal value without holding it:
 * base64url(HMAC-SHA-256(salt, "surety/commit/v1\n" ‖ path ‖ "\n" ‖ JCS(value))).
 * The salt is random, used for one field only, and erased together with the value: whoever keeps it can test guesses.
 *
 * @param salt exactly 32 bytes; HMAC pads shorter keys with zeros, so two lengths could collide
 */
export function commit(salt: Uint8Array, path: string, value: unknown): string {
  if (salt.length !== 32) throw new RangeError('the salt of a commitment has 32 bytes');
  if (!/^[^\p{Cc}\p{Surrogate}]+$/u.test(path)) throw new TypeError('a field path is one line of text');
  return createHmac('sha256', salt)
    .update(`surety/commit/v1\n${path}\n${canonical(value)}`)
    .digest('base64url');
}
