import { Refusal } from '@app/kernel';
import type { WriteTx } from '@app/database';
import { AgentRow } from '../identity/agent.row.js';
import { after, type AgentEvent, type AgentState } from '../core/transitions.js';

/** The agent, held until the end of the transaction. People are held before agents. @throws Refusal agent.unknown */
export async function lockedAgent(tx: WriteTx, id: string): Promise<AgentRow> {
  const agent = await tx.findOne(AgentRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!agent) throw new Refusal('agent.unknown');
  return agent;
}

/** @returns where it leads @throws Refusal agent.retired, agent.illegal-move */
export function refuseUnless({ state }: Pick<AgentRow, 'state'>, event: AgentEvent): AgentState {
  const to = after(state, event);
  if (to === null)
    throw state === 'retired'
      ? new Refusal('agent.retired')
      : new Refusal('agent.illegal-move', `${event} when ${state}`);
  return to;
}

/** @param agent held by the caller, and changed @throws Refusal agent.retired, agent.illegal-move */
export async function move(tx: WriteTx, agent: AgentRow, event: AgentEvent): Promise<void> {
  const state = refuseUnless(agent, event);
  await tx.update(AgentRow, { id: agent.id }, { state });
  agent.state = state;
}
