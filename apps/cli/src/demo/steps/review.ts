import { setTimeout as pause } from 'node:timers/promises';
import { type Step, given, holds } from '../stage.js';
import { WebClient } from '../web-client.js';

type Item = { id: string; version: number; tool: string; state: string; reviewerId: string; assignmentReason: string };
type Campaign = { id: string; state: string; populationHash: string };

export const review: Step = {
  name: 'review',
  title: "Review: a campaign over the agent's tools, decided by the owner's manager",
  async play(stage) {
    const admin = given(stage, 'admin');
    const agent = given(stage, 'agent');
    const { edith } = given(stage, 'people');
    const me = await admin.get<{ personId: string }>('/api/v1/session');
    const drafted = await admin.post<Campaign>('/api/v1/campaigns', {
      name: 'Agents of Finance',
      agentIds: [agent.id],
      fallbackReviewerId: me.personId,
      endsAt: new Date(Date.now() + 14 * 86_400_000).toISOString(),
    });
    const path = `/api/v1/campaigns/${drafted.id}`;
    const staged = await admin.post<Campaign>(`${path}/stage`);
    await admin.post(`${path}/launch`);

    const { link } = await admin.post<{ link: string }>(`/api/v1/people/${edith.id}/sign-in-links`);
    const reviewer = await WebClient.signIn(link);
    const items = await reviewer.get<Item[]>(`${path}/items`);
    holds(items.length === 2, 'each of the two grants is one item');
    holds(
      items.every((item) => item.reviewerId === edith.id && item.assignmentReason === 'manager'),
      "the owner's manager is asked",
    );
    const own = items[0];
    holds(own !== undefined, 'there is an item');
    const selfDecision = await given(stage, 'owner').send('POST', `${path}/items/${own.id}/decision`, {
      decision: 'approve',
      comment: 'mine',
      version: own.version,
    });
    holds(selfDecision.status === 403, 'the owner cannot decide on her own agent');
    for (const item of items) {
      const revoke = item.tool.endsWith('write_file');
      await reviewer.post(`${path}/items/${item.id}/decision`, {
        decision: revoke ? 'revoke' : 'approve',
        comment: revoke ? 'Not used for what it was asked for' : 'Needed daily',
        version: item.version,
      });
    }
    await admin.post(`${path}/sign-off`);

    const gone = await until(async () => {
      const now = await admin.get<Item[]>(`${path}/items`);
      return now.find((item) => item.state === 'verified_gone');
    });
    const finished = await until(async () => {
      const now = await admin.get<Campaign>(path);
      return now.state === 'completed' ? now : undefined;
    });
    const visible = await agent.with('2026-07-28', (session) => session.tools());
    holds(visible.join() === 'calculator__get-sum', 'the agent no longer sees the revoked tool');
    return [
      `Staged: ${items.length} items, population ${staged.populationHash.slice(0, 16)}…; reviewer Edith (manager of the owner).`,
      `Ada tried to decide on her own agent and was refused (${selfDecision.status}).`,
      `Edith approved get-sum and revoked write_file. ${gone.tool}: ${gone.state}, proven by reading it back.`,
      `Signed off; the campaign is ${finished.state}. The agent now sees: ${visible.join(', ')}.`,
    ];
  },
};

/** Waits for what the worker does after the commit, at most 15 s. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 15_000; Date.now() < end; await pause(100)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error('Not as told: the worker did not finish within 15 s');
}
