import { Injectable } from '@nestjs/common';
import type { Actor } from '@app/kernel';
import { Db } from '@app/database';
import { latestNote } from './checkpoints.js';

/** A leaf of the log; `text` is exactly what was hashed. */
export type Leaf = Readonly<{ index: number; uid: string; text: string; hash: Buffer }>;
/** What opens one commitment of an entry; erased ones are no longer there. */
export type OpenedField = Readonly<{ uid: string; path: string; salt: Buffer; value: string }>;
/** The whole log up to its newest signed checkpoint, as one snapshot shows it. */
export type LogSnapshot = Readonly<{ note: string; leaves: readonly Leaf[]; opened: readonly OpenedField[] }>;

@Injectable()
export class LedgerLog {
  constructor(private readonly db: Db) {}

  /** Null while nothing has been signed yet. Holds the log in memory: about 2 kB a leaf. */
  upToCheckpoint(actor: Actor): Promise<LogSnapshot | null> {
    return this.db.read(actor, async (tx) => {
      const signed = await latestNote(tx);
      if (!signed) return null;
      const rows = await tx.query<{ seq: string; uid: string; entry: string; leaf_hash: Buffer }[]>(
        'SELECT seq, uid, entry, leaf_hash FROM ledger_entry WHERE seq < $1 ORDER BY seq',
        [signed.size],
      );
      const opened = await tx.query<OpenedField[]>(
        `SELECT p.uid, p.path, p.salt, p.value FROM ledger_payload p JOIN ledger_entry e USING (uid)
         WHERE e.seq < $1 ORDER BY e.seq, p.path`,
        [signed.size],
      );
      const leaves = rows.map((row) => ({
        index: Number(row.seq),
        uid: row.uid,
        text: row.entry,
        hash: row.leaf_hash,
      }));
      return { note: signed.note, leaves, opened };
    });
  }

  /** Entries of one type after a leaf index, oldest first; the newest ones when `after` is null. */
  ofType(actor: Actor, type: string, after: number | null, limit: number): Promise<Leaf[]> {
    return this.db.read(actor, async (tx) => {
      const rows = await tx.query<{ seq: string; uid: string; entry: string; leaf_hash: Buffer }[]>(
        after === null
          ? `SELECT * FROM (SELECT seq, uid, entry, leaf_hash FROM ledger_entry WHERE type = $1
             ORDER BY seq DESC LIMIT $2) newest ORDER BY seq`
          : `SELECT seq, uid, entry, leaf_hash FROM ledger_entry WHERE type = $1 AND seq > $3 ORDER BY seq LIMIT $2`,
        after === null ? [type, limit] : [type, limit, after],
      );
      return rows.map((row) => ({ index: Number(row.seq), uid: row.uid, text: row.entry, hash: row.leaf_hash }));
    });
  }
}
