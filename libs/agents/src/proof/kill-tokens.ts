import { In, Not } from 'typeorm';
import type { WriteTx } from '@app/database';
import type { Fence } from '@app/fence';
import { AgentRow } from '../identity/agent.row.js';

/** Raises the epochs of agents, so that tokens issued to them so far are dead, and leaves everything else as it is. */
export async function killTokens(tx: WriteTx, fence: Fence, agentIds: readonly string[]): Promise<void> {
  const agents = await tx.find(AgentRow, {
    where: { id: In([...agentIds]), state: Not('retired') },
    order: { id: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });
  for (const { id, ownerId } of agents) await fence.reown(tx, id, ownerId);
}
