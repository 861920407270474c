import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { append, emptyFrontier, emptyRoot, type Frontier, leafHash, nodeHash, root, rootOf } from './merkle.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const grow = (leaves: readonly Uint8Array[]) => leaves.reduce<Frontier>(append, emptyFrontier);
const indexLeaf = (index: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(index));
  return leafHash(bytes);
};

/** Reference leaves and roots of Certificate Transparency (RFC 6962). */
const reference = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const leaves = reference.map((text) => leafHash(Buffer.from(text, 'hex')));
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('the Merkle tree', () => {
  it.each(roots.map((expected, size) => [size, expected] as const))(
    'has the reference root at %i leaves, at once and leaf by leaf [ledger.tree.vectors]',
    (size, expected) => {
      expect(hex(rootOf(leaves.slice(0, size)))).toBe(expected);
      expect(hex(root(grow(leaves.slice(0, size))))).toBe(expected);
    },
  );

  it('has the known roots over index leaves up to 70,000, leaf by leaf [ledger.tree.vectors]', () => {
    const sizes = [255, 256, 257, 70_000];
    const found: string[] = [];
    let frontier = emptyFrontier;
    for (let index = 0; index < 70_000; index++) {
      frontier = append(frontier, indexLeaf(index));
      if (sizes.includes(frontier.size)) found.push(hex(root(frontier)));
    }
    expect(found).toEqual([
      'bb3b9743e08118ea583ae77df04a1449a0601cde6f75146d79c2cab6366ce210',
      '15e2dd4973ae44de8c8cf3048fd98d17adaaea6287f4e0606a55a643617408c0',
      'd418c0873259bce7d0561ab004486112416c1c4490865415342bfe06e673146c',
      '0759167a0f98e35e802d46ff7c7d29d2c3f03a63a256deb6abbff357a91b63b1',
    ]);
    expect(frontier.hashes).toHaveLength(6);
  });

  it('tells a leaf from a node by its first byte', () => {
    const [a, b] = [leaves[0]!, leaves[1]!];
    expect(leafHash(Buffer.concat([a, b])).equals(nodeHash(a, b))).toBe(false);
    expect(hex(emptyRoot())).toBe(roots[0]);
  });
});

describe('the frontier', () => {
  it('survives JSON at every size, and never changes in place [ledger.tree.frontier]', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), (a, b) => {
        const all = Array.from({ length: a + b }, (_, index) => indexLeaf(index));
        const before = grow(all.slice(0, a));
        const text = JSON.stringify(before);
        const after = all.slice(a).reduce<Frontier>(append, JSON.parse(text) as Frontier);
        expect(JSON.stringify(before)).toBe(text);
        expect(hex(root(after))).toBe(hex(rootOf(all)));
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['a hash too few', { size: 3, hashes: [leaves[0]!.toString('base64')] }],
    ['a hash too many', { size: 0, hashes: [leaves[0]!.toString('base64')] }],
    ['a short hash', { size: 1, hashes: ['AAAA'] }],
    ['a negative size', { size: -1, hashes: [] }],
    ['no size', { size: NaN, hashes: [] }],
    ['a size that is no count', { size: 1.5, hashes: [leaves[0]!.toString('base64')] }],
  ])('with %s is refused, not grown into a wrong root [ledger.tree.frontier]', (_, broken) => {
    expect(() => root(broken)).toThrow(RangeError);
    expect(() => append(append(broken, leaves[0]!), leaves[0]!)).toThrow(RangeError);
  });
});
