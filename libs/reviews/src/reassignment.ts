import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { z } from 'zod';
import { Agents } from '@app/agents';
import type { WriteTx } from '@app/database';
import { PersonRow } from '@app/directory';
import { type Payload, Subscriptions } from '@app/jobs';
import { CampaignRow } from './campaign.row.js';
import { reviewerFor } from './independence.js';
import { ReviewItemRow } from './review-item.row.js';
import { lockedCampaign } from './settle.js';

type Outcome = 'done' | 'nothing-to-do';
const About = z.object({ personId: z.uuid() });

/**
 * Items that wait for somebody who has left, or who is no longer the owner's manager, go to the next independent person
 * (R-REV-2). The frozen population is not touched. Where nobody is independent an item stays where it is, and the
 * policy on silence settles it. Messages come late, so each looks at how things stand now.
 */
@Injectable()
export class Reassignment {
  constructor(
    subscriptions: Subscriptions,
    private readonly agents: Agents,
  ) {
    subscriptions.on('person.left', 'reviews.reviewer-left', (tx, payload) => this.reviewerLeft(tx, payload));
    subscriptions.on('person.manager-changed', 'reviews.manager-changed', (tx, payload) =>
      this.managerChanged(tx, payload),
    );
  }

  private async reviewerLeft(tx: WriteTx, payload: Payload): Promise<Outcome> {
    const { personId } = About.parse(payload);
    if (await tx.existsBy(PersonRow, { id: personId, status: 'active' })) return 'nothing-to-do';
    return this.reassign(
      tx,
      await tx.findBy(ReviewItemRow, { reviewerId: personId, state: 'pending' }),
      'reviewer-left',
    );
  }

  /** Only what was assigned because of being the manager follows the manager. */
  private async managerChanged(tx: WriteTx, payload: Payload): Promise<Outcome> {
    const { personId } = About.parse(payload);
    const agents = await this.agents.ownedBy(tx, personId);
    const where = { agentId: In(agents.map(({ id }) => id)), assignmentReason: 'manager', state: 'pending' } as const;
    return this.reassign(tx, await tx.findBy(ReviewItemRow, where), 'manager-changed');
  }

  private async reassign(tx: WriteTx, items: readonly ReviewItemRow[], because: string): Promise<Outcome> {
    let count = 0;
    const campaigns = [...new Set(items.map(({ campaignId }) => campaignId))].toSorted();
    for (const campaignId of campaigns) {
      // in turn with whoever decides, closes or signs off
      const campaign = await lockedCampaign(tx, campaignId);
      if (campaign.state !== 'staged' && campaign.state !== 'active') continue;
      const own = items.filter((item) => item.campaignId === campaignId);
      for (const item of own) if (await this.reassignOne(tx, campaign, item, because)) count += 1;
    }
    return count > 0 ? 'done' : 'nothing-to-do';
  }

  private async reassignOne(
    tx: WriteTx,
    { fallbackReviewerId }: CampaignRow,
    { id, agentId, snapshot, reviewerId, version }: ReviewItemRow,
    because: string,
  ): Promise<boolean> {
    const agent = await this.agents.find(tx, agentId);
    const reviewer = await reviewerFor(tx, { agent, grantedBy: snapshot.grant.grantedBy }, fallbackReviewerId);
    if (!reviewer || reviewer.id === reviewerId) return false;
    const { reason: assignmentReason, facts: independence } = reviewer;
    const claim = await tx.update(
      ReviewItemRow,
      { id, state: 'pending', version },
      { reviewerId: reviewer.id, assignmentReason, independence, version: version + 1 },
    );
    if (claim.affected !== 1) return false;
    const detail = { from: reviewerId, to: reviewer.id, assignmentReason, because };
    tx.record({ action: 'review-item.reassigned', subject: id, detail });
    return true;
  }
}
