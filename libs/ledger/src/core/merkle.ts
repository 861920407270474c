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

/**
 * The right edge of a tree of `size` leaves: the roots of its perfect subtrees in base64, largest first, one for each
 * 1 in the binary form of `size`. It is all that is needed to grow the tree, and its own JSON form.
 */
export type Frontier = Readonly<{ size: number; hashes: readonly string[] }>;

export const emptyFrontier: Frontier = { size: 0, hashes: [] };

/** The frontier with one leaf more; O(log n), and O(1) on average. Throws when `frontier` is not one. */
export function append(frontier: Frontier, leaf: Uint8Array): Frontier {
  const hashes = [...checked(frontier).hashes];
  let right: Uint8Array = leaf;
  for (let rest = frontier.size; rest % 2 === 1; rest = (rest - 1) / 2) right = nodeHash(decode(hashes.pop()), right);
  return { size: frontier.size + 1, hashes: [...hashes, Buffer.from(right).toString('base64')] };
}

/** The root hash of the tree that ends in this frontier. Throws when `frontier` is not one. */
export function root(frontier: Frontier): Buffer {
  return (
    checked(frontier)
      .hashes.map(decode)
      .reduceRight<Buffer | null>((right, left) => (right ? nodeHash(left, right) : left), null) ?? emptyRoot()
  );
}

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

/** A stored frontier that lost a hash would yield a wrong root for ever, so it is refused before it is used. */
function checked(frontier: Frontier): Frontier {
  let ones = 0;
  for (let rest = frontier.size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  if (!Number.isSafeInteger(frontier.size) || frontier.size < 0 || ones !== frontier.hashes.length) {
    throw new RangeError(`a frontier of ${frontier.size} leaves cannot have ${frontier.hashes.length} hashes`);
  }
  return frontier;
}

function decode(hash: string | undefined): Buffer {
  const bytes = Buffer.from(hash ?? '', 'base64');
  if (bytes.length !== 32) throw new RangeError('a frontier holds hashes of 32 bytes');
  return bytes;
}
