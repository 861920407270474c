import type { Tx } from '@app/database';
import { PersonRow } from './person.row.js';

/** Chains of command are followed this far; directories hold cycles, and nobody has more superiors than this. */
const DEPTH = 20;

/** Everybody above `$1`, nearest first, each once, never the person itself. */
const superiors = `
  WITH RECURSIVE above (id, manager_id, depth, seen) AS (
    SELECT id, manager_id, 0, ARRAY[id] FROM person WHERE id = $1
    UNION ALL
    SELECT m.id, m.manager_id, a.depth + 1, a.seen || m.id
    FROM above a JOIN person m ON m.id = a.manager_id
    WHERE a.depth < ${DEPTH} AND m.id <> ALL (a.seen)
  )`;

/** The nearest active superior: the manager, or the manager's own when the manager has left. */
export async function managerOf(tx: Tx, personId: string): Promise<PersonRow | null> {
  const rows = await tx.query<{ id: string }[]>(
    `${superiors} SELECT a.id FROM above a JOIN person p ON p.id = a.id
     WHERE a.depth > 0 AND p.status = 'active' ORDER BY a.depth LIMIT 1`,
    [personId],
  );
  return rows[0] ? tx.findOneBy(PersonRow, { id: rows[0].id }) : null;
}

/** Whether `ofPersonId` stands anywhere above the person, over leavers too; nobody is their own subordinate. */
export async function isSubordinate(tx: Tx, personId: string, ofPersonId: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>(`${superiors} SELECT 1 FROM above WHERE depth > 0 AND id = $2`, [
    personId,
    ofPersonId,
  ]);
  return rows.length > 0;
}
