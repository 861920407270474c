import { Injectable } from '@nestjs/common';
import { Clock } from '@app/kernel';
import { Db, type Tx, advisoryLocks } from '@app/database';
import { Checkpoints } from './checkpoints.js';
import { rootFrom } from './core/tile-hashes.js';
import { HASH_BYTES, TILE_WIDTH, edgeOf, grow } from './core/tile.js';
import { durably } from './durably.js';
import { eachOf } from './tenants.js';
import { readTiles, writeTiles } from './tile-store.js';

/** Entries that are integrated in one commit at the most: few enough that nobody waits long for the lock. */
const BATCH = 16 * TILE_WIDTH;

/**
 * What waits is now nothing and now very much, so that no statistics are true of it, and what was taken lies about until
 * it is vacuumed: reading all of it, once per batch, would cost ever more.
 */
const BY_INDEX = `SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`;

/**
 * Gives committed entries their place in the tree, in short batches off every other transaction. Rows are consumed,
 * never tailed by "greater than the last one seen": a commit that comes late cannot be missed.
 */
@Injectable()
export class Sequencer {
  constructor(
    private readonly db: Db,
    private readonly checkpoints: Checkpoints,
    private readonly clock: Clock,
  ) {}

  /**
   * Integrates all that waits and signs each tenant's newest checkpoint.
   * @param only of this tenant alone: nobody's export fails because another log cannot go on
   * @returns how many entries were integrated
   */
  async run(only?: string): Promise<number> {
    let total = 0;
    await eachOf(await this.tenantsWaiting(only), async (tenant) => {
      for (let more = true; more;) {
        const batch = await this.db.upkeep('every-tenant', (tx) => integrate(tx, tenant, this.clock.now()));
        total += batch.added;
        ({ more } = batch);
      }
      await this.checkpoints.sign(tenant);
    });
    return total;
  }

  /** Tenants with waiting entries, or with a root that a crash left unsigned. */
  private tenantsWaiting(only?: string): Promise<string[]> {
    return this.db.upkeep('every-tenant', async (tx) => {
      await tx.query(BY_INDEX);
      const rows = await tx.query<{ id: string }[]>(
        `SELECT t.id FROM tenant t WHERE ($1::uuid IS NULL OR t.id = $1)
           AND (EXISTS (SELECT FROM ledger_pending p WHERE p.tenant_id = t.id)
             OR (SELECT max(size) FROM ledger_checkpoint c WHERE c.tenant_id = t.id)
                > (SELECT coalesce(max(size), 0) FROM ledger_note n WHERE n.tenant_id = t.id))`,
        [only],
      );
      return rows.map(({ id }) => id);
    });
  }
}

/** One batch: entries, tiles and root in one commit. It costs the same however long the log is. */
async function integrate(tx: Tx, tenant: string, now: Date): Promise<{ added: number; more: boolean }> {
  await tx.query(`${BY_INDEX}, ${durably(true)}`);
  await tx.query('SELECT pg_advisory_xact_lock($1)', [advisoryLocks.sequencer]);
  const { size, root } = await headOf(tx, tenant);
  const edge = await readTiles(tx, tenant, edgeOf(size));
  const whole = { from: 0, to: size };
  // what was written of the tree before must be what was signed before anything is built on it
  if (root && !rootFrom(edge, whole).equals(root))
    throw new Error(`the ledger's tiles do not give its root at ${size}`);
  // a batch that is full ends with a full tile, so that the next one has less to write again
  const most = BATCH - (size % TILE_WIDTH);
  const { taken, leaves } = await move(tx, tenant, size, most, now);
  const [added, more] = [leaves.length / HASH_BYTES, taken === most];
  if (added === 0) return { added, more };
  const grown = grow(size, edge, leaves);
  await writeTiles(tx, tenant, grown);
  const newSize = size + added;
  await tx.query('INSERT INTO ledger_checkpoint (tenant_id, size, root) VALUES ($1, $2, $3)', [
    tenant,
    newSize,
    rootFrom([...grown, ...edge], { from: 0, to: newSize }), // of a tile that grew, the new form stands first
  ]);
  return { added, more };
}

/**
 * Moves waiting rows into the log, in the order of their times; an outcome that is already there is dropped, not
 * doubled. The text stays within the database, and its hash is made where it lies.
 * @returns how many rows no longer wait, and the hashes of those that are leaves now
 */
async function move(
  tx: Tx,
  tenant: string,
  size: number,
  most: number,
  now: Date,
): Promise<{ taken: number; leaves: Buffer }> {
  await tx.query(`SELECT ledger_month($1), ledger_month($1 + interval '1 day')`, [now]);
  const [row] = await tx.query<{ taken: string; leaves: Buffer | null }[]>(
    `WITH taken AS (
       DELETE FROM ledger_pending WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM ledger_pending WHERE tenant_id = $1 ORDER BY at, uid LIMIT $3 FOR UPDATE SKIP LOCKED))
       RETURNING uid, type, subject, call_id, at, entry),
     fresh AS (
       SELECT taken.*, $2::bigint + row_number() OVER (ORDER BY at, uid) - 1 AS seq,
              sha256('\\x00'::bytea || convert_to(entry, 'UTF8')) AS leaf
       FROM taken WHERE NOT EXISTS (SELECT FROM ledger_place p WHERE p.uid = taken.uid)),
     added AS (
       INSERT INTO ledger_entry (tenant_id, seq, uid, type, subject, call_id, at, sequenced_at, entry, leaf_hash)
       SELECT $1, seq, uid, type, subject, call_id, at, $4, entry, leaf FROM fresh
       RETURNING seq, leaf_hash)
     SELECT (SELECT count(*) FROM taken) AS taken, string_agg(leaf_hash, ''::bytea ORDER BY seq) AS leaves FROM added`,
    [tenant, size, most, now],
  );
  return { taken: Number(row?.taken ?? 0), leaves: row?.leaves ?? Buffer.alloc(0) };
}

async function headOf(tx: Tx, tenant: string): Promise<{ size: number; root: Buffer | null }> {
  const [last] = await tx.query<{ size: string; root: Buffer }[]>(
    'SELECT size, root FROM ledger_checkpoint WHERE tenant_id = $1 ORDER BY size DESC LIMIT 1',
    [tenant],
  );
  return { size: Number(last?.size ?? 0), root: last?.root ?? null };
}
