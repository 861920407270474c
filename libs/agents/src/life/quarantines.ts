import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { Db, type WriteTx } from '@app/database';
import { Fence } from '@app/fence';
import { lockedAgent, refuseUnless } from './moves.js';
import { resume, suspend } from './suspensions.js';

/** Agents of which somebody, or a signal, thinks ill: they stand still until somebody has looked. */
@Injectable()
export class Quarantines {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /** @throws Refusal agent.unknown, agent.retired */
  quarantine(actor: Actor, agentId: string, reason: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      if (await this.begin(tx, agentId, reason)) return;
      await this.fence.settle(tx);
      tx.unchanged(undefined);
    });
  }

  /** As `quarantine`, in the caller's write. @returns whether it was not in quarantine yet */
  async begin(tx: WriteTx, agentId: string, reason: string): Promise<boolean> {
    refuseUnless(await lockedAgent(tx, agentId), 'suspend');
    const begun = await suspend(tx, this.fence, [agentId], 'quarantined', this.clock.now());
    if (begun.length > 0) tx.record({ action: 'agent.quarantined', subject: agentId, personal: { reason } });
    return begun.length > 0;
  }

  /**
   * After an incident the agent starts again only when somebody attests to have looked at it (R-AGT-6); never its owner
   * or deputy.
   * @throws Refusal agent.not-attested, agent.reason-missing, agent.unknown, agent.retired, agent.not-quarantined,
   * agent.release-not-yours
   */
  release(actor: Actor, agentId: string, { attest, reason }: { attest: boolean; reason: string }): Promise<void> {
    if (!attest) return Promise.reject(new Refusal('agent.not-attested'));
    if (reason.trim() === '') return Promise.reject(new Refusal('agent.reason-missing'));
    return this.db.write(actor, async (tx) => {
      const agent = await lockedAgent(tx, agentId);
      refuseUnless(agent, 'resume');
      const own = actor.kind === 'person' && (actor.id === agent.ownerId || actor.id === agent.deputyId);
      if (own) throw new Refusal('agent.release-not-yours');
      const released = await resume(tx, this.fence, [agentId], 'quarantined', this.clock.now());
      if (released.length === 0) throw new Refusal('agent.not-quarantined');
      tx.record({ action: 'agent.attested', subject: agentId, detail: { for: 'release' }, personal: { reason } });
      tx.record({ action: 'agent.released', subject: agentId, personal: { reason } });
    });
  }
}
