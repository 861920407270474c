import type { Tx } from '@app/database';

/** Ids of deciding processes. */
export type Replicas = Readonly<{
  acknowledged: readonly string[];
  /** Silent for two leases, so that they cannot decide. */
  lapsed: readonly string[];
  /** May still decide without knowing the number. */
  behind: readonly string[];
}>;

/** How far each deciding process is with a fence number: for evidence. Writers wait by the barrier, on their own clock. */
export async function replicasAt(tx: Tx, fenceSeq: number): Promise<Replicas> {
  const rows = await tx.query<{ id: string; place: keyof Replicas }[]>(
    `SELECT id, CASE WHEN acked_seq >= $1 THEN 'acknowledged'
       WHEN lease_until + lease_ms * interval '1 millisecond' < now() THEN 'lapsed' ELSE 'behind' END AS place
     FROM fence_replica ORDER BY id`,
    [fenceSeq],
  );
  const at = (place: keyof Replicas) => rows.filter((row) => row.place === place).map(({ id }) => id);
  return { acknowledged: at('acknowledged'), lapsed: at('lapsed'), behind: at('behind') };
}
