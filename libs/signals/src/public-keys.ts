import type { JSONWebKeySet } from 'jose';
import { Refusal } from '@app/kernel';

type Jwk = JSONWebKeySet['keys'][number];

const KINDS = ['EC', 'OKP', 'RSA'];
const MEMBERS = ['kty', 'kid', 'alg', 'use', 'key_ops', 'crv', 'x', 'y', 'n', 'e'] as const;

/**
 * Public keys as an administrator enters them (RFC 7517), cut to what a verifier needs.
 * @throws Refusal `signal-stream.invalid` for a secret or private key, or none
 */
export function publicKeys(keys: readonly Readonly<Record<string, unknown>>[]): JSONWebKeySet {
  if (keys.length === 0) throw new Refusal('signal-stream.invalid', 'no key');
  return { keys: keys.map(publicKey) };
}

function publicKey(key: Readonly<Record<string, unknown>>): Jwk {
  const { kty } = key;
  if (typeof kty !== 'string' || !KINDS.includes(kty)) throw new Refusal('signal-stream.invalid', 'not a public key');
  if ('d' in key || 'k' in key) throw new Refusal('signal-stream.invalid', 'a private or secret key');
  const members = MEMBERS.filter((name) => name in key).map((name) => [name, key[name]] as const);
  return { ...Object.fromEntries(members), kty };
}
