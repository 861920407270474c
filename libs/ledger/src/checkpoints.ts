import { Injectable } from '@nestjs/common';
import { type Actor, Refusal } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { Anchors } from './anchors/anchors.js';
import { formatCheckpoint } from './core/checkpoint.js';
import { signNote, vkeyOf } from './core/note.js';
import { LedgerKeys } from './ledger-keys.js';
import { rootsOver } from './tile-store.js';

/** A signed checkpoint (C2SP tlog-checkpoint) over the first `size` leaves. */
export type SignedCheckpoint = Readonly<{ size: number; note: string }>;

@Injectable()
export class Checkpoints {
  constructor(
    private readonly db: Db,
    private readonly keys: LedgerKeys,
    private readonly anchors: Anchors,
  ) {}

  /** The public verifier key of the actor's log; an auditor keeps it apart from every pack. */
  async key(actor: Actor): Promise<string> {
    return vkeyOf(await this.keys.signer(actor.tenant));
  }

  latest(actor: Actor): Promise<SignedCheckpoint | null> {
    return this.db.read(actor, (tx) => latestNote(tx));
  }

  /**
   * Signs the newest committed root; only committed roots are signed, and never two at one size (primary key). What
   * does not begin with what was signed before, or with what was laid down outside, is not signed: a restored backup
   * looks exactly like tampering.
   * @throws Refusal `ledger.forked`
   */
  async sign(tenant: string): Promise<void> {
    const signer = await this.keys.signer(tenant);
    const anchors = await this.anchors.standing(tenant);
    await this.db.upkeep(tenant, async (tx) => {
      const [last] = await tx.query<Kept[]>(
        'SELECT size, root FROM ledger_checkpoint WHERE tenant_id = $1 ORDER BY size DESC LIMIT 1',
        [tenant],
      );
      if (!last) return;
      const size = Number(last.size);
      const [signed] = await tx.query<Kept[]>(
        `SELECT size, root FROM ledger_checkpoint WHERE tenant_id = $1
           AND size = (SELECT max(size) FROM ledger_note WHERE tenant_id = $1)`,
        [tenant],
      );
      const own = [last, ...(signed ? [signed] : [])].map((kept) => ({ size: Number(kept.size), root: kept.root }));
      await hold(tx, tenant, size, [...own, ...anchors]);
      const text = formatCheckpoint({ origin: signer.name, size, root: last.root });
      await tx.query('INSERT INTO ledger_note (size, note) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
        last.size,
        signNote(text, [signer]),
      ]);
    });
  }
}

type Kept = Readonly<{ size: string; root: Buffer }>;

type Claim = Readonly<{ size: number; root: Buffer | null; target?: string }>;

/**
 * @param claims checkpoints of which somebody may know; one without a root is a witness's, which ours do not continue
 * @throws Refusal `ledger.forked`
 */
async function hold(tx: Tx, tenant: string, size: number, claims: readonly Claim[]): Promise<void> {
  const fork = ({ size: at, target = 'our own' }: Claim): Refusal =>
    new Refusal('ledger.forked', `${target}: at ${at} of ${size}`);
  for (const claim of claims) if (claim.root === null || claim.size > size) throw fork(claim);
  const roots = await rootsOver(
    tx,
    tenant,
    claims.map((claim) => ({ from: 0, to: claim.size })),
  );
  for (const [at, claim] of claims.entries()) if (claim.root && !roots[at]?.equals(claim.root)) throw fork(claim);
}

/** The newest signed checkpoint within an open snapshot, so that it covers exactly what the snapshot shows. */
export async function latestNote(tx: Tx): Promise<SignedCheckpoint | null> {
  const [row] = await tx.query<{ size: string; note: string }[]>(
    'SELECT size, note FROM ledger_note WHERE tenant_id = current_tenant() ORDER BY size DESC LIMIT 1',
  );
  return row ? { size: Number(row.size), note: row.note } : null;
}
