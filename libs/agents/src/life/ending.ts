import type { WriteTx } from '@app/database';
import type { Fence } from '@app/fence';
import type { AgentRow } from '../identity/agent.row.js';
import { move } from './moves.js';
import { heldParts } from '../identity/parts.js';
import { liftSwitch } from '../switches/switches.js';

/** By which event an agent comes to its end, and what the ledger calls that. */
const ways = { retire: 'agent.retired', decline: 'agent.declined' } as const;

/**
 * Retires an agent whose row the caller holds, for good: with everything that is part of it, and with the switches that
 * were pulled for any of them, since nobody could lift those any more. @throws Refusal agent.retired, agent.illegal-move
 */
export async function end(
  tx: WriteTx,
  fence: Fence,
  agent: AgentRow,
  event: keyof typeof ways,
  reason: string,
  at: Date,
): Promise<void> {
  await move(tx, agent, event);
  tx.record({ action: ways[event], subject: agent.id, personal: { reason } });
  const parts = await heldParts(tx, agent.id);
  for (const part of parts) {
    await move(tx, part, 'retire');
    tx.record({ action: ways.retire, subject: part.id, detail: { partOf: agent.id }, personal: { reason } });
  }
  const ids = [agent, ...parts].map(({ id }) => id);
  for (const targetId of ids) await liftSwitch(tx, { scope: 'agent', targetId }, 'retired', at);
  await fence.restrict(tx, ids, 'ended');
  await fence.touch(tx, ids);
}
