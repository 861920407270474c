import { Injectable } from '@nestjs/common';
import { type Actor, Clock, nameOf, newId, Refusal } from '@app/kernel';
import { AgentGrants } from '@app/access';
import { Agents } from '@app/agents';
import { Db, type Tx, type WriteTx } from '@app/database';
import { PersonRow } from '@app/directory';
import type { ItemState } from './core/campaign.js';
import { conflicts } from './core/independence.js';
import { populationHash } from './core/population.js';
import { CampaignRow } from './campaign.row.js';
import { independenceOf, reviewerFor } from './independence.js';
import { populationOf, type PopulationRow } from './population.js';
import { ReviewItemRow } from './review-item.row.js';
import { type Answer, closeWhenDecided, lockedCampaign, move, refuseUnless, settle } from './settle.js';
import { Verification } from './verification.js';

export type NewCampaign = Readonly<{
  name: string;
  kind?: 'periodic' | 'micro' | 'incident' | undefined;
  agentIds: readonly string[];
  fallbackReviewerId: string;
  endsAt: Date;
}>;
/** A campaign and how many of its items are in each state. */
export type ListedCampaign = CampaignRow & { counts: Partial<Record<ItemState, number>> };

/** Access certifications: what is asked, who answers, and what follows. */
@Injectable()
export class Campaigns {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly agents: Agents,
    private readonly grants: AgentGrants,
    private readonly verification: Verification,
  ) {}

  /** @throws Refusal campaign.deadline-past, campaign.scope-empty, person.unknown, agent.unknown */
  draft(actor: Actor, wanted: NewCampaign): Promise<CampaignRow> {
    return this.db.write(actor, async (tx) => {
      if (wanted.endsAt <= this.clock.now()) throw new Refusal('campaign.deadline-past');
      if (wanted.agentIds.length === 0) throw new Refusal('campaign.scope-empty');
      const { fallbackReviewerId } = wanted;
      if (!(await tx.existsBy(PersonRow, { id: fallbackReviewerId }))) throw new Refusal('person.unknown');
      for (const id of wanted.agentIds) await this.agents.find(tx, id);
      const fresh = { id: newId(), state: 'draft', createdBy: nameOf(actor), signedOffBy: null, version: 1 } as const;
      const kind = wanted.kind ?? 'periodic';
      const campaign = tx.create(CampaignRow, { ...wanted, ...fresh, kind, populationHash: null });
      await tx.insert(CampaignRow, campaign);
      const detail = { kind, agentIds: wanted.agentIds, fallbackReviewerId, endsAt: wanted.endsAt.toISOString() };
      tx.record({ action: 'campaign.drafted', subject: campaign.id, detail });
      return campaign;
    });
  }

  /**
   * Freezes what is reviewed and who is asked. What happens to agents, tools and grants afterwards changes neither.
   * @throws Refusal campaign.illegal-move, campaign.scope-empty, campaign.no-independent-reviewer
   */
  stage(actor: Actor, id: string): Promise<CampaignRow> {
    return this.db.write(actor, async (tx) => {
      const campaign = await lockedCampaign(tx, id);
      refuseUnless(campaign, 'staged');
      const population = await populationOf(tx, campaign.agentIds, this.clock.now());
      if (population.length === 0) throw new Refusal('campaign.scope-empty');
      await move(tx, campaign, 'staged', { populationHash: populationHash(population.map((row) => row.snapshot)) });
      for (const row of population) await tx.insert(ReviewItemRow, await this.item(tx, campaign, row));
      return campaign;
    });
  }

  /** @throws Refusal campaign.illegal-move, campaign.deadline-past, campaign.no-independent-reviewer */
  launch(actor: Actor, id: string): Promise<CampaignRow> {
    return this.db.write(actor, async (tx) => {
      const campaign = await lockedCampaign(tx, id);
      await move(tx, campaign, 'active');
      if (campaign.endsAt <= this.clock.now()) throw new Refusal('campaign.deadline-past');
      for (const item of await tx.findBy(ReviewItemRow, { campaignId: id })) {
        const fault = await this.conflictOf(tx, item);
        if (fault) throw new Refusal('campaign.no-independent-reviewer', `${item.snapshot.agent.name}: ${fault}`);
      }
      return campaign;
    });
  }

  /**
   * The answer of the person who was asked; a revocation takes effect at once.
   * @throws Refusal review-item.unknown, review-item.not-yours, review-item.not-independent, review-item.changed,
   * review-item.comment-missing, campaign.illegal-move
   */
  decide(actor: Actor, itemId: string, answer: Answer): Promise<ReviewItemRow> {
    const { decision, comment } = answer;
    if (decision === 'revoke' && (comment ?? '').trim() === '') {
      return Promise.reject(new Refusal('review-item.comment-missing'));
    }
    return this.db.write(actor, async (tx) => {
      const item = await tx.findOneBy(ReviewItemRow, { id: itemId });
      if (!item) throw new Refusal('review-item.unknown');
      if (actor.kind !== 'person' || actor.id !== item.reviewerId) throw new Refusal('review-item.not-yours');
      const campaign = await lockedCampaign(tx, item.campaignId);
      const now = this.clock.now();
      if (campaign.state !== 'active' || campaign.endsAt <= now) throw new Refusal('campaign.illegal-move', 'not open');
      const fault = await this.conflictOf(tx, item);
      if (fault) throw new Refusal('review-item.not-independent', fault);
      await settle(tx, this.grants, item, answer, now);
      await closeWhenDecided(tx, campaign);
      return tx.findOneByOrFail(ReviewItemRow, { id: itemId });
    });
  }

  /**
   * Management's acknowledgement of the outcome. What was approved is retained; what was revoked is still to be proven.
   * @param by.admin whether the caller was found to be an administrator; otherwise only the creator may
   * @throws Refusal campaign.sign-off-not-yours, campaign.illegal-move
   */
  signOff(actor: Actor, id: string, by: Readonly<{ admin: boolean }> = { admin: false }): Promise<CampaignRow> {
    return this.db.write(actor, async (tx) => {
      const campaign = await lockedCampaign(tx, id);
      if (actor.kind !== 'person') throw new Refusal('campaign.sign-off-not-yours');
      if (!by.admin && campaign.createdBy !== nameOf(actor)) throw new Refusal('campaign.sign-off-not-yours');
      await move(tx, campaign, 'remediating', { signedOffBy: actor.id });
      await tx.update(ReviewItemRow, { campaignId: id, state: 'submitted' }, { state: 'retained' });
      // every revocation was carried out when it was decided, so that only its proof is open
      await move(tx, campaign, 'verifying');
      await this.verification.complete(tx, campaign);
      return campaign;
    });
  }

  /** What the clock and the replicas bring about: deadlines, proofs, completion. Run by a timer, again and again. */
  verify(actor: Actor): Promise<void> {
    return this.verification.run(actor);
  }

  /** @throws Refusal campaign.unknown */
  async find(actor: Actor, id: string): Promise<ListedCampaign> {
    const found = (await this.list(actor)).find((campaign) => campaign.id === id);
    if (!found) throw new Refusal('campaign.unknown');
    return found;
  }

  list(actor: Actor): Promise<ListedCampaign[]> {
    return this.db.read(actor, async (tx) => {
      const campaigns = await tx.find(CampaignRow, { order: { id: 'DESC' } });
      const rows = await tx.query<{ campaignId: string; state: ItemState; count: number }[]>(
        `SELECT campaign_id AS "campaignId", state, count(*)::int AS count FROM review_item GROUP BY 1, 2`,
      );
      return campaigns.map((campaign) => {
        const own = rows.filter(({ campaignId }) => campaignId === campaign.id);
        return Object.assign(campaign, { counts: Object.fromEntries(own.map(({ state, count }) => [state, count])) });
      });
    });
  }

  /** The items as they were frozen, with where they stand; all, or those that one person is asked about. */
  items(actor: Actor, campaignId: string, reviewerId?: string): Promise<ReviewItemRow[]> {
    const where = { campaignId, ...(reviewerId === undefined ? {} : { reviewerId }) };
    return this.db.read(actor, (tx) => tx.find(ReviewItemRow, { where, order: { grantId: 'ASC' } }));
  }

  private async item(tx: WriteTx, campaign: CampaignRow, { snapshot, agent }: PopulationRow): Promise<ReviewItemRow> {
    const under = { agent, grantedBy: snapshot.grant.grantedBy };
    const reviewer = await reviewerFor(tx, under, campaign.fallbackReviewerId);
    if (!reviewer) throw new Refusal('campaign.no-independent-reviewer', snapshot.agent.name);
    return tx.create(ReviewItemRow, {
      id: newId(),
      campaignId: campaign.id,
      agentId: agent.id,
      toolId: snapshot.tool?.id ?? null,
      grantId: snapshot.grant.id,
      snapshot,
      reviewerId: reviewer.id,
      assignmentReason: reviewer.reason,
      independence: reviewer.facts,
      state: 'pending',
      decision: null,
      decidedBy: null,
      decidedAt: null,
      comment: null,
      evidence: null,
      version: 1,
    });
  }

  /** The agent may have another owner or deputy by now, and the reviewer another manager. */
  private async conflictOf(tx: Tx, item: ReviewItemRow): Promise<string | null> {
    const agent = await this.agents.find(tx, item.agentId);
    const under = { agent, grantedBy: item.snapshot.grant.grantedBy };
    const found = conflicts(await independenceOf(tx, item.reviewerId, under));
    return found.length > 0 ? found.join(', ') : null;
  }
}
