import { createHash, createPublicKey } from 'node:crypto';

/** The members that define a public key and nothing else (RFC 7638 §3.2), with what it is used for. */
export type PublicJwk = Readonly<Record<string, string>>;

const members: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
};

/**
 * Takes a public key for `private_key_jwt` (RFC 7523 §2.2): EC P-256, Ed25519, or RSA of at least 2048 bits.
 * @returns the key reduced to its defining members, and its RFC 7638 thumbprint
 * @throws Error whose message says what is wrong; a private key is refused, so that nobody learns to send one
 */
export function readPublicKey(given: unknown): { jwk: PublicJwk; kid: string } {
  if (given === null || typeof given !== 'object') throw new Error('a JWK is an object');
  const text = (name: string): string | undefined => {
    const value: unknown = Object.hasOwn(given, name) ? Reflect.get(given, name) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  if (Object.hasOwn(given, 'd') || Object.hasOwn(given, 'k')) throw new Error('send the public half only');
  const kty = text('kty') ?? '';
  const names = Object.hasOwn(members, kty) ? members[kty] : undefined;
  if (!names) throw new Error('kty must be EC, OKP or RSA');
  const essence = Object.fromEntries(names.map((name) => [name, text(name) ?? '']));
  refuseWeak(essence);
  const kid = createHash('sha256').update(JSON.stringify(essence)).digest('base64url');
  return { jwk: { ...essence, kid, use: 'sig' }, kid };
}

function refuseWeak(jwk: Record<string, string>): void {
  const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({ key: jwk, format: 'jwk' });
  const bits = asymmetricKeyDetails?.modulusLength ?? 0;
  const fit =
    asymmetricKeyType === 'ed25519' ||
    (asymmetricKeyType === 'ec' && jwk['crv'] === 'P-256') ||
    (asymmetricKeyType === 'rsa' && bits >= 2048);
  if (!fit) throw new Error('the key must be EC P-256, Ed25519 or RSA of at least 2048 bits');
}
