import { Injectable } from '@nestjs/common';
import { Clock, Refusal } from '@app/kernel';
import type { WriteTx } from '@app/database';
import { Fence } from '@app/fence';
import { AgentRow } from '../identity/agent.row.js';
import { isBound } from '../proof/agent-bindings.js';
import { boundBy } from '../identity/bounds.js';
import { AgentCredentials } from '../proof/credentials.js';
import { lockedAgent, move, refuseUnless } from './moves.js';
import { activeOwner, refuseUnfitDeputy } from '../identity/registration.js';
import { openCauses } from './suspensions.js';

/** What must be true before an agent may act for the first time. */
@Injectable()
export class Starting {
  constructor(
    private readonly clock: Clock,
    private readonly fence: Fence,
    private readonly credentials: AgentCredentials,
  ) {}

  /**
   * @returns the agent, and whether this started it
   * @throws Refusal agent.unknown, agent.owner-inactive, agent.retired, agent.illegal-move, agent.suspended,
   * agent.term-invalid, agent.deputy-missing, agent.credential-missing
   */
  async start(tx: WriteTx, agentId: string): Promise<{ agent: AgentRow; started: boolean }> {
    // the owner's row first, as a leaver's write locks it first: the two cannot pass each other
    const found = await tx.findOneBy(AgentRow, { id: agentId });
    if (!found) throw new Refusal('agent.unknown');
    const { ownerId } = found;
    await activeOwner(tx, ownerId);
    const agent = await lockedAgent(tx, agentId);
    if (agent.state === 'active') return { agent, started: false };
    refuseUnless(agent, 'activate');
    await this.refuseUnready(tx, agent);
    await move(tx, agent, 'activate');
    const awakeSince = this.clock.now();
    await tx.update(AgentRow, { id: agentId }, { awakeSince });
    tx.record({ action: 'agent.activated', subject: agentId, detail: { ownerId } });
    await this.fence.restore(tx, [agentId]);
    return { agent: Object.assign(agent, { awakeSince }), started: true };
  }

  private async refuseUnready(tx: WriteTx, agent: AgentRow): Promise<void> {
    const causes = (await openCauses(tx, [agent.id])).get(agent.id);
    if (causes) throw new Refusal('agent.suspended', causes.join(', '));
    const now = this.clock.now();
    if (agent.expiresAt <= now || agent.nextReviewAt <= now) throw new Refusal('agent.term-invalid');
    const blueprint = agent.blueprintId === null ? null : await boundBy(tx, agent.blueprintId);
    if (blueprint?.requiresDeputy) {
      if (agent.deputyId === null) throw new Refusal('agent.deputy-missing');
      await refuseUnfitDeputy(tx, agent.deputyId, agent.ownerId);
    }
    // a delegated agent is known by the person who signs in and by its client
    if (agent.kind === 'delegated' || (await isBound(tx, agent.id))) return;
    if ((await this.credentials.live(tx, agent.id)).length === 0) throw new Refusal('agent.credential-missing');
  }
}
