import type { Tx } from '@app/database';
import type { Settlement } from '../core/receipt.js';

/** Who may still decide without knowing the fence number. A process that is silent for two leases cannot. */
export async function settlementOf(tx: Tx, fenceSeq: number, now: Date): Promise<Settlement> {
  const rows = await tx.query<{ id: string; place: 'acknowledged' | 'lapsed' | 'behind' }[]>(
    `SELECT id, CASE WHEN acked_seq >= $1 THEN 'acknowledged'
       WHEN lease_until + lease_ms * interval '1 millisecond' < now() THEN 'lapsed' ELSE 'behind' END AS place
     FROM fence_replica ORDER BY id`,
    [fenceSeq],
  );
  const at = (place: string) => rows.filter((row) => row.place === place).map(({ id }) => id);
  const behind = at('behind');
  return {
    seenAt: behind.length === 0 ? now.toISOString() : null,
    acknowledged: at('acknowledged'),
    lapsed: at('lapsed'),
    behind,
  };
}
