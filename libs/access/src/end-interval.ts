import type { Tx } from '@app/database';

/**
 * Ends a row's validity; one of several simultaneous callers does it. Nothing is ever deleted: who held what on a given
 * day stays a query. The end never precedes the beginning, even when another machine's clock is ahead.
 * @returns whether the row was there and had not ended
 */
export async function endInterval(
  tx: Tx,
  table: 'profile_grant' | 'assignment',
  id: string,
  { at, because }: Readonly<{ at: Date; because: string }>,
): Promise<boolean> {
  const [ended] = await tx.query<[{ id: string }[], number]>(
    `UPDATE ${table} SET valid_to = greatest(valid_from, $2), ended_because = $3
     WHERE id = $1 AND ended_because IS NULL AND (valid_to IS NULL OR valid_to > $2) RETURNING id`,
    [id, at, because],
  );
  return ended.length > 0;
}
