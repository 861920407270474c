import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { Db, type WriteTx } from '@app/database';
import { isSubordinate } from '@app/directory';
import { Fence } from '@app/fence';
import { In } from 'typeorm';
import { AgentRow } from '../identity/agent.row.js';
import { refuseBeyond } from '../identity/bounds.js';
import { BlueprintRow } from '../blueprints/blueprint.row.js';
import { daysAfter } from '../core/ceilings.js';
import { activeOwner } from '../identity/registration.js';
import { lockedAgent, refuseUnless } from './moves.js';
import { heldParts } from '../identity/parts.js';
import { dueAgents, resume, suspend } from './suspensions.js';

/** In days: the next review of an agent whose blueprint does not say. */
const USUAL_REVIEW = 90;

/** `attest`: whoever renews has looked at the agent. `nextReviewAt`: only by somebody independent of its owner. */
export type Renewal = Readonly<{ expiresAt: Date; nextReviewAt?: Date | undefined; attest: boolean; reason: string }>;

/** How long agents go on: their term, their reviews, and falling asleep when nobody uses them (R-AGT-5). */
@Injectable()
export class AgentTerms {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /**
   * Gives an agent another term, shorter ones included; the parts of a whole never outlast it. Without a new review date
   * that of the agent stands, and an agent whose review is overdue is not renewed.
   * @throws Refusal agent.not-attested, agent.owner-inactive, agent.retired, agent.term-invalid, agent.review-overdue,
   * agent.review-not-independent, agent.wider-than-parent, agent.wider-than-blueprint
   */
  renew(actor: Actor, agentId: string, renewal: Renewal): Promise<AgentRow> {
    const { expiresAt, attest, reason } = renewal;
    if (!attest) return Promise.reject(new Refusal('agent.not-attested'));
    return this.db.write(actor, async (tx) => {
      const now = this.clock.now();
      const { ownerId, parentId } = await tx.findOneByOrFail(AgentRow, { id: agentId }).catch(unknown);
      await activeOwner(tx, ownerId);
      // the whole before its part, as retiring holds them
      const parent = parentId === null ? null : await lockedAgent(tx, parentId);
      const agent = await lockedAgent(tx, agentId);
      refuseUnless(agent, 'renew');
      const nextReviewAt = renewal.nextReviewAt ?? agent.nextReviewAt;
      if (renewal.nextReviewAt) await refuseDependent(tx, actor, agent);
      else if (agent.nextReviewAt <= now) throw new Refusal('agent.review-overdue');
      if (expiresAt <= now || nextReviewAt <= now) throw new Refusal('agent.term-invalid');
      if (parent && expiresAt > parent.expiresAt) throw new Refusal('agent.wider-than-parent', 'expiresAt');
      const wanted = renewal.nextReviewAt ? { expiresAt, nextReviewAt } : { expiresAt };
      await refuseBeyond(tx, agent, wanted, now);
      await tx.update(AgentRow, { id: agentId }, { expiresAt, nextReviewAt });
      const parts = await shorten(tx, agentId, expiresAt);
      const detail = { expiresAt: expiresAt.toISOString(), nextReviewAt: nextReviewAt.toISOString(), parts };
      tx.record({ action: 'agent.renewed', subject: agentId, detail, personal: { reason } });
      await resume(tx, this.fence, [agentId], 'expired', now);
      if (renewal.nextReviewAt) await resume(tx, this.fence, [agentId], 'review_overdue', now);
      // the index ends grants with the term
      await this.fence.touch(tx, [agentId, ...parts]);
      return Object.assign(agent, { expiresAt, nextReviewAt });
    });
  }

  /**
   * All that these agents may do was reviewed: the next review is due after the time their blueprint gives, and never
   * earlier than it was.
   */
  async reviewed(tx: WriteTx, agentIds: readonly string[], campaignId: string): Promise<void> {
    const now = this.clock.now();
    const done: string[] = [];
    for (const id of agentIds.toSorted()) {
      const agent = await lockedAgent(tx, id);
      if (agent.state === 'retired') continue;
      const { blueprintId } = agent;
      const blueprint = blueprintId === null ? null : await tx.findOneByOrFail(BlueprintRow, { id: blueprintId });
      const next = daysAfter(now, blueprint?.reviewEveryDays ?? USUAL_REVIEW);
      const nextReviewAt = next > agent.nextReviewAt ? next : agent.nextReviewAt;
      await tx.update(AgentRow, { id }, { nextReviewAt });
      const detail = { campaignId, nextReviewAt: nextReviewAt.toISOString() };
      tx.record({ action: 'agent.reviewed', subject: id, detail });
      done.push(id);
    }
    await resume(tx, this.fence, done, 'review_overdue', now);
    await this.fence.touch(tx, done);
  }

  /** Somebody needs a sleeping agent again. @throws Refusal agent.retired, agent.not-dormant, agent.reason-missing */
  wake(actor: Actor, agentId: string, reason: string): Promise<void> {
    if (reason.trim() === '') return Promise.reject(new Refusal('agent.reason-missing'));
    return this.db.write(actor, async (tx) => {
      const now = this.clock.now();
      refuseUnless(await lockedAgent(tx, agentId), 'resume');
      await tx.update(AgentRow, { id: agentId }, { awakeSince: now });
      if ((await resume(tx, this.fence, [agentId], 'dormant', now)).length === 0)
        throw new Refusal('agent.not-dormant');
      tx.record({ action: 'agent.woken', subject: agentId, personal: { reason } });
    });
  }

  /**
   * Stops every active agent whose expiry or review date has come or that got no token for too long; run by a timer.
   * @returns how many causes were set
   */
  suspendDue(actor: Actor): Promise<number> {
    return this.db.write(actor, async (tx) => {
      const now = this.clock.now();
      const due = await dueAgents(tx, now);
      let count = 0;
      for (const cause of ['expired', 'review_overdue', 'dormant'] as const) {
        const ids = due.filter((agent) => agent[cause]).map(({ id }) => id);
        count += (await suspend(tx, this.fence, ids, cause, now)).length;
      }
      return count === 0 ? tx.unchanged(0) : count;
    });
  }
}

const unknown = (): never => {
  throw new Refusal('agent.unknown');
};

/** Nobody prolongs the review of what they answer for, nor does somebody under them (R-REV-2). */
async function refuseDependent(tx: WriteTx, actor: Actor, { ownerId, deputyId }: AgentRow): Promise<void> {
  if (actor.kind !== 'person') return;
  const own = actor.id === ownerId || actor.id === deputyId;
  if (own || (await isSubordinate(tx, actor.id, ownerId))) throw new Refusal('agent.review-not-independent');
}

/** @returns the parts, of parts too, whose term had to be shortened */
async function shorten(tx: WriteTx, wholeId: string, expiresAt: Date): Promise<string[]> {
  const longer = (await heldParts(tx, wholeId)).filter((part) => part.expiresAt > expiresAt);
  const ids = longer.map(({ id }) => id);
  if (ids.length > 0) await tx.update(AgentRow, { id: In(ids) }, { expiresAt });
  return ids;
}
