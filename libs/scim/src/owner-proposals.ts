import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { AgentGrants } from '@app/access';
import { AgentRow, Agents, Stewardship } from '@app/agents';
import { Db, type Tx } from '@app/database';
import { agentOf, firstActive } from './agent-owner.js';
import { agentFacts } from './core/agent-mapper.js';
import { flat } from './core/resource.js';
import type { ScimAgentRow } from './scim-agent.row.js';

/** `attest`: the person has looked at the agent and its grants, and answers for both from now on. */
export type OwnerAcceptance = Readonly<{ attest: boolean; keepGrantIds: readonly string[]; reason: string }>;
export type OwnerProposal = Readonly<{
  agentId: string;
  name: string;
  purpose: string;
  ownerId: string;
  /** Null when nobody whom the source names is active any more. */
  proposedId: string | null;
  since: Date;
}>;

/** In days: until when an accepted agent is to be reviewed again. */
const ATTESTED = 90;

/** Owners whom a source states for agents that have another one: nobody owns an agent without a word (R-AGT-3). */
@Injectable()
export class OwnerProposals {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly agents: Agents,
    private readonly stewardship: Stewardship,
    private readonly grants: AgentGrants,
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
      const proposals: OwnerProposal[] = [];
      for (const { sourceId, attributes, ...shown } of waiting) {
        const proposedId = await proposed(tx, { sourceId, attributes });
        if (personId === undefined || proposedId === personId) proposals.push({ ...shown, proposedId });
      }
      return proposals;
    });
  }

  /**
   * The person whom the source names becomes the owner. Keys of the agent are withdrawn, grants that are not kept end,
   * and what is kept counts only as far as the new owner's own access reaches.
   * @throws Refusal agent.owner-not-proposed, succession.not-attested, agent.retired, agent.owner-inactive, grant.unknown
   */
  accept(actor: Actor, agentId: string, { attest, keepGrantIds, reason }: OwnerAcceptance): Promise<AgentRow> {
    if (!attest) return Promise.reject(new Refusal('succession.not-attested'));
    return this.db.write(actor, async (tx) => {
      const stated = await agentOf(tx, agentId, 'held');
      const chosen = stated && (await proposed(tx, stated, 'held'));
      const { ownerId } = await this.agents.find(tx, agentId);
      if (actor.kind !== 'person' || chosen !== actor.id || chosen === ownerId) {
        throw new Refusal('agent.owner-not-proposed');
      }
      await this.agents.locked(tx, agentId);
      const now = this.clock.now();
      const live = (await this.grants.of(tx, agentId)).filter(({ validTo }) => validTo === null || validTo > now);
      const strange = keepGrantIds.find((kept) => !live.some(({ id }) => id === kept));
      if (strange !== undefined) throw new Refusal('grant.unknown', strange);
      // what denies narrows whoever owns the agent, so it stays
      const dropped = live
        .filter(({ id, effect }) => effect !== 'deny' && !keepGrantIds.includes(id))
        .map(({ id }) => id);
      // held before the fence is raised, as everybody does who ends a grant
      await tx.query('SELECT FROM agent_grant WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE', [dropped]);
      tx.record({ action: 'agent.attested', subject: agentId, detail: { keepGrantIds }, personal: { reason } });
      await this.stewardship.revokeCredentials(tx, agentId, 'transfer');
      const until = new Date(now.getTime() + ATTESTED * 86_400_000);
      const agent = await this.stewardship.handOver(tx, agentId, actor.id, until);
      for (const id of dropped) await this.grants.end(tx, id, 'transfer');
      for (const cause of ['owner_changed', 'owner_inactive', 'risk'] as const) {
        await this.agents.clearCause(tx, [agentId], cause);
      }
      return agent;
    });
  }
}

type Stated = Pick<ScimAgentRow, 'sourceId' | 'attributes'>;

const proposed = (tx: Tx, { sourceId, attributes }: Stated, how?: 'held'): Promise<string | null> =>
  firstActive(tx, sourceId, agentFacts(flat(attributes)).owners, how);
