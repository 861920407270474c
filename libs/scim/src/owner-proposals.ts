import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { type Actor, Refusal } from '@app/kernel';
import { type AgentRow, Agents, AgentSuspensionRow } from '@app/agents';
import { Db, type Tx } from '@app/database';
import { type Acceptance, Successions } from '@app/lifecycle';
import { activeAmong, agentOf, firstOf } from './agent-owner.js';
import { agentFacts } from './core/agent-mapper.js';
import { flat } from './core/resource.js';
import type { ScimAgentRow } from './scim-agent.row.js';

export type OwnerProposal = Readonly<{
  agentId: string;
  name: string;
  purpose: string;
  ownerId: string;
  /** Null when nobody whom the source names is active any more. */
  proposedId: string | null;
  since: Date;
}>;

/** Owners whom a source states for agents that have another one: nobody owns an agent without a word (R-AGT-3). */
@Injectable()
export class OwnerProposals {
  constructor(
    private readonly db: Db,
    private readonly agents: Agents,
    private readonly successions: Successions,
  ) {}

  /** Oldest first: all that wait, or those that wait for one person. */
  list(actor: Actor, personId?: string): Promise<OwnerProposal[]> {
    return this.db.read(actor, async (tx) => {
      const waiting = await tx.query<(Omit<OwnerProposal, 'proposedId'> & Stated)[]>(
        `SELECT a.id AS "agentId", a.name, a.purpose, a.owner_id AS "ownerId", s.since, p.source_id AS "sourceId",
           p.attributes
         FROM agent_suspension s JOIN scim_agent p ON p.agent_id = s.agent_id JOIN agent a ON a.id = s.agent_id
         WHERE s.cause = 'owner_changed' AND s.cleared_at IS NULL AND p.deleted_at IS NULL AND a.state <> 'retired'
         ORDER BY s.since, a.id`,
      );
      const stated = waiting.map((each) => ({ ...each, owners: ownersOf(each) }));
      const sources = [...new Set(stated.map(({ sourceId }) => sourceId))];
      const active = await activeAmong(
        tx,
        stated.flatMap(({ owners }) => owners),
        sources,
      );
      return stated
        .map(({ agentId, name, purpose, ownerId, since, sourceId, owners }) => ({
          agentId,
          name,
          purpose,
          ownerId,
          since,
          proposedId: firstOf(owners, sourceId, active),
        }))
        .filter(({ proposedId }) => personId === undefined || proposedId === personId);
    });
  }

  /**
   * The person whom the source has proposed becomes the owner.
   * @throws Refusal agent.owner-not-proposed, and as `Successions.takeOver`
   */
  accept(actor: Actor, agentId: string, acceptance: Acceptance): Promise<AgentRow> {
    return this.db.write(actor, async (tx) => {
      const stated = await agentOf(tx, agentId, 'held');
      const chosen = stated && (await proposed(tx, stated));
      const { ownerId } = await this.agents.find(tx, agentId);
      const mine = actor.kind === 'person' && chosen === actor.id && chosen !== ownerId;
      if (!mine || !(await isWaiting(tx, agentId))) throw new Refusal('agent.owner-not-proposed');
      return this.successions.takeOver(tx, agentId, ownerId, acceptance);
    });
  }
}

/** Whoever is named first may change without a proposal, when somebody leaves or comes back. */
const isWaiting = (tx: Tx, agentId: string): Promise<boolean> =>
  tx.existsBy(AgentSuspensionRow, { agentId, cause: 'owner_changed', clearedAt: IsNull() });

type Stated = Pick<ScimAgentRow, 'sourceId' | 'attributes'>;

const ownersOf = ({ attributes }: Stated): readonly string[] => agentFacts(flat(attributes)).owners;

async function proposed(tx: Tx, stated: Stated): Promise<string | null> {
  const { sourceId } = stated;
  const owners = ownersOf(stated);
  return firstOf(owners, sourceId, await activeAmong(tx, owners, [sourceId]));
}
