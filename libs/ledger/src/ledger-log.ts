import { Injectable } from '@nestjs/common';
import type { Actor } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { CALL_INTENT, CALL_OUTCOME } from './core/call-record.js';

/** A leaf of the log; `text` is exactly what was hashed. */
export type Leaf = Readonly<{ index: number; uid: string; text: string; hash: Buffer }>;

type Row = { seq: string; uid: string; entry: string; leaf_hash: Buffer };
const COLUMNS = 'seq, uid, entry, leaf_hash';

/** Leaves are never changed, so that a long log is read in stretches and needs no snapshot. */
@Injectable()
export class LedgerLog {
  constructor(private readonly db: Db) {}

  /** The leaves from an index on, in order, `to` exclusive. */
  between(tx: Tx, from: number, to: number): Promise<Leaf[]> {
    return leaves(
      tx,
      `SELECT ${COLUMNS} FROM ledger_entry WHERE tenant_id = current_tenant() AND seq >= $1 AND seq < $2
       ORDER BY seq`,
      [from, to],
    );
  }

  /** The records of calls that stand before `size` and not within the stretch. */
  ofCalls(tx: Tx, callIds: readonly string[], stretch: Readonly<{ from: number; to: number }>, size: number) {
    return leaves(
      tx,
      `SELECT ${COLUMNS} FROM ledger_entry WHERE call_id = ANY ($1::uuid[]) AND type IN ($2, $3)
         AND seq < $4 AND NOT (seq >= $5 AND seq < $6)`,
      [callIds, CALL_INTENT, CALL_OUTCOME, size, stretch.from, stretch.to],
    );
  }

  /** Entries of one type after a leaf index, oldest first; the newest ones when `after` is null. */
  ofType(actor: Actor, type: string, after: number | null, limit: number): Promise<Leaf[]> {
    return this.db.read(actor, (tx) =>
      leaves(
        tx,
        after === null
          ? `SELECT * FROM (SELECT ${COLUMNS} FROM ledger_entry WHERE tenant_id = current_tenant() AND type = $1
             ORDER BY seq DESC LIMIT $2) newest ORDER BY seq`
          : `SELECT ${COLUMNS} FROM ledger_entry WHERE tenant_id = current_tenant() AND type = $1 AND seq > $3 ORDER BY seq LIMIT $2`,
        after === null ? [type, limit] : [type, limit, after],
      ),
    );
  }
}

async function leaves(tx: Tx, sql: string, values: unknown[]): Promise<Leaf[]> {
  const rows = await tx.query<Row[]>(sql, values);
  return rows.map((row) => ({ index: Number(row.seq), uid: row.uid, text: row.entry, hash: row.leaf_hash }));
}
