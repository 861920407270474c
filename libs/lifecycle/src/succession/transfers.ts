import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { type Actor, Clock, nameOf, newId, Refusal } from '@app/kernel';
import { AgentRow, Agents } from '@app/agents';
import { Db, insertUnlessTaken, type WriteTx } from '@app/database';
import { daysAfter, terms } from '../core/succession.js';
import { AgentTransferRow } from './agent-transfer.row.js';
import { heldActive, heldLeaver } from './candidates.js';
import { type LiveGrant, liveGrants } from './live-grants.js';
import { type Acceptance, Successions } from './successions.js';

type Answer = Exclude<AgentTransferRow['state'], 'open'>;
export type ShownTransfer = AgentTransferRow &
  Readonly<{ agent: Pick<AgentRow, 'name' | 'kind' | 'purpose' | 'expiresAt'>; grants: readonly LiveGrant[] }>;

/**
 * An owner who is still here hands an agent on, or an administrator does. Nothing changes before the person who is asked
 * has accepted and attested (R-AGT-3); then everything follows that follows a succession.
 */
@Injectable()
export class Transfers {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly agents: Agents,
    private readonly successions: Successions,
  ) {}

  /** @throws Refusal agent.unknown, agent.retired, transfer.nominee-unfit, transfer.open */
  offer(actor: Actor, agentId: string, toId: string): Promise<AgentTransferRow> {
    return this.db.write(actor, async (tx) => {
      const now = this.clock.now();
      const { ownerId } = await this.agents.find(tx, agentId);
      // people, then the offer, then the agent: as whoever accepts holds them
      if (toId === ownerId || !(await heldActive(tx, [toId])).has(toId)) throw new Refusal('transfer.nominee-unfit');
      const expiresAt = daysAfter(now, terms.leaver.offer);
      const given = {
        id: newId(),
        agentId,
        fromId: ownerId,
        toId,
        offeredBy: nameOf(actor),
        offeredAt: now,
        expiresAt,
      };
      const offer = await insertUnlessTaken(tx, AgentTransferRow, { ...given, state: 'open', answeredAt: null });
      if (!offer) throw new Refusal('transfer.open');
      const agent = await this.agents.locked(tx, agentId);
      if (agent.state === 'retired') throw new Refusal('agent.retired');
      if (agent.ownerId !== ownerId) throw new Refusal('transfer.closed', 'somebody else answers for it by now');
      const deadline = expiresAt.toISOString();
      const detail = { transferId: offer.id, fromId: ownerId, toId, expiresAt: deadline };
      tx.record({ action: 'agent.transfer-offered', subject: agentId, detail });
      const data = { personId: ownerId, agentIds: [agentId], deadline };
      tx.send({ topic: 'notify', payload: { template: 'transfer.offered', to: { personId: toId }, data } });
      return offer;
    });
  }

  /**
   * The person who is asked becomes the owner: rights are computed from theirs, keys and tokens are dead.
   * @throws Refusal transfer.unknown, transfer.not-yours, transfer.closed, and as `Successions.takeOver`
   */
  accept(actor: Actor, id: string, acceptance: Acceptance): Promise<AgentRow> {
    return this.db.write(actor, async (tx) => {
      const { agentId, fromId, toId } = await this.asked(tx, actor, id);
      await heldLeaver(tx, fromId);
      await heldActive(tx, [toId]);
      await this.answer(tx, id, 'accepted');
      return this.successions.takeOver(tx, agentId, fromId, acceptance);
    });
  }

  /** @throws Refusal transfer.unknown, transfer.not-yours, transfer.closed */
  decline(actor: Actor, id: string, reason: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      await this.asked(tx, actor, id);
      await this.answer(tx, id, 'declined', reason);
    });
  }

  /** By whoever may offer the agent. @throws Refusal transfer.unknown when it is offered to nobody, transfer.closed */
  withdraw(actor: Actor, agentId: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      const open = await tx.findOneBy(AgentTransferRow, { agentId, state: 'open' });
      if (!open) throw new Refusal('transfer.unknown');
      await this.answer(tx, open.id, 'withdrawn');
    });
  }

  /** Ends offers that nobody has answered in time, or whose agent is no more; run by a timer. @returns how many */
  expire(actor: Actor): Promise<number> {
    return this.db.write(actor, async (tx) => {
      const due = await tx.query<{ id: string; late: boolean }[]>(
        `SELECT t.id, t.expires_at <= $1 AS late FROM agent_transfer t JOIN agent a ON a.id = t.agent_id
         WHERE t.state = 'open' AND (t.expires_at <= $1 OR a.state = 'retired') ORDER BY t.id LIMIT 200 FOR UPDATE OF t`,
        [this.clock.now()],
      );
      for (const { id, late } of due) await this.answer(tx, id, late ? 'expired' : 'withdrawn');
      return due.length === 0 ? tx.unchanged(0) : due.length;
    });
  }

  /** Newest first; all, or those that one person made, got or is asked about. */
  list(actor: Actor, personId?: string): Promise<ShownTransfer[]> {
    return this.db.read(actor, async (tx) => {
      const where = personId === undefined ? {} : [{ fromId: personId }, { toId: personId }];
      const transfers = await tx.find(AgentTransferRow, { where, order: { id: 'DESC' }, take: 500 });
      const ids = [...new Set(transfers.map(({ agentId }) => agentId))];
      const agents = new Map((await tx.findBy(AgentRow, { id: In(ids) })).map((agent) => [agent.id, agent]));
      const open = transfers.filter(({ state }) => state === 'open').map(({ agentId }) => agentId);
      const grants = await liveGrants(tx, open, this.clock.now());
      return transfers.flatMap((transfer) => {
        const agent = agents.get(transfer.agentId);
        const own = transfer.state === 'open' ? grants.filter(({ agentId }) => agentId === transfer.agentId) : [];
        return agent ? [Object.assign(transfer, { agent, grants: own })] : [];
      });
    });
  }

  private async asked(tx: WriteTx, actor: Actor, id: string): Promise<AgentTransferRow> {
    const transfer = await tx.findOneBy(AgentTransferRow, { id });
    if (!transfer) throw new Refusal('transfer.unknown');
    if (actor.kind !== 'person' || actor.id !== transfer.toId) throw new Refusal('transfer.not-yours');
    return transfer;
  }

  /** One of several simultaneous answers counts; an offer that has expired can only expire. */
  private async answer(tx: WriteTx, id: string, state: Answer, reason?: string): Promise<void> {
    const [[ended]] = await tx.query<[Pick<AgentTransferRow, 'agentId' | 'fromId' | 'toId'>[], number]>(
      `UPDATE agent_transfer SET state = $2, answered_at = $3 WHERE id = $1 AND state = 'open'
         AND ($2 = 'expired' OR expires_at > $3)
       RETURNING agent_id AS "agentId", from_id AS "fromId", to_id AS "toId"`,
      [id, state, this.clock.now()],
    );
    if (!ended) throw new Refusal('transfer.closed');
    const { agentId, fromId, toId } = ended;
    const personal = reason === undefined ? {} : { personal: { reason } };
    tx.record({
      action: `agent.transfer-${state}`,
      subject: agentId,
      detail: { transferId: id, fromId, toId },
      ...personal,
    });
    if (state === 'withdrawn') return;
    const data = { agentIds: [agentId], answer: state };
    tx.send({ topic: 'notify', payload: { template: 'transfer.answered', to: { personId: fromId }, data } });
  }
}
