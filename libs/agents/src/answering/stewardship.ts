import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { Db, type WriteTx } from '@app/database';
import { PersonRow } from '@app/directory';
import { Fence } from '@app/fence';
import { endBindings } from '../proof/agent-bindings.js';
import { AgentRow } from '../identity/agent.row.js';
import { boundBy } from '../identity/bounds.js';
import { Delegations } from './delegations.js';
import { refuseUnless } from '../life/moves.js';
import { isKilled } from '../switches/switches.js';

/** Keys told of in one entry of the ledger, which holds 64 KiB: an agent may have any number. */
const PART = 500;

/** Who answers for an agent, and who stands in for that person. */
@Injectable()
export class Stewardship {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
    private readonly delegations: Delegations,
  ) {}

  /**
   * Makes somebody else the owner in the caller's write; tokens issued under the former owner die, and the agent acts
   * for that person no longer. A deputy who becomes the owner leaves the deputy's place empty: tools that write are
   * refused until somebody else takes it. Causes of suspension stay as they are.
   * @param reviewBy when the next review is due at the latest; who answers for it reviews nothing, so it is never put off
   * @throws Refusal agent.unknown, agent.retired, agent.owner-inactive, agent.owner-killed
   */
  async handOver(tx: WriteTx, agentId: string, ownerId: string, reviewBy: Date): Promise<AgentRow> {
    await active(tx, ownerId, 'agent.owner-inactive');
    const agent = await this.locked(tx, agentId);
    // whoever is stopped with all their agents does not slip out by handing them on, nor do others slip in
    for (const targetId of [agent.ownerId, ownerId]) {
      if (await isKilled(tx, { scope: 'owner', targetId })) throw new Refusal('agent.owner-killed');
    }
    const deputyId = agent.deputyId === ownerId ? null : agent.deputyId;
    const nextReviewAt = reviewBy < agent.nextReviewAt ? reviewBy : agent.nextReviewAt;
    await tx.update(AgentRow, { id: agentId }, { ownerId, deputyId, nextReviewAt });
    const detail = { from: agent.ownerId, to: ownerId, deputyId, nextReviewAt: nextReviewAt.toISOString() };
    tx.record({ action: 'agent.handed-over', subject: agentId, detail });
    // it acts for its former owner no longer; whoever else had agreed to it has not changed their mind
    await this.delegations.endLive(tx, { personId: agent.ownerId }, agentId, 'handed-over');
    await this.fence.reown(tx, agentId, ownerId);
    await this.fence.touch(tx, [agentId]);
    return Object.assign(agent, { ownerId, deputyId, nextReviewAt });
  }

  /**
   * Who stands in for the owner; null: nobody, and tools that write are refused from now on.
   * @throws Refusal agent.unknown, agent.retired, agent.deputy-invalid, agent.wider-than-blueprint
   */
  changeDeputy(actor: Actor, agentId: string, deputyId: string | null): Promise<AgentRow> {
    return this.db.write(actor, async (tx) => {
      // people before agents, as a leaver's write locks them
      if (deputyId !== null) await active(tx, deputyId, 'agent.deputy-invalid');
      const agent = await this.locked(tx, agentId);
      if (deputyId === agent.ownerId) throw new Refusal('agent.deputy-invalid');
      if (deputyId === agent.deputyId) {
        await this.fence.settle(tx);
        return tx.unchanged(agent);
      }
      if (deputyId === null && agent.blueprintId !== null && (await boundBy(tx, agent.blueprintId)).requiresDeputy) {
        throw new Refusal('agent.wider-than-blueprint', 'deputyId');
      }
      await tx.update(AgentRow, { id: agentId }, { deputyId });
      tx.record({ action: 'agent.deputy-changed', subject: agentId, detail: { from: agent.deputyId, to: deputyId } });
      await this.fence.touch(tx, [agentId]);
      return Object.assign(agent, { deputyId });
    });
  }

  /**
   * Withdraws every key and workload by which the agent could prove itself; whoever holds them may have left.
   * @returns the thumbprints of the keys
   */
  async revokeCredentials(tx: WriteTx, agentId: string, because: string): Promise<string[]> {
    const [revoked] = await tx.query<[{ kid: string }[], number]>(
      `UPDATE agent_credential SET revoked_at = $2 WHERE agent_id = $1 AND revoked_at IS NULL RETURNING kid`,
      [agentId, this.clock.now()],
    );
    await endBindings(tx, agentId, because, this.clock.now());
    const kids = revoked.map(({ kid }) => kid);
    for (let from = 0; from < kids.length; from += PART) {
      const detail = { kids: kids.slice(from, from + PART), because };
      tx.record({ action: 'agent.keys-revoked', subject: agentId, detail });
    }
    return kids;
  }

  private async locked(tx: WriteTx, id: string): Promise<AgentRow> {
    const agent = await tx.findOne(AgentRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!agent) throw new Refusal('agent.unknown');
    refuseUnless(agent, 'hand-over');
    return agent;
  }
}

/** Held, so that leaving waits for this write and then finds what it did. */
async function active(tx: WriteTx, id: string, otherwise: 'agent.owner-inactive' | 'agent.deputy-invalid') {
  const where = { id, status: 'active' } as const;
  if (!(await tx.findOne(PersonRow, { where, lock: { mode: 'pessimistic_read' } }))) throw new Refusal(otherwise);
}
