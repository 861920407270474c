import { nodeHash } from './merkle.js';

/** Hashes of a full tile, and so the leaves under each hash of the level above (C2SP tlog-tiles v0.1.0). */
export const TILE_WIDTH = 256;
export const HASH_BYTES = 32;
const TILE_BYTES = TILE_WIDTH * HASH_BYTES;

/**
 * Up to 256 neighbouring hashes of one level of the tree: hash `n` of level `l` is the root over the leaves from
 * `n * 256^l` on, 256^l of them. `hashes` are its hashes one after the other.
 */
export type Tile = Readonly<{ level: number; index: number; hashes: Buffer }>;

export const widthOf = (tile: Pick<Tile, 'hashes'>): number => tile.hashes.length / HASH_BYTES;

/** The root of a perfect subtree over 2^n hashes, given one after the other. */
export function perfectRoot(hashes: Buffer): Buffer {
  if (hashes.length === HASH_BYTES) return hashes;
  const above = Buffer.allocUnsafe(hashes.length / 2);
  for (let at = 0; at < above.length; at += HASH_BYTES) {
    const right = 2 * at + HASH_BYTES;
    nodeHash(hashes.subarray(2 * at, right), hashes.subarray(right, right + HASH_BYTES)).copy(above, at);
  }
  return perfectRoot(above);
}

/** The tiles of the right edge of a tree that are not full: where it grows. Levels whose last tile is full have none. */
export function edgeOf(size: number): Readonly<{ level: number; index: number; width: number }>[] {
  const edge = [];
  for (let [level, rest] = [0, size]; rest > 0; [level, rest] = [level + 1, Math.floor(rest / TILE_WIDTH)]) {
    if (rest % TILE_WIDTH > 0) edge.push({ level, index: Math.floor(rest / TILE_WIDTH), width: rest % TILE_WIDTH });
  }
  return edge;
}

/**
 * The tiles that differ once the leaf hashes are added to a tree of `size` leaves, full ones among them; O(leaves).
 * @param edge the tiles of `edgeOf(size)`
 * @param leaves one or more hashes, one after the other
 * @throws RangeError when the edge is not the one of this size
 */
export function grow(size: number, edge: readonly Tile[], leaves: Buffer): Tile[] {
  const open = new Map(checkedEdge(size, edge).map((tile) => [tile.level, tile.hashes]));
  const grown: Tile[] = [];
  let [level, from, added] = [0, size, leaves];
  while (added.length > 0) {
    const first = Math.floor(from / TILE_WIDTH);
    const hashes = Buffer.concat([open.get(level) ?? Buffer.alloc(0), added]);
    const roots: Buffer[] = [];
    for (let at = 0; at < hashes.length; at += TILE_BYTES) {
      const tile = { level, index: first + at / TILE_BYTES, hashes: hashes.subarray(at, at + TILE_BYTES) };
      grown.push(tile);
      if (widthOf(tile) === TILE_WIDTH) roots.push(perfectRoot(tile.hashes));
    }
    [level, from, added] = [level + 1, first, Buffer.concat(roots)];
  }
  return grown;
}

/** A tile that lost a hash would yield a wrong root for ever, so that it is refused before it is used. */
function checkedEdge(size: number, tiles: readonly Tile[]): readonly Tile[] {
  const edge = edgeOf(size);
  const fits = edge.every(({ level, index, width }) =>
    tiles.some((tile) => tile.level === level && tile.index === index && widthOf(tile) === width),
  );
  if (!fits || tiles.length !== edge.length) throw new RangeError(`not the edge of a tree of ${size} leaves`);
  return tiles;
}
