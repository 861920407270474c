import type { Tx } from '@app/database';
import { replicasAt } from '@app/fence';
import type { Settlement } from '../core/receipt.js';

/** Who may still decide without knowing the fence number. A process that is silent for two leases cannot. */
export async function settlementOf(tx: Tx, fenceSeq: number, now: Date): Promise<Settlement> {
  const replicas = await replicasAt(tx, fenceSeq);
  return { seenAt: replicas.behind.length === 0 ? now.toISOString() : null, ...replicas };
}
