import type { Tx } from '@app/database';

/**
 * Agents that this campaign has reviewed as a whole: a person has decided on something, and everything that they may
 * still do was retained in it. What was granted since the campaign began leaves the review due.
 */
export async function reviewedIn(tx: Tx, campaignId: string, at: Date): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `SELECT DISTINCT i.agent_id AS id FROM review_item i
     WHERE i.campaign_id = $1 AND i.decided_by LIKE 'person:%' AND NOT EXISTS (
       SELECT FROM agent_grant g WHERE g.agent_id = i.agent_id AND g.effect <> 'deny' AND g.ended_because IS NULL
         AND (g.valid_to IS NULL OR g.valid_to > $2)
         AND NOT EXISTS (SELECT FROM review_item r
           WHERE r.campaign_id = $1 AND r.grant_id = g.id AND r.state = 'retained'))`,
    [campaignId, at],
  );
  return rows.map(({ id }) => id);
}
