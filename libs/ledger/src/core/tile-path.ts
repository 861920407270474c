import { count } from './strict.js';
import { TILE_WIDTH } from './tile.js';

/** Which part of a log a client asks for: hashes of a level, or the entries themselves; `width` from 1 to 256. */
export type TileAddress = Readonly<{ level: number | 'entries'; index: number; width: number }>;

/** C2SP tlog-tiles v0.1.0: levels of two digits at the most. */
const MAX_LEVEL = 63;

/**
 * The path of a tile below `tile/` (C2SP tlog-tiles v0.1.0): the index in groups of three digits, all but the last with
 * an `x` in front (1234067 is `x001/x234/067`), and `.p/<width>` when the tile is not full.
 */
export function tilePath({ level, index, width }: TileAddress): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `${level}/${path}${width < TILE_WIDTH ? `.p/${width}` : ''}`;
}

/** Reads the path of a tile; null for every other text, also for another spelling of the same tile. */
export function parseTilePath(path: string): TileAddress | null {
  const [, first = '', groups = '', part] =
    /^(\d{1,2}|entries)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path) ?? [];
  const level = first === 'entries' ? ('entries' as const) : count(first);
  const index = count(groups.replaceAll(/[x/]/g, '').replace(/^0+(?=\d)/, ''));
  const width = part === undefined ? TILE_WIDTH : count(part);
  if (level === null || index === null || width === null || (level !== 'entries' && level > MAX_LEVEL)) return null;
  const address = { level, index, width };
  return width > 0 && tilePath(address) === path ? address : null;
}
