import { Injectable } from '@nestjs/common';
import { type Actor, Refusal } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { latestNote } from './checkpoints.js';
import { parseTilePath, type TileAddress } from './core/tile-path.js';
import { HASH_BYTES, TILE_WIDTH } from './core/tile.js';
import { readTiles } from './tile-store.js';

/** The actor's log as C2SP tlog-tiles v0.1.0 serves one: nothing of it that is not under the newest signed checkpoint. */
@Injectable()
export class TiledLog {
  constructor(private readonly db: Db) {}

  /** The newest signed note. @throws Refusal `ledger.empty` */
  checkpoint(actor: Actor): Promise<string> {
    return this.db.read(actor, async (tx) => {
      const latest = await latestNote(tx);
      if (!latest) throw new Refusal('ledger.empty');
      return latest.note;
    });
  }

  /**
   * The bytes under a path: hashes of a level one after the other, or entries, each with its length in two bytes.
   * @param path what stands behind `tile/`
   * @throws Refusal `ledger.no-tile` also for a part that no signed tree has, or that another spelling names
   */
  tile(actor: Actor, path: string): Promise<Buffer> {
    const address = parseTilePath(path);
    if (!address) throw new Refusal('ledger.no-tile');
    return this.db.read(actor, async (tx) => {
      const size = (await latestNote(tx))?.size ?? 0;
      if (!isWithin(address, size)) throw new Refusal('ledger.no-tile');
      const { tenant } = actor;
      return address.level === 'entries' ? entries(tx, tenant, address) : hashes(tx, tenant, address, address.level);
    });
  }
}

/** Leaves whose hashes a tile's last hash needs: those of a tree that is shorter have none. */
function isWithin({ level, index, width }: TileAddress, size: number): boolean {
  const leaves = level === 'entries' ? 1 : TILE_WIDTH ** level;
  return (index * TILE_WIDTH + width) * leaves <= size;
}

async function hashes(tx: Tx, tenant: string, { index, width }: TileAddress, level: number): Promise<Buffer> {
  const [tile] = await readTiles(tx, tenant, [{ level, index, width }]);
  if (tile?.hashes.length !== width * HASH_BYTES) throw new Error('a tile of a signed tree is not there');
  return tile.hashes;
}

async function entries(tx: Tx, tenant: string, { index, width }: TileAddress): Promise<Buffer> {
  const from = index * TILE_WIDTH;
  const rows = await tx.query<{ entry: string }[]>(
    'SELECT entry FROM ledger_entry WHERE tenant_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq',
    [tenant, from, from + width],
  );
  if (rows.length !== width) throw new Error('an entry of a signed tree is not there');
  return Buffer.concat(rows.flatMap(({ entry }) => [lengthOf(entry), Buffer.from(entry)]));
}

function lengthOf(entry: string): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(Buffer.byteLength(entry));
  return bytes;
}
