import { describe, expect, it } from 'vitest';
import { emptyRoot, leafHash, nodeHash, rootOf } from './merkle.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
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
    'has the reference root at %i leaves [ledger.tree.vectors]',
    (size, expected) => {
      expect(hex(rootOf(leaves.slice(0, size)))).toBe(expected);
    },
  );

  it.each([
    [255, 'bb3b9743e08118ea583ae77df04a1449a0601cde6f75146d79c2cab6366ce210'],
    [256, '15e2dd4973ae44de8c8cf3048fd98d17adaaea6287f4e0606a55a643617408c0'],
    [257, 'd418c0873259bce7d0561ab004486112416c1c4490865415342bfe06e673146c'],
    [70_000, '0759167a0f98e35e802d46ff7c7d29d2c3f03a63a256deb6abbff357a91b63b1'],
  ])('has the known root over %i index leaves [ledger.tree.vectors]', (size, expected) => {
    expect(hex(rootOf(Array.from({ length: size }, (_, index) => indexLeaf(index))))).toBe(expected);
  });

  it('tells a leaf from a node by its first byte', () => {
    const [a, b] = [leaves[0]!, leaves[1]!];
    expect(leafHash(Buffer.concat([a, b])).equals(nodeHash(a, b))).toBe(false);
    expect(hex(emptyRoot())).toBe(roots[0]);
  });
});
