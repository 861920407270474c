import { nodeHash, rootOfRange, splitOf } from './merkle.js';

/** The leaves `from` (inclusive) to `to` (exclusive); a proof is the roots over some of these. */
export type Range = Readonly<{ from: number; to: number }>;

/** Hashes from the leaf's sibling up to the root's child (RFC 6962 §2.1.1). Throws when there is no such leaf. */
export const inclusionProof = (leafHashes: readonly Uint8Array[], index: number): Buffer[] =>
  inclusionRanges(index, leafHashes.length).map(({ from, to }) => rootOfRange(leafHashes, from, to));

/** What an inclusion proof is made of: the ranges over whose leaves its hashes are. */
export function inclusionRanges(index: number, size: number): Range[] {
  if (!isCount(index) || !isCount(size) || index >= size) throw new RangeError(`there is no leaf ${index}`);
  const path = (from: number, to: number): Range[] => {
    if (to - from === 1) return [];
    const middle = from + splitOf(to - from);
    return index < middle ? [...path(from, middle), { from: middle, to }] : [...path(middle, to), { from, to: middle }];
  };
  return path(0, size);
}

/**
 * Proof that the first `oldSize` leaves are a prefix of the first `newSize` (RFC 6962 §2.1.2); empty when the sizes
 * are equal or the old tree is empty. Throws when the sizes do not fit.
 */
export function consistencyProof(leafHashes: readonly Uint8Array[], oldSize: number, newSize: number): Buffer[] {
  if (newSize > leafHashes.length)
    throw new RangeError(`no consistency proof to ${newSize} in ${leafHashes.length} leaves`);
  return consistencyRanges(oldSize, newSize).map(({ from, to }) => rootOfRange(leafHashes, from, to));
}

/** What a consistency proof is made of: the ranges over whose leaves its hashes are. */
export function consistencyRanges(oldSize: number, newSize: number): Range[] {
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize) {
    throw new RangeError(`no consistency proof from ${oldSize} to ${newSize}`);
  }
  // `known` tells that the verifier already holds this very subtree: it is the old root itself.
  const path = (from: number, to: number, known: boolean): Range[] => {
    if (oldSize === to) return known ? [] : [{ from, to }];
    const middle = from + splitOf(to - from);
    return oldSize <= middle
      ? [...path(from, middle, known), { from: middle, to }]
      : [...path(middle, to, false), { from, to: middle }];
  };
  return oldSize === 0 ? [] : path(0, newSize, true);
}

/** Whether the leaf stands at `index` in the tree of `size` leaves under `root` (RFC 9162 §2.1.3.2). */
export function verifyInclusion(claim: {
  leafHash: Uint8Array;
  index: number;
  size: number;
  proof: readonly Uint8Array[];
  root: Uint8Array;
}): boolean {
  const { index, size, proof, root } = claim;
  if (!isCount(index) || !isCount(size) || index >= size || !proof.every(isHash)) return false;
  let [node, last, hash]: [number, number, Uint8Array] = [index, size - 1, claim.leafHash];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && same(hash, root);
}

/** Whether the tree `newRoot` of `newSize` leaves begins with the tree `oldRoot` of `oldSize` (RFC 9162 §2.1.4.2). */
export function verifyConsistency(claim: {
  oldSize: number;
  oldRoot: Uint8Array;
  newSize: number;
  newRoot: Uint8Array;
  proof: readonly Uint8Array[];
}): boolean {
  const { oldSize, oldRoot, newSize, newRoot, proof } = claim;
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize || !proof.every(isHash)) return false;
  if (oldSize === newSize) return proof.length === 0 && same(oldRoot, newRoot);
  if (oldSize === 0) return proof.length === 0 && same(oldRoot, rootOfRange([], 0, 0));
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : [...proof];
  let [node, last] = [oldSize - 1, newSize - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  const first = path.shift();
  if (!first) return false;
  let [old, fresh] = [first, first];
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      old = nodeHash(sibling, old);
      fresh = nodeHash(sibling, fresh);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      fresh = nodeHash(fresh, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && same(old, oldRoot) && same(fresh, newRoot);
}

// Division and not a shift: bit operators cut numbers to 32 bits.
const half = (value: number): number => Math.floor(value / 2);
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isHash = (value: Uint8Array): boolean => value.length === 32;
const isPowerOfTwo = (value: number): boolean => value === 1 || splitOf(value) * 2 === value;
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(b);
