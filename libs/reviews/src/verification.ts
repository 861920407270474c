import { Injectable } from '@nestjs/common';
import { type Actor, Clock, policy } from '@app/kernel';
import { In, IsNull, LessThanOrEqual, Not } from 'typeorm';
import { AgentGrantRow, AgentGrants, EffectiveAccess, type PathStep, reachAt } from '@app/access';
import { AgentTerms } from '@app/agents';
import { Db, type Tx, type WriteTx } from '@app/database';
import { replicasAt } from '@app/fence';
import { isSettled } from './core/campaign.js';
import { CampaignRow } from './campaign.row.js';
import type { Evidence } from './evidence.js';
import { ReviewItemRow } from './review-item.row.js';
import { reviewedIn } from './reviewed-agents.js';
import { closeWhenDecided, lockedCampaign, move, settle } from './settle.js';

const SETTLED_AT_ONCE = 50;

/** Turns "revoked" into "gone", which is said only when it was found to be so (R-REV-4), and silence into a decision. */
@Injectable()
export class Verification {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly access: EffectiveAccess,
    private readonly grants: AgentGrants,
    private readonly terms: AgentTerms,
  ) {}

  async run(actor: Actor): Promise<void> {
    for (const id of await this.db.read(actor, (tx) => this.overdue(tx))) await this.settleSilence(actor, id);
    const { unproven, verifying } = await this.db.read(actor, (tx) => this.unfinished(tx));
    for (const id of unproven) await this.db.write(actor, (tx) => this.prove(tx, id));
    for (const id of verifying) {
      await this.db.write(actor, async (tx) => {
        const campaign = await lockedCampaign(tx, id);
        if (!(await this.complete(tx, campaign))) return tx.unchanged(undefined);
      });
    }
  }

  /** A campaign of which nothing is open any more is complete, for good. @returns whether it is now */
  async complete(tx: WriteTx, campaign: CampaignRow): Promise<boolean> {
    if (campaign.state !== 'verifying') return false;
    const items = await tx.find(ReviewItemRow, {
      select: { id: true, state: true },
      where: { campaignId: campaign.id },
    });
    if (!items.every(({ state }) => isSettled(state))) return false;
    await move(tx, campaign, 'completed');
    await this.terms.reviewed(tx, await reviewedIn(tx, campaign.id, this.clock.now()), campaign.id);
    return true;
  }

  /** Nobody answered in time: revoked, and recorded as the policy's doing, never as a reviewer's (R-REV-3). */
  private async settleSilence(actor: Actor, campaignId: string): Promise<void> {
    while (await this.settleSome(actor, campaignId));
  }

  /** A part at a time, because everybody who offboards waits for this write. @returns whether items are left */
  private settleSome(actor: Actor, campaignId: string): Promise<boolean> {
    return this.db.write(policy('silence', actor.tenant), async (tx) => {
      const campaign = await lockedCampaign(tx, campaignId);
      const now = this.clock.now();
      if (campaign.state !== 'active' || campaign.endsAt > now) return tx.unchanged(false);
      const where = { campaignId, state: 'pending' } as const;
      const items = await tx.find(ReviewItemRow, { where, order: { id: 'ASC' }, take: SETTLED_AT_ONCE });
      for (const item of items) {
        const answer = { decision: 'revoke', comment: null, version: item.version } as const;
        await settle(tx, this.grants, item, answer, now);
      }
      await closeWhenDecided(tx, campaign);
      return items.length === SETTLED_AT_ONCE;
    });
  }

  private async prove(tx: WriteTx, itemId: string): Promise<void> {
    const lock = { mode: 'pessimistic_write' } as const;
    const item = await tx.findOneOrFail(ReviewItemRow, { where: { id: itemId }, lock });
    if (item.state !== 'removed_unverified' && item.state !== 'still_present') return tx.unchanged(undefined);
    const fenceSeq = item.evidence?.fenceSeq ?? null;
    const replicas = await replicasAt(tx, fenceSeq ?? 0);
    if (replicas.behind.length > 0) return tx.unchanged(undefined);
    const now = this.clock.now();
    const about = new Set(item.snapshot.tools?.map(({ id }) => id) ?? [item.toolId]);
    const reached = (await this.access.of(tx, item.agentId, now)).find(({ toolId }) => about.has(toolId));
    const alternatePath = reached?.path ?? (await otherGrant(tx, item.agentId, about, now));
    const gone = alternatePath === null;
    const state = gone ? 'verified_gone' : 'still_present';
    if (state === item.state) return tx.unchanged(undefined);
    const { acknowledged, lapsed } = replicas;
    const evidence: Evidence = {
      fenceSeq,
      checkedAt: now.toISOString(),
      readback: reached?.effect ?? 'deny',
      ...(alternatePath ? { alternatePath } : {}),
      replicas: { acknowledged, lapsed },
    };
    const { campaignId, agentId, toolId, grantId } = item;
    tx.record({
      action: gone ? 'review-item.verified-gone' : 'review-item.still-present',
      subject: itemId,
      detail: { campaignId, agentId, toolId, grantId, ...evidence },
    });
    await tx.update(ReviewItemRow, { id: itemId }, { state, evidence, version: item.version + 1 });
  }

  private async overdue(tx: Tx): Promise<string[]> {
    const where = { state: 'active', endsAt: LessThanOrEqual(this.clock.now()) } as const;
    return (await tx.find(CampaignRow, { select: { id: true }, where })).map(({ id }) => id);
  }

  /** Only campaigns that go on are looked at, so that a round costs nothing when there is nothing to do. */
  private async unfinished(tx: Tx): Promise<{ unproven: string[]; verifying: string[] }> {
    const open = await tx.findBy(CampaignRow, { state: In(['active', 'closing', 'verifying']) });
    const where = { campaignId: In(open.map(({ id }) => id)), state: In(['removed_unverified', 'still_present']) };
    const unproven = await tx.find(ReviewItemRow, { select: { id: true }, where });
    return {
      unproven: unproven.map(({ id }) => id),
      verifying: open.filter(({ state }) => state === 'verifying').map(({ id }) => id),
    };
  }
}

/** Any grant on one of the tools that is in force, this one included, though something else may keep it from counting today. */
async function otherGrant(
  tx: Tx,
  agentId: string,
  about: ReadonlySet<string | null>,
  at: Date,
): Promise<PathStep[] | null> {
  const rows = await tx.findBy(AgentGrantRow, { agentId, effect: Not('deny'), endedBecause: IsNull() });
  const inForce = rows.filter(({ validTo }) => validTo === null || validTo > at);
  const reach = await reachAt(
    tx,
    inForce.map(({ profileId }) => profileId),
    at,
  );
  const live = inForce.find((grant) => reach(grant).some(({ id }) => about.has(id)));
  const path = (id: string): PathStep[] => [
    { step: 'agent', id: agentId },
    { step: 'grant', id },
  ];
  return live ? path(live.id) : null;
}
