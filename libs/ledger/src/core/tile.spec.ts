import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash, rootOf } from './merkle.js';
import { consistencyProof, consistencyRanges, inclusionProof, inclusionRanges } from './merkle-proof.js';
import { rootFrom, tilesUnder } from './tile-hashes.js';
import { parseTilePath, tilePath } from './tile-path.js';
import { type Tile, edgeOf, grow, widthOf } from './tile.js';

const indexLeaf = (index: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(index));
  return leafHash(bytes);
};

/** Every tile of a log that grew by these many leaves at a time. */
function built(leaves: readonly Buffer[], steps: readonly number[]): Tile[] {
  const tiles = new Map<string, Tile>();
  let size = 0;
  for (const step of [...steps, leaves.length]) {
    const added = leaves.slice(size, Math.min(size + step, leaves.length));
    const edge = edgeOf(size).map(({ level, index }) => tiles.get(`${level}/${index}`)!);
    for (const tile of grow(size, edge, Buffer.concat(added))) tiles.set(`${tile.level}/${tile.index}`, tile);
    size += added.length;
  }
  return [...tiles.values()];
}

describe('tiles', () => {
  it('of 70,000 index leaves are the published ones, and give the published root [ledger.tiles.vectors]', () => {
    const tiles = built(
      Array.from({ length: 70_000 }, (_, index) => indexLeaf(index)),
      [1, 300, 255, 256, 40_000],
    );
    const widths = (level: number): number[] => tiles.filter((tile) => tile.level === level).map(widthOf);
    expect(widths(0).filter((width) => width === 256)).toHaveLength(273);
    expect(widths(0).filter((width) => width < 256)).toEqual([112]);
    expect(widths(1).sort((a, b) => a - b)).toEqual([17, 256]);
    expect(widths(2)).toEqual([1]);
    expect(tiles.filter(({ level }) => level > 2)).toEqual([]);
    const root = rootFrom(tiles, { from: 0, to: 70_000 }).toString('hex');
    expect(root).toBe('0759167a0f98e35e802d46ff7c7d29d2c3f03a63a256deb6abbff357a91b63b1');
    expect(rootFrom(tiles, { from: 0, to: 257 }).toString('hex')).toBe(
      'd418c0873259bce7d0561ab004486112416c1c4490865415342bfe06e673146c',
    );
    expect(edgeOf(70_000)).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
  });

  it('give every root and proof that the leaves give, however the log grew, and its edge gives its root [ledger.tiles.any]', () => {
    const many = Array.from({ length: 2_000 }, (_, index) => indexLeaf(index));
    const steps = fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), steps, fc.nat(), fc.nat(), (length, by, pick, other) => {
        const leaves = many.slice(0, length);
        const tiles = built(leaves, by);
        const size = 1 + (pick % length);
        const [index, older] = [other % size, other % (size + 1)];
        const asLeaves = leaves.slice(0, size);
        const wanted = (ranges: readonly { from: number; to: number }[]): Tile[] =>
          tilesUnder(ranges).map(({ level, index: n, width }) => {
            const tile = tiles.find((one) => one.level === level && one.index === n)!;
            return { ...tile, hashes: tile.hashes.subarray(0, width * 32) };
          });
        const roots = (ranges: readonly { from: number; to: number }[]) =>
          ranges.map((range) => rootFrom(wanted(ranges), range));
        expect(roots([{ from: 0, to: size }])).toEqual([rootOf(asLeaves)]);
        expect(roots(inclusionRanges(index, size))).toEqual(inclusionProof(asLeaves, index));
        expect(roots(consistencyRanges(older, size))).toEqual(consistencyProof(asLeaves, older, size));
        const edge = tiles.filter((tile) =>
          edgeOf(length).some((at) => at.level === tile.level && at.index === tile.index),
        );
        expect(rootFrom(edge, { from: 0, to: length })).toEqual(rootOf(leaves));
        expect(tilesUnder(inclusionRanges(index, size)).length).toBeLessThanOrEqual(2 * 3);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['that lost a hash', (tile: Tile) => [{ ...tile, hashes: tile.hashes.subarray(32) }]],
    ['of another index', (tile: Tile) => [{ ...tile, index: 1 }]],
    ['of another level', (tile: Tile) => [{ ...tile, level: 1 }]],
    ['that is missing', () => []],
    ['with a stranger beside it', (tile: Tile) => [tile, { ...tile, index: 9 }]],
  ])('%s are refused, not grown into a wrong root [ledger.tiles.edge]', (_, broken) => {
    const [tile] = grow(0, [], Buffer.concat([indexLeaf(0), indexLeaf(1)]));
    expect(() => grow(2, broken(tile!), indexLeaf(2))).toThrow('not the edge');
  });
});

it.each([
  ['a hash', (tile: Tile) => [{ ...tile, hashes: tile.hashes.subarray(32) }]],
  ['all', () => []],
])('no root comes from a tile that lost %s [ledger.tiles.edge]', (_, broken) => {
  const [tile] = grow(0, [], Buffer.concat([indexLeaf(0), indexLeaf(1)]));
  expect(() => rootFrom(broken(tile!), { from: 0, to: 2 })).toThrow(RangeError);
});

describe('the path of a tile', () => {
  it.each([
    ['0/x001/x234/067', { level: 0, index: 1_234_067, width: 256 }],
    ['63/000', { level: 63, index: 0, width: 256 }],
    ['entries/273.p/112', { level: 'entries', index: 273, width: 112 }],
    ['1/x001/000.p/255', { level: 1, index: 1_000, width: 255 }],
  ] as const)('is as C2SP writes it: %s [ledger.tiles.path]', (path, address) => {
    expect(tilePath(address)).toBe(path);
    expect(parseTilePath(path)).toEqual(address);
  });

  it.each([
    '64/000', '00/000', '0/0', '0/1000', '0/x001/0', '0/x000/001', '0/001.p/0', '0/001.p/256', '0/001.p/01', '0/001.p/',
    '0/001/', '0/x001', '-1/000', 'entry/000', '0/../../etc', '0/001.p/1/2', '0/001\n', '', '0', '0/x99/x999/x999/x999/x999/x999/999',
    '0/x999/x999/x999/x999/x999/x999/999',
  ])('has one spelling only, so that %j is none [ledger.tiles.path]', (path) => {
    expect(parseTilePath(path)).toBeNull();
  }); // prettier-ignore
});
