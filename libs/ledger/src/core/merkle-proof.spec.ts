import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash, rootOf } from './merkle.js';
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from './merkle-proof.js';

const reference = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const leaves = reference.map((text) => leafHash(Buffer.from(text, 'hex')));
const hex = (hashes: readonly Buffer[]) => hashes.map((hash) => hash.toString('hex'));
const rootAt = (size: number) => rootOf(leaves.slice(0, size));
const rootHex = (size: number) => rootAt(size).toString('hex');

const BC1A = 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b';
const CA85 = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0';
const OEBC = '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a';
const F508 = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e';

describe('proofs', () => {
  it.each([
    [5, 8, [BC1A, CA85, rootHex(4)]],
    [2, 3, [rootHex(2)]],
    [0, 1, []],
  ])('inclusion of leaf %i in %i is the published one [ledger.proof.vectors]', (index, size, expected) => {
    expect(hex(inclusionProof(leaves.slice(0, size), index))).toEqual(expected);
  });

  it.each([
    [6, 8, [OEBC, CA85, rootHex(4)]],
    [2, 5, [F508, BC1A]],
    [7, 7, []],
    [0, 4, []],
  ])('consistency of %i with %i is the published one [ledger.proof.vectors]', (oldSize, newSize, expected) => {
    expect(hex(consistencyProof(leaves, oldSize, newSize))).toEqual(expected);
  });

  it('are refused for a leaf that is not there', () => {
    for (const index of [8, -1, 1.5]) expect(() => inclusionProof(leaves, index)).toThrow(RangeError);
    const wrong = [[5, 4], [1, 9], [-1, 2], [1.5, 4], [1, 4.5], [1, NaN]] as const; // prettier-ignore
    for (const [m, n] of wrong) expect(() => consistencyProof(leaves, m, n)).toThrow(/^no consistency proof/);
  });
});

const claim = { leafHash: leaves[5]!, index: 5, size: 8, proof: inclusionProof(leaves, 5), root: rootAt(8) };
describe('verifyInclusion', () => {
  it.each([
    ['a flipped leaf', { leafHash: flip(claim.leafHash) }],
    ['a flipped hash', { proof: [claim.proof[0]!, flip(claim.proof[1]!), claim.proof[2]!] }],
    ['a flipped root', { root: flip(claim.root) }],
    ['another index', { index: 4 }],
    ['a larger index', { index: 7 }],
    ['another size', { size: 16 }],
    ['an index outside', { index: 8 }],
    ['a negative index', { index: -1 }],
    ['half an index', { index: 4.5 }],
    ['no size', { size: NaN }],
    ['a proof one hash short', { proof: claim.proof.slice(0, -1) }],
    ['a proof one hash long', { proof: [...claim.proof, rootAt(1)] }],
    ['a hash of another length', { proof: [claim.proof[0]!.subarray(1), ...claim.proof.slice(1)] }],
  ])('fails with %s [ledger.proof.forged]', (_, change) => {
    expect(verifyInclusion(claim)).toBe(true);
    expect(verifyInclusion({ ...claim, ...change })).toBe(false);
  });
});

const growth = {
  oldSize: 6,
  oldRoot: rootAt(6),
  newSize: 8,
  newRoot: rootAt(8),
  proof: consistencyProof(leaves, 6, 8),
};
describe('verifyConsistency', () => {
  it.each([
    ['a flipped old root', { oldRoot: flip(growth.oldRoot) }],
    ['a flipped new root', { newRoot: flip(growth.newRoot) }],
    ['a flipped hash', { proof: [flip(growth.proof[0]!), ...growth.proof.slice(1)] }],
    ['another old size', { oldSize: 5 }],
    ['a negative old size', { oldSize: -1 }],
    ['half an old size', { oldSize: 5.5 }],
    ['no new size', { newSize: NaN }],
    ['a shrunk log', { oldSize: 8, oldRoot: growth.newRoot, newSize: 6, newRoot: growth.oldRoot }],
    ['a fork at equal size', { oldSize: 8, proof: [] }],
    ['hashes between equal sizes', { oldSize: 8, oldRoot: growth.newRoot }],
    ['an empty log of another root', { oldSize: 0, proof: [] }],
    ['a proof one hash short', { proof: growth.proof.slice(0, -1) }],
    ['no proof at all', { proof: [] }],
    ['a proof one hash long', { proof: [...growth.proof, rootAt(1)] }],
  ])('fails with %s [ledger.proof.forged]', (_, change) => {
    expect(verifyConsistency(growth)).toBe(true);
    expect(verifyConsistency({ ...growth, ...change })).toBe(false);
  });
});

it('every log begins with the empty one', () => {
  expect(verifyConsistency({ ...growth, oldSize: 0, oldRoot: rootAt(0), proof: [] })).toBe(true);
  expect(verifyConsistency({ ...growth, oldSize: 0, oldRoot: rootAt(0) })).toBe(false);
});

describe('for any tree', () => {
  const many = Array.from({ length: 300 }, (_, index) => leafHash(Buffer.from(`leaf ${index}`)));
  const sizes = fc.integer({ min: 1, max: 300 });

  it('every inclusion proof verifies, and none does after a single change [ledger.proof.any]', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, pick, bit) => {
        const tree = many.slice(0, size);
        const index = pick % size;
        const whole = { leafHash: tree[index]!, index, size, proof: inclusionProof(tree, index), root: rootOf(tree) };
        expect(verifyInclusion(whole)).toBe(true);
        expect(verifyInclusion({ ...whole, leafHash: flip(whole.leafHash, bit) })).toBe(false);
        expect(verifyInclusion({ ...whole, root: flip(whole.root, bit) })).toBe(false);
        expect(verifyInclusion({ ...whole, proof: [...whole.proof, whole.root] })).toBe(false);
        expect(verifyInclusion({ ...whole, index: (index + 1) % size }) && size > 1).toBe(false);
        for (let at = 0; at < whole.proof.length; at++) {
          expect(verifyInclusion({ ...whole, proof: whole.proof.with(at, flip(whole.proof[at]!, bit)) })).toBe(false);
          expect(verifyInclusion({ ...whole, proof: whole.proof.toSpliced(at, 1) })).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('every consistency proof verifies, and none does after a single change [ledger.proof.any]', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (newSize, pick, bit) => {
        const oldSize = 1 + (pick % newSize);
        const [oldRoot, newRoot] = [rootOf(many.slice(0, oldSize)), rootOf(many.slice(0, newSize))];
        const whole = { oldSize, oldRoot, newSize, newRoot, proof: consistencyProof(many, oldSize, newSize) };
        expect(verifyConsistency(whole)).toBe(true);
        expect(verifyConsistency({ ...whole, oldRoot: flip(oldRoot, bit) })).toBe(false);
        expect(verifyConsistency({ ...whole, newRoot: flip(newRoot, bit) })).toBe(false);
        expect(verifyConsistency({ ...whole, proof: [...whole.proof, newRoot] })).toBe(false);
        for (let at = 0; at < whole.proof.length; at++) {
          expect(verifyConsistency({ ...whole, proof: whole.proof.with(at, flip(whole.proof[at]!, bit)) })).toBe(false);
          expect(verifyConsistency({ ...whole, proof: whole.proof.toSpliced(at, 1) })).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });
});

function flip(hash: Buffer, bit = 0): Buffer {
  const copy = Buffer.from(hash);
  copy[(bit >> 3) % copy.length]! ^= 1 << (bit % 8);
  return copy;
}
