import type { Tx, WriteTx } from '@app/database';

/** What a group's resource says of its changes: SCIM `meta.version` and `meta.lastModified`. */
export type Revision = Readonly<{ version: number; changedAt: Date }>;

/**
 * Counts one change of each group. A counter of one row would make all writers of a group queue for its lock until
 * their commits; so each database connection counts in a part of its own.
 */
export const noteChanges = (tx: WriteTx, groupIds: readonly string[], at: Date): Promise<unknown> =>
  tx.query(
    `INSERT INTO group_revision AS r (group_id, shard, changes, changed_at)
     SELECT id, pg_backend_pid() % 16, 1, $2 FROM unnest($1::uuid[]) AS changed (id) ORDER BY id
     ON CONFLICT (group_id, shard)
       DO UPDATE SET changes = r.changes + 1, changed_at = greatest(r.changed_at, excluded.changed_at)`,
    [groupIds, at],
  );

export async function revisionsOf(tx: Tx, groupIds: readonly string[]): Promise<ReadonlyMap<string, Revision>> {
  const rows = await tx.query<{ id: string; version: string; changedAt: Date }[]>(
    `SELECT group_id AS id, sum(changes)::bigint AS version, max(changed_at) AS "changedAt" FROM group_revision
     WHERE group_id = ANY ($1::uuid[]) GROUP BY group_id`,
    [groupIds],
  );
  return new Map(rows.map(({ id, version, changedAt }) => [id, { version: Number(version), changedAt }]));
}
