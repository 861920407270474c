import { createHash } from 'node:crypto';

const LEAF = Buffer.from([0x00]);
const NODE = Buffer.from([0x01]);
const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Hash of a leaf: SHA-256(0x00 ‖ entry) (RFC 6962 §2.1). */
export const leafHash = (entry: Uint8Array): Buffer => sha256(LEAF, entry);

/** Hash of an inner node: SHA-256(0x01 ‖ left ‖ right) (RFC 6962 §2.1). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(NODE, left, right);

/** Root of a log without entries: SHA-256 of nothing (RFC 6962 §2.1). */
export const emptyRoot = (): Buffer => sha256();

/** The root over leaf hashes in order (Merkle Tree Hash, RFC 6962 §2.1). */
export const rootOf = (leafHashes: readonly Uint8Array[]): Buffer => rootOfRange(leafHashes, 0, leafHashes.length);

/** The same over the leaves `from` (inclusive) to `to` (exclusive). */
export function rootOfRange(leafHashes: readonly Uint8Array[], from: number, to: number): Buffer {
  const [only] = leafHashes.slice(from, from + 1);
  if (to <= from || !only) return emptyRoot();
  if (to - from === 1) return Buffer.from(only);
  const middle = from + splitOf(to - from);
  return nodeHash(rootOfRange(leafHashes, from, middle), rootOfRange(leafHashes, middle, to));
}

/** The largest power of two below `size` (RFC 6962 §2.1); `size` is at least 2. */
export function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}
