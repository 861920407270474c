import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { base64, isPlain } from './strict.js';

/** Signature type of plain Ed25519 (C2SP signed-note v1.0.0). */
const ED25519 = Buffer.from([0x01]);
/** What stands before the 32 raw bytes in the DER forms that Node reads (RFC 8410 §4, §7). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
/** More signature lines than any honest note has; C2SP asks for at least 16. */
const MAX_SIGNATURES = 100;

export type Signer = Readonly<{ name: string; key: KeyObject }>;
/** A key that the verifier holds; `id` is the key id in hex. */
export type TrustedKey = Readonly<{ name: string; id: string; key: KeyObject }>;
export type OpenedNote =
  | Readonly<{ ok: true; text: string; signedBy: readonly TrustedKey[] }>
  | Readonly<{ ok: false; because: 'malformed' | 'unknown-signer' | 'bad-signature' }>;

/** A signer from an Ed25519 seed (RFC 8032 §5.1.5) of 32 bytes. */
export function signerOf(name: string, seed: Uint8Array): Signer {
  if (seed.length !== 32) throw new RangeError('an Ed25519 seed has 32 bytes');
  return {
    name: named(name),
    key: createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' }),
  };
}

/** The verifier key to publish: `<name>+<key id in hex>+<base64(type ‖ key)>`. */
export function vkeyOf(signer: Signer): string {
  const raw = rawKey(signer.key);
  return `${signer.name}+${keyId(signer.name, raw)}+${Buffer.concat([ED25519, raw]).toString('base64')}`;
}

/** Reads a verifier key; throws when it is malformed, of another type, or its id is not the one of its key. */
export function parseVkey(vkey: string): TrustedKey {
  const [, name, id, body] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? [];
  const bytes = body === undefined ? null : base64(body);
  if (!name || !id || bytes?.length !== 33 || bytes[0] !== ED25519[0]) throw new TypeError('not an Ed25519 vkey');
  const raw = bytes.subarray(1);
  if (keyId(named(name), raw) !== id) throw new TypeError('the vkey has the id of another key');
  return { name, id, key: createPublicKey({ key: Buffer.concat([SPKI, raw]), format: 'der', type: 'spki' }) };
}

/** Signs a text that ends in a newline (C2SP signed-note v1.0.0). Throws when no note could hold the text. */
export function signNote(text: string, signers: readonly Signer[]): string {
  if (!text.endsWith('\n') || !isPlain(text)) throw new TypeError('a note is plain text that ends in a newline');
  const lines = signers.map(({ name, key }) => {
    const body = Buffer.concat([Buffer.from(keyId(name, rawKey(key)), 'hex'), sign(null, Buffer.from(text), key)]);
    return `\u2014 ${name} ${body.toString('base64')}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

/**
 * The text of a note, once a trusted key has verified it. Signatures of unknown keys are ignored; one of a trusted key
 * that fails rejects the whole note, whatever stands beside it.
 */
export function openNote(note: string, trusted: readonly TrustedKey[]): OpenedNote {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n') || !isPlain(note)) return { ok: false, because: 'malformed' };
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) return { ok: false, because: 'malformed' };
  const signedBy: TrustedKey[] = [];
  let bad = false;
  for (const line of lines) {
    const [, name, body] = /^\u2014 ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
    const bytes = body === undefined ? null : base64(body);
    if (!name || !isKeyName(name) || !bytes || bytes.length < 5) return { ok: false, because: 'malformed' };
    const id = bytes.toString('hex', 0, 4);
    const known = trusted.find((key) => key.name === name && key.id === id);
    if (!known) continue;
    if (verify(null, Buffer.from(text), known.key, bytes.subarray(4))) signedBy.push(known);
    else bad = true;
  }
  if (bad) return { ok: false, because: 'bad-signature' };
  return signedBy.length > 0 ? { ok: true, text, signedBy } : { ok: false, because: 'unknown-signer' };
}

/** Key id in hex: the first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key). */
const keyId = (name: string, raw: Uint8Array): string =>
  createHash('sha256').update(`${name}\n`).update(ED25519).update(raw).digest('hex').slice(0, 8);

const rawKey = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI.length);

const isKeyName = (name: string): boolean => /^[^\p{White_Space}+]+$/u.test(name) && isPlain(name);
function named(name: string): string {
  if (!isKeyName(name)) throw new TypeError('a key name is not empty and has neither spaces nor plus signs');
  return name;
}
