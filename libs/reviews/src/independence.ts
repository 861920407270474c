import type { AgentRow } from '@app/agents';
import type { Tx } from '@app/database';
import { isSubordinate, managerOf, PersonRow } from '@app/directory';
import { conflicts, type IndependenceFacts, personIn } from './core/independence.js';

type UnderReview = Readonly<{ agent: Pick<AgentRow, 'ownerId' | 'deputyId'>; grantedBy: string }>;
export type Reviewer = Readonly<{ id: string; reason: 'manager' | 'fallback'; facts: IndependenceFacts }>;

/** The facts as they are now: checked when somebody is asked, at launch, and again when they answer. */
export async function independenceOf(tx: Tx, reviewerId: string, under: UnderReview): Promise<IndependenceFacts> {
  const { ownerId, deputyId } = under.agent;
  return {
    reviewerId,
    active: await tx.existsBy(PersonRow, { id: reviewerId, status: 'active' }),
    ownerId,
    deputyId,
    granterId: personIn(under.grantedBy),
    subordinateOfOwner: await isSubordinate(tx, reviewerId, ownerId),
  };
}

/** The manager of the agent's owner if independent, else the campaign's fallback, else nobody. */
export async function reviewerFor(tx: Tx, under: UnderReview, fallbackId: string): Promise<Reviewer | null> {
  const manager = await managerOf(tx, under.agent.ownerId);
  const candidates = [
    ...(manager ? [{ id: manager.id, reason: 'manager' } as const] : []),
    { id: fallbackId, reason: 'fallback' } as const,
  ];
  for (const { id, reason } of candidates) {
    const facts = await independenceOf(tx, id, under);
    if (conflicts(facts).length === 0) return { id, reason, facts };
  }
  return null;
}
