import { Injectable } from '@nestjs/common';
import type { Actor } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { formatCheckpoint } from './core/checkpoint.js';
import { signNote, vkeyOf } from './core/note.js';
import { LedgerKeys } from './ledger-keys.js';

/** A signed checkpoint (C2SP tlog-checkpoint) over the first `size` leaves. */
export type SignedCheckpoint = Readonly<{ size: number; note: string }>;

@Injectable()
export class Checkpoints {
  constructor(
    private readonly db: Db,
    private readonly keys: LedgerKeys,
  ) {}

  /** The public verifier key of the actor's log; an auditor keeps it apart from every pack. */
  async key(actor: Actor): Promise<string> {
    return vkeyOf(await this.keys.signer(actor.tenant));
  }

  latest(actor: Actor): Promise<SignedCheckpoint | null> {
    return this.db.read(actor, (tx) => latestNote(tx));
  }

  /** Signs the newest committed root; only committed roots are signed, and never two at one size (primary key). */
  async sign(tenant: string): Promise<void> {
    const signer = await this.keys.signer(tenant);
    await this.db.upkeep(tenant, async (tx) => {
      const [last] = await tx.query<{ size: string; root: Buffer }[]>(
        'SELECT size, root FROM ledger_checkpoint ORDER BY size DESC LIMIT 1',
      );
      if (!last) return;
      const text = formatCheckpoint({ origin: signer.name, size: Number(last.size), root: last.root });
      await tx.query('INSERT INTO ledger_note (size, note) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
        last.size,
        signNote(text, [signer]),
      ]);
    });
  }
}

/** The newest signed checkpoint within an open snapshot, so that it covers exactly what the snapshot shows. */
export async function latestNote(tx: Tx): Promise<SignedCheckpoint | null> {
  const [row] = await tx.query<{ size: string; note: string }[]>(
    'SELECT size, note FROM ledger_note ORDER BY size DESC LIMIT 1',
  );
  return row ? { size: Number(row.size), note: row.note } : null;
}
