import { In } from 'typeorm';
import type { WriteTx } from '@app/database';
import { AgentRow } from './agent.row.js';

/**
 * What an agent consists of, parts of parts included, held; retired ones are no longer part of anything. The caller
 * holds the whole, so that nothing is added to it meanwhile; a part is younger than its whole, so both are held in order.
 */
export async function heldParts(tx: WriteTx, wholeId: string): Promise<AgentRow[]> {
  const parts: AgentRow[] = [];
  for (let wholes = [wholeId]; wholes.length > 0;) {
    const next = await tx.find(AgentRow, {
      where: { parentId: In(wholes), state: In(['requested', 'staged', 'active']) },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    parts.push(...next);
    wholes = next.map(({ id }) => id);
  }
  return parts;
}
