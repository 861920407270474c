import type { Tx } from '@app/database';
import type { Range } from './core/merkle-proof.js';
import { rootFrom, tilesUnder } from './core/tile-hashes.js';
import { HASH_BYTES, type Tile } from './core/tile.js';

type Stored = Readonly<{ level: number; idx: string; hashes: Buffer }>;

/**
 * Those of the tiles that are stored, in no order.
 * @param wanted with `width`, only so many hashes of a tile are read
 */
export async function readTiles(
  tx: Tx,
  tenant: string,
  wanted: readonly Readonly<{ level: number; index: number; width: number }>[],
): Promise<Tile[]> {
  const rows = await tx.query<Stored[]>(
    `SELECT t.level, t.idx, substring(t.hashes FOR w.bytes) AS hashes
     FROM unnest($2::int[], $3::bigint[], $4::int[]) AS w (level, idx, bytes)
     JOIN ledger_tile t ON t.tenant_id = $1 AND t.level = w.level AND t.idx = w.idx`,
    [
      tenant,
      wanted.map(({ level }) => level),
      wanted.map(({ index }) => index),
      wanted.map(({ width }) => width * HASH_BYTES),
    ],
  );
  return rows.map(({ level, idx, hashes }) => ({ level, index: Number(idx), hashes }));
}

export async function writeTiles(tx: Tx, tenant: string, tiles: readonly Tile[]): Promise<void> {
  await tx.query(
    `INSERT INTO ledger_tile (tenant_id, level, idx, hashes)
     SELECT $1, * FROM unnest($2::smallint[], $3::bigint[], $4::bytea[])
     ON CONFLICT (tenant_id, level, idx) DO UPDATE SET hashes = excluded.hashes`,
    [tenant, tiles.map(({ level }) => level), tiles.map(({ index }) => index), tiles.map(({ hashes }) => hashes)],
  );
}

/** The roots over these ranges of a log, from O(log n) tiles read at once. Throws when the log is not so long. */
export async function rootsOver(tx: Tx, tenant: string, ranges: readonly Range[]): Promise<Buffer[]> {
  const tiles = await readTiles(tx, tenant, tilesUnder(ranges));
  return ranges.map((range) => rootFrom(tiles, range));
}
