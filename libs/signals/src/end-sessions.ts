import type { WriteTx } from '@app/database';
import type { Fence } from '@app/fence';

/**
 * Kills every token, web session and MCP session of a person and of the agents they own, and lets those who could act
 * start anew. The caller holds the rows of the person and of the agents, so that nobody is suspended meanwhile.
 * @returns whether anybody could act
 */
export async function endSessions(tx: WriteTx, fence: Fence, personId: string): Promise<boolean> {
  const acting: { id: string }[] = await tx.query(
    `SELECT id FROM principal WHERE (id = $1 OR owner_id = $1) AND status = 'active' ORDER BY id`,
    [personId],
  );
  const ids = acting.map(({ id }) => id);
  if (ids.length === 0) return false;
  await fence.restrict(tx, ids, 'suspended');
  await fence.restore(tx, ids);
  for (const id of ids) tx.record({ action: 'principal.sessions-ended', subject: id });
  return true;
}
