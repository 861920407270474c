import { createPublicKey } from 'node:crypto';

type Jwk = Readonly<Record<string, string> & { kty: string }>;
/** A JWK Set (RFC 7517 §5) of public keys, cut to what a verifier needs. */
export type PinnedKeys = Readonly<{ keys: readonly Jwk[] }>;

const KINDS = ['EC', 'OKP', 'RSA'];
/** `use` is left out: SPIFFE bundles say `jwt-svid` there, and what a key may do is said by the issuer's algorithms. */
const MEMBERS = ['kty', 'kid', 'alg', 'crv', 'x', 'y', 'n', 'e'];
const LEAST_RSA_BITS = 2048;

/** @throws Error with a sentence of what is wrong: no key, a private or secret one, a weak or broken one */
export function readPinnedKeys(set: unknown): PinnedKeys {
  const keys = isRecord(set) ? set['keys'] : undefined;
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > 50) throw new Error('one to fifty keys are expected');
  return { keys: keys.map(readKey) };
}

function readKey(key: unknown): Jwk {
  if (!isRecord(key) || !KINDS.includes(String(key['kty']))) throw new Error('a key is not a public one');
  if ('d' in key || 'k' in key) throw new Error('a key is private or secret');
  const members = MEMBERS.filter((name) => typeof key[name] === 'string').map((name) => [name, key[name]]);
  const jwk = Object.fromEntries(members) as Jwk;
  const { asymmetricKeyDetails } = publicKeyOf(jwk);
  const bits = asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < LEAST_RSA_BITS) throw new Error('an RSA key has fewer than 2048 bits');
  return jwk;
}

function publicKeyOf(key: Jwk) {
  try {
    return createPublicKey({ key, format: 'jwk' });
  } catch (cause) {
    throw new Error('a key cannot be read', { cause });
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
