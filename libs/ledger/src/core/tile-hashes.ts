import { emptyRoot, nodeHash } from './merkle.js';
import type { Range } from './merkle-proof.js';
import { HASH_BYTES, TILE_WIDTH, type Tile, perfectRoot, widthOf } from './tile.js';

/** The leaves from `index * 2^height` on, 2^height of them: a subtree that no later leaf changes. */
type Subtree = Readonly<{ height: number; index: number }>;

/** A tile that is needed, and how many of its hashes. */
type WantedTile = Readonly<{ level: number; index: number; width: number }>;

/** Each level of tiles stands for so many levels of the tree. */
const HEIGHT = 8;

/** What must be read to know the roots over these ranges: O(log n) tiles for the ranges of a proof. */
export function tilesUnder(ranges: readonly Range[]): WantedTile[] {
  const wanted = new Map<string, WantedTile>();
  for (const subtree of ranges.flatMap(subtreesOf)) {
    const { level, index, from, count } = placeOf(subtree);
    const key = `${level}/${index}`;
    wanted.set(key, { level, index, width: Math.max(wanted.get(key)?.width ?? 0, from + count) });
  }
  return [...wanted.values()];
}

/**
 * The root over a range of leaves as RFC 6962 splits trees; of an empty one, that of the empty log.
 * @throws RangeError when a tile that `tilesUnder` names is not among these, or holds too few hashes
 */
export function rootFrom(tiles: readonly Tile[], range: Range): Buffer {
  const roots = subtreesOf(range).map((subtree) => hashOf(tiles, subtree));
  return roots.reduceRight<Buffer | null>((right, left) => (right ? nodeHash(left, right) : left), null) ?? emptyRoot();
}

/** The largest subtrees that make up the range, from left to right. */
function subtreesOf({ from, to }: Range): Subtree[] {
  const subtrees: Subtree[] = [];
  for (let at = from; at < to;) {
    let [height, leaves] = [0, 1];
    while (at % (leaves * 2) === 0 && at + leaves * 2 <= to) [height, leaves] = [height + 1, leaves * 2];
    subtrees.push({ height, index: at / leaves });
    at += leaves;
  }
  return subtrees;
}

/** Where the hashes are that make up a subtree's root: a power of two of them in one tile. */
function placeOf({ height, index }: Subtree): { level: number; index: number; from: number; count: number } {
  const count = 2 ** (height % HEIGHT);
  const first = index * count;
  const tile = Math.floor(first / TILE_WIDTH);
  return { level: Math.floor(height / HEIGHT), index: tile, from: first - tile * TILE_WIDTH, count };
}

function hashOf(tiles: readonly Tile[], subtree: Subtree): Buffer {
  const { level, index, from, count } = placeOf(subtree);
  const tile = tiles.find((one) => one.level === level && one.index === index);
  if (!tile || widthOf(tile) < from + count) throw new RangeError(`tile ${index} of level ${level} is not there`);
  return perfectRoot(tile.hashes.subarray(from * HASH_BYTES, (from + count) * HASH_BYTES));
}
