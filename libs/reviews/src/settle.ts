import { nameOf, Refusal } from '@app/kernel';
import { AgentGrantRow, type AgentGrants } from '@app/access';
import type { WriteTx } from '@app/database';
import { mayBecome, type CampaignState } from './core/campaign.js';
import { CampaignRow } from './campaign.row.js';
import { ReviewItemRow } from './review-item.row.js';

export type Answer = Readonly<{ decision: 'approve' | 'revoke'; comment: string | null; version: number }>;

/**
 * Takes one answer on one item: the writer's own if a person decides, the policy's if nobody did. A revocation ends the
 * grant in this very write and waits for its proof; an approval of what has ended meanwhile is superseded.
 * @throws Refusal review-item.changed when the item is not pending any more, or not in the version that was seen
 */
export async function settle(
  tx: WriteTx,
  grants: AgentGrants,
  item: ReviewItemRow,
  answer: Answer,
  at: Date,
): Promise<void> {
  const { decision, comment, version } = answer;
  const { campaignId, agentId, toolId, grantId } = item;
  const superseded = decision === 'approve' && !(await isLive(tx, grantId, at));
  const state = superseded ? 'superseded' : decision === 'revoke' ? 'revoking' : 'submitted';
  const told = superseded ? {} : { decision, comment, decidedBy: nameOf(tx.actor), decidedAt: at };
  const claim = await tx.update(
    ReviewItemRow,
    { id: item.id, state: 'pending', version },
    { state, version: version + 1, ...told },
  );
  if (claim.affected !== 1) throw new Refusal('review-item.changed');
  tx.record({
    action: superseded ? 'review-item.superseded' : 'review-item.decided',
    subject: item.id,
    detail: { campaignId, agentId, toolId, grantId, ...(superseded ? {} : { decision }) },
    ...(comment === null ? {} : { personal: { comment } }),
  });
  if (state !== 'revoking') return;
  const fenceSeq = await grants.end(tx, grantId, `review-item:${item.id}`);
  await tx.update(ReviewItemRow, { id: item.id }, { state: 'removed_unverified', evidence: { fenceSeq } });
}

async function isLive(tx: WriteTx, grantId: string, at: Date): Promise<boolean> {
  const grant = await tx.findOneByOrFail(AgentGrantRow, { id: grantId });
  return grant.endedBecause === null && (grant.validTo === null || grant.validTo > at);
}

/** Held until the end of the transaction: whoever decides, closes or signs off a campaign does so one after the other. */
export async function lockedCampaign(tx: WriteTx, id: string): Promise<CampaignRow> {
  const campaign = await tx.findOne(CampaignRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!campaign) throw new Refusal('campaign.unknown');
  return campaign;
}

/** @throws Refusal campaign.illegal-move */
export async function move(
  tx: WriteTx,
  campaign: CampaignRow,
  to: CampaignState,
  facts: Partial<Pick<CampaignRow, 'populationHash' | 'signedOffBy'>> = {},
): Promise<void> {
  refuseUnless(campaign, to);
  const columns = { ...facts, state: to, version: campaign.version + 1 };
  const detail = { from: campaign.state, to, ...facts };
  tx.record({ action: 'campaign.moved', subject: campaign.id, detail });
  await tx.update(CampaignRow, { id: campaign.id }, columns);
  Object.assign(campaign, columns);
}

/** @throws Refusal campaign.illegal-move */
export function refuseUnless({ state }: CampaignRow, to: CampaignState): void {
  if (!mayBecome(state, to)) throw new Refusal('campaign.illegal-move', `${state} to ${to}`);
}

/** With nothing left to decide a campaign waits for its sign-off. */
export async function closeWhenDecided(tx: WriteTx, campaign: CampaignRow): Promise<void> {
  const pending = await tx.existsBy(ReviewItemRow, { campaignId: campaign.id, state: 'pending' });
  if (!pending) await move(tx, campaign, 'closing');
}
