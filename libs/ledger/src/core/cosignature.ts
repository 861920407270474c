import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { base64 } from './strict.js';

/** Signature type of an Ed25519 cosignature (C2SP tlog-cosignature v1). */
const COSIGNATURE = Buffer.from([0x04]);
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** A witness as we know it; `id` is the key id in hex. */
export type WitnessKey = Readonly<{ name: string; id: string; key: KeyObject }>;

/** @throws when it is malformed, of another type, or its id is not the one of its key */
export function parseWitnessKey(vkey: string): WitnessKey {
  const [, name, id, body] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(vkey) ?? [];
  const bytes = body === undefined ? null : base64(body);
  if (!name || !id || bytes?.length !== 33 || bytes[0] !== COSIGNATURE[0]) throw new TypeError('not a witness key');
  const digest = createHash('sha256').update(`${name}\n`).update(bytes).digest('hex');
  if (!digest.startsWith(id)) throw new TypeError('the witness key has the id of another key');
  const key = createPublicKey({ key: Buffer.concat([SPKI, bytes.subarray(1)]), format: 'der', type: 'spki' });
  return { name, id, key };
}

/**
 * The signature line of the witness among `lines` if it cosigns exactly this note (C2SP tlog-cosignature v1): the time
 * in seconds, and then the signature over it and the note's text. Null when there is none that verifies.
 */
export function cosignatureIn(lines: string, note: string, witness: WitnessKey): string | null {
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  for (const line of lines.split('\n')) {
    const [, name, body] = /^\u2014 ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
    const bytes = body === undefined ? null : base64(body);
    if (name !== witness.name || bytes?.length !== 76 || bytes.toString('hex', 0, 4) !== witness.id) continue;
    const signed = Buffer.from(`cosignature/v1\ntime ${bytes.readBigUInt64BE(4)}\n${text}`);
    if (verify(null, signed, witness.key, bytes.subarray(12))) return `${line}\n`;
  }
  return null;
}
