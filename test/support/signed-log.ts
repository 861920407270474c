import { createHash, createHmac, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';

/** Checkpoints, cosignatures and commitments made from the specifications alone, to test those who make and read them. */

const ORIGIN = 'surety.test/signed';
const keyOf = (seed: number): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)]),
    format: 'der',
    type: 'pkcs8',
  });
const rawOf = (key: KeyObject): Buffer => createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(12);
const idOf = (name: string, type: number, raw: Buffer): Buffer =>
  createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.from([type]))
    .update(raw)
    .digest()
    .subarray(0, 4);
const vkeyOf = (name: string, type: number, raw: Buffer): string =>
  `${name}+${idOf(name, type, raw).toString('hex')}+${Buffer.concat([Buffer.from([type]), raw]).toString('base64')}`;

/** The verifier key under which `noteOf` signs. */
export const vkey = vkeyOf(ORIGIN, 1, rawOf(keyOf(1)));

/** RFC 6962 §2.1. */
export function rootOf(leaves: readonly Buffer[]): Buffer {
  const [first] = leaves;
  if (!first) return createHash('sha256').digest();
  if (leaves.length === 1) return first;
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  const sides = [rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half))];
  return createHash('sha256')
    .update(Buffer.concat([Buffer.from([1]), ...sides]))
    .digest();
}

/** A signed checkpoint over leaf hashes; with another seed, by another key of the same name. */
export function noteOf(leaves: readonly Buffer[], seed = 1): string {
  const key = keyOf(seed);
  const text = `${ORIGIN}\n${leaves.length}\n${rootOf(leaves).toString('base64')}\n`;
  const line = Buffer.concat([idOf(ORIGIN, 1, rawOf(key)), sign(null, Buffer.from(text), key)]);
  return `${text}\n\u2014 ${ORIGIN} ${line.toString('base64')}\n`;
}

export type Witness = Readonly<{ name: string; key: KeyObject; vkey: string }>;
export function witness(name: string, seed: number): Witness {
  const key = keyOf(seed);
  return { name, key, vkey: vkeyOf(name, 4, rawOf(key)) };
}

/** The line by which a witness cosigns a note (C2SP tlog-cosignature v1). */
export function cosign(note: string, { name, key }: Witness, time = 1_795_219_200): string {
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const seconds = Buffer.alloc(8);
  seconds.writeBigUInt64BE(BigInt(time));
  const signature = sign(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), key);
  const line = Buffer.concat([idOf(name, 4, rawOf(key)), seconds, signature]);
  return `\u2014 ${name} ${line.toString('base64')}\n`;
}

/** Of a value whose JSON is its canonical text. */
export const commitmentOf = (salt: Buffer, field: string, value: string): string =>
  createHmac('sha256', salt)
    .update(`surety/commit/v1\n${field}\n${JSON.stringify(value)}`)
    .digest('base64url');
