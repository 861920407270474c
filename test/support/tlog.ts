import { createHash, createPublicKey, verify } from 'node:crypto';

/** A reader of tiled logs and proofs as the specifications say, which shares nothing with ours. */
const sha256 = (...parts: Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
export const leafOf = (entry: Uint8Array): Buffer => sha256(Buffer.from([0]), entry);
const node = (left: Uint8Array, right: Uint8Array): Buffer => sha256(Buffer.from([1]), left, right);

/** RFC 6962 §2.1, word by word. */
export function treeHash(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0]!;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return node(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}

/** The root that an inclusion proof leads to (RFC 6962 §2.1.1), from the split of the tree downwards; null if it cannot. */
export function rootByInclusion(leaf: Buffer, index: number, size: number, proof: readonly Buffer[]): Buffer | null {
  if (size === 1) return proof.length === 0 && index === 0 ? leaf : null;
  const sibling = proof.at(-1);
  if (!sibling) return null;
  let k = 1;
  while (k * 2 < size) k *= 2;
  const rest = proof.slice(0, -1);
  const child = index < k ? rootByInclusion(leaf, index, k, rest) : rootByInclusion(leaf, index - k, size - k, rest);
  return child && (index < k ? node(child, sibling) : node(sibling, child));
}

/** Old and new root that a consistency proof leads to (RFC 6962 §2.1.2); `known` is the old root itself. */
export function rootsByConsistency(
  from: number,
  to: number,
  proof: readonly Buffer[],
  known: Buffer | null,
): [Buffer, Buffer] | null {
  if (from === to) {
    const only = known ?? proof[0];
    return only && proof.length === (known ? 0 : 1) ? [only, only] : null;
  }
  const sibling = proof.at(-1);
  if (!sibling) return null;
  let k = 1;
  while (k * 2 < to) k *= 2;
  const rest = proof.slice(0, -1);
  if (from <= k) {
    const below = rootsByConsistency(from, k, rest, known);
    return below && [below[0], node(below[1], sibling)];
  }
  const below = rootsByConsistency(from - k, to - k, rest, null);
  return below && [node(sibling, below[0]), node(sibling, below[1])];
}

/** Origin, size and root of a note whose signature by this verifier key holds. */
export function openCheckpoint(note: string, vkey: string): { origin: string; size: number; root: Buffer } {
  const [, name = '', id = '', key = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? [];
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const line = note.split('\n').find((one) => one.startsWith(`\u2014 ${name} `)) ?? '';
  const signature = Buffer.from(line.split(' ')[2] ?? '', 'base64');
  const raw = Buffer.from(key, 'base64').subarray(1);
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
  const signer = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  if (signature.toString('hex', 0, 4) !== id || !verify(null, Buffer.from(text), signer, signature.subarray(4))) {
    throw new Error('the note is not signed by this key');
  }
  const [origin = '', size, root = ''] = text.split('\n');
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') };
}

/** The entries of a bundle (C2SP tlog-tiles v0.1.0). */
export function unbundled(bytes: Buffer): string[] {
  const entries: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt16BE(at);
    entries.push(bytes.toString('utf8', at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}

/** The paths of all tiles of a level in a tree of this size (C2SP tlog-tiles v0.1.0), for less than a million tiles. */
export function tilePaths(level: number | 'entries', size: number): { path: string; from: number; width: number }[] {
  const hashes = Math.floor(size / 256 ** (level === 'entries' ? 0 : level));
  return Array.from({ length: Math.ceil(hashes / 256) }, (_, index) => {
    const width = Math.min(256, hashes - index * 256);
    const [high, low] = [Math.floor(index / 1000), String(index % 1000).padStart(3, '0')];
    const number = high > 0 ? `x${String(high).padStart(3, '0')}/${low}` : low;
    return { path: `${level}/${number}${width < 256 ? `.p/${width}` : ''}`, from: index * 256, width };
  });
}
