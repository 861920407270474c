import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { Db, type WriteTx } from '@app/database';
import { Fence } from '@app/fence';
import { AgentRow } from '../identity/agent.row.js';
import { end } from './ending.js';
import { activeOwner } from '../identity/registration.js';
import { lockedAgent, move } from './moves.js';

/** Agents that wait for somebody's yes, because their blueprint or their client asks for it. */
@Injectable()
export class Approvals {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /**
   * From here on its owner may start it.
   * @throws Refusal agent.unknown, agent.owner-inactive, agent.approval-not-yours, agent.retired, agent.illegal-move
   */
  approve(actor: Actor, agentId: string, reason: string): Promise<AgentRow> {
    return this.db.write(actor, async (tx) => {
      const found = await tx.findOneBy(AgentRow, { id: agentId });
      if (!found) throw new Refusal('agent.unknown');
      await activeOwner(tx, found.ownerId);
      const agent = await this.held(tx, actor, agentId);
      await move(tx, agent, 'approve');
      tx.record({ action: 'agent.approved', subject: agentId, personal: { reason } });
      this.tell(tx, agent, 'agent.approved');
      return agent;
    });
  }

  /** It is retired before it ever ran, with its parts. @throws Refusal agent.unknown, agent.approval-not-yours, agent.retired, agent.illegal-move */
  decline(actor: Actor, agentId: string, reason: string): Promise<AgentRow> {
    return this.db.write(actor, async (tx) => {
      const agent = await this.held(tx, actor, agentId);
      this.tell(tx, agent, 'agent.declined');
      await end(tx, this.fence, agent, 'decline', reason, this.clock.now());
      return agent;
    });
  }

  /** Nobody approves what they would answer for themselves. */
  private async held(tx: WriteTx, actor: Actor, agentId: string): Promise<AgentRow> {
    const agent = await lockedAgent(tx, agentId);
    const own = actor.kind === 'person' && (actor.id === agent.ownerId || actor.id === agent.deputyId);
    if (own) throw new Refusal('agent.approval-not-yours');
    return agent;
  }

  private tell(tx: WriteTx, { id, ownerId }: AgentRow, template: 'agent.approved' | 'agent.declined'): void {
    tx.send({ topic: 'notify', payload: { template, to: { personId: ownerId }, data: { agentIds: [id] } } });
  }
}
