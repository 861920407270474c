import { Injectable } from '@nestjs/common';
import { Db, type Tx, advisoryLocks } from '@app/database';
import { Checkpoints } from './checkpoints.js';
import { type Frontier, append, emptyFrontier, leafHash, root } from './core/merkle.js';

const BATCH = 1_000;

type Pending = { uid: string; type: string; subject: string; call_id: string | null; at: Date; entry: string };

/**
 * Gives committed entries their place in the tree, in short batches off every other transaction. Rows are consumed,
 * never tailed by "greater than the last one seen": a commit that comes late cannot be missed.
 */
@Injectable()
export class Sequencer {
  constructor(
    private readonly db: Db,
    private readonly checkpoints: Checkpoints,
  ) {}

  /** Integrates all that waits and signs each tenant's newest checkpoint. @returns how many entries were integrated */
  async run(): Promise<number> {
    let total = 0;
    for (const tenant of await this.tenantsWaiting()) {
      for (;;) {
        const done = await this.db.upkeep('every-tenant', (tx) => integrate(tx, tenant));
        total += done;
        if (done < BATCH) break;
      }
      await this.checkpoints.sign(tenant);
    }
    return total;
  }

  /** Tenants with waiting entries, or with a root that a crash left unsigned. */
  private tenantsWaiting(): Promise<string[]> {
    return this.db.upkeep('every-tenant', async (tx) => {
      const rows = await tx.query<{ id: string }[]>(
        `SELECT t.id FROM tenant t WHERE EXISTS (SELECT FROM ledger_pending p WHERE p.tenant_id = t.id)
           OR (SELECT max(size) FROM ledger_checkpoint c WHERE c.tenant_id = t.id)
              > (SELECT coalesce(max(size), 0) FROM ledger_note n WHERE n.tenant_id = t.id)`,
      );
      return rows.map(({ id }) => id);
    });
  }
}

async function integrate(tx: Tx, tenant: string): Promise<number> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [advisoryLocks.sequencer]);
  const rows = await consume(tx, tenant);
  if (rows.length === 0) return 0;
  const from = await frontierOf(tx, tenant);
  const leaves = rows.map(({ entry }) => leafHash(Buffer.from(entry)));
  const to = leaves.reduce<Frontier>(append, from);
  await tx.query(
    `INSERT INTO ledger_entry (tenant_id, seq, uid, type, subject, call_id, at, entry, leaf_hash)
     SELECT $1, $2::bigint + o - 1, uid, type, subject, call_id, at, entry, leaf
     FROM unnest($3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::timestamptz[], $8::text[], $9::bytea[])
          WITH ORDINALITY AS r (uid, type, subject, call_id, at, entry, leaf, o)`,
    [
      tenant,
      from.size,
      rows.map(({ uid }) => uid),
      rows.map(({ type }) => type),
      rows.map(({ subject }) => subject),
      rows.map(({ call_id }) => call_id),
      rows.map(({ at }) => at.toISOString()),
      rows.map(({ entry }) => entry),
      leaves,
    ],
  );
  await tx.query('INSERT INTO ledger_checkpoint (tenant_id, size, root, frontier) VALUES ($1, $2, $3, $4)', [
    tenant,
    to.size,
    root(to),
    JSON.stringify(to),
  ]);
  return rows.length;
}

/** Takes waiting rows in the order of their ids; an outcome that is already in the log is dropped, not doubled. */
async function consume(tx: Tx, tenant: string): Promise<Pending[]> {
  const rows = await tx.query<Pending[]>(
    `WITH taken AS (DELETE FROM ledger_pending WHERE uid IN (
         SELECT uid FROM ledger_pending WHERE tenant_id = $1 ORDER BY at, uid LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING uid, type, subject, call_id, at, entry)
     SELECT * FROM taken WHERE NOT EXISTS (SELECT FROM ledger_entry e WHERE e.uid = taken.uid) ORDER BY at, uid`,
    [tenant, BATCH],
  );
  return rows;
}

async function frontierOf(tx: Tx, tenant: string): Promise<Frontier> {
  const [last] = await tx.query<{ frontier: Frontier }[]>(
    'SELECT frontier FROM ledger_checkpoint WHERE tenant_id = $1 ORDER BY size DESC LIMIT 1',
    [tenant],
  );
  return last?.frontier ?? emptyFrontier;
}
