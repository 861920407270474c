import { Injectable } from '@nestjs/common';
import { type Actor, Refusal } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { type SignedCheckpoint, latestNote } from './checkpoints.js';
import { consistencyRanges, inclusionRanges } from './core/merkle-proof.js';
import { formatTlogProof } from './core/tlog-proof.js';
import { rootsOver } from './tile-store.js';

/** That the tree under the signed `checkpoint` holds an entry; `hashes` from the leaf's sibling upwards (RFC 6962 §2.1.1). */
type InclusionProof = Readonly<{
  index: number;
  /** UUIDv7 of the entry. */
  entry: string;
  leafHash: Buffer;
  checkpoint: SignedCheckpoint;
  hashes: readonly Buffer[];
}>;
/** That the first `from` leaves are a prefix of the first `to` (RFC 6962 §2.1.2), and the roots of both. */
type ConsistencyProof = Readonly<{
  from: number;
  to: number;
  fromRoot: Buffer;
  toRoot: Buffer;
  hashes: readonly Buffer[];
}>;
/** An entry by its leaf index or by its UUID. */
export type EntryAt = Readonly<{ index: number }> | Readonly<{ entry: string }>;

/** Proofs of the actor's log, up to what is signed of it. Each reads O(log n) tiles, in one query. */
@Injectable()
export class LedgerProofs {
  constructor(private readonly db: Db) {}

  /** @throws Refusal `ledger.empty`, `ledger.no-leaf` */
  inclusion(actor: Actor, at: EntryAt): Promise<InclusionProof> {
    return this.db.read(actor, async (tx) => {
      const checkpoint = await signed(tx);
      const place = await placeOf(tx, at);
      if (!place || place.index >= checkpoint.size) throw new Refusal('ledger.no-leaf');
      const { index, entry } = place;
      const leaf = { from: index, to: index + 1 };
      const [leafHash, ...hashes] = await rootsOver(tx, actor.tenant, [
        leaf,
        ...inclusionRanges(index, checkpoint.size),
      ]);
      if (!leafHash) throw new Error('a leaf has a hash');
      return { index, entry, leafHash, checkpoint, hashes };
    });
  }

  /** The same as a file (C2SP tlog-proof), to be checked without us. */
  async inclusionFile(actor: Actor, at: EntryAt): Promise<string> {
    const { index, hashes, checkpoint } = await this.inclusion(actor, at);
    return formatTlogProof({ index, hashes, checkpoint: checkpoint.note });
  }

  /**
   * @param to the newest signed size when left out
   * @throws Refusal `ledger.empty`, `ledger.no-tree`
   */
  consistency(actor: Actor, from: number, to?: number): Promise<ConsistencyProof> {
    return this.db.read(actor, async (tx) => {
      const { size } = await signed(tx);
      const end = to ?? size;
      if (from > end || end > size)
        throw new Refusal('ledger.no-tree', `from ${from} to ${end}, and ${size} are signed`);
      const [fromRoot, toRoot, ...hashes] = await rootsOver(tx, actor.tenant, [
        { from: 0, to: from },
        { from: 0, to: end },
        ...consistencyRanges(from, end),
      ]);
      if (!fromRoot || !toRoot) throw new Error('a tree has a root');
      return { from, to: end, fromRoot, toRoot, hashes };
    });
  }
}

async function signed(tx: Tx): Promise<SignedCheckpoint> {
  const checkpoint = await latestNote(tx);
  if (!checkpoint) throw new Refusal('ledger.empty');
  return checkpoint;
}

async function placeOf(tx: Tx, at: EntryAt): Promise<{ index: number; entry: string } | null> {
  const [row] = await tx.query<{ seq: string; uid: string }[]>(
    `SELECT seq, uid FROM ledger_place WHERE ${'index' in at ? 'tenant_id = current_tenant() AND seq' : 'uid'} = $1`,
    ['index' in at ? at.index : at.entry],
  );
  return row ? { index: Number(row.seq), entry: row.uid } : null;
}
