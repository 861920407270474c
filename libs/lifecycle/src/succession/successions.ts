import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { AgentGrants } from '@app/access';
import { AgentRow, Agents, Stewardship } from '@app/agents';
import { Db, type WriteTx } from '@app/database';
import { PersonRow } from '@app/directory';
import { Breaker } from '../breaker.js';
import { ATTESTED, daysAfter } from '../core/succession.js';
import { heldActive, heldLeaver } from './candidates.js';
import { heldGrants, type LiveGrant, liveGrants } from './live-grants.js';
import { endOpenTransfer } from './open-transfer.js';
import { Searches } from './searches.js';
import { SuccessionOfferRow } from './succession-offer.row.js';
import { SuccessionRow } from './succession.row.js';

/** `attest`: the successor has looked at the agent and its grants, and answers for both from now on. */
export type Acceptance = Readonly<{ attest: boolean; keepGrantIds: readonly string[]; reason: string }>;
export type ShownSuccession = SuccessionRow &
  Readonly<{
    agent: Pick<AgentRow, 'name' | 'kind' | 'purpose' | 'expiresAt'>;
    leaverName: string;
    offers: readonly (SuccessionOfferRow & Readonly<{ personName: string }>)[];
    grants: readonly LiveGrant[];
  }>;

/** Who answers for the agents of somebody who has left: nobody, until a successor has accepted (R-AGT-3). */
@Injectable()
export class Successions {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly agents: Agents,
    private readonly stewardship: Stewardship,
    private readonly grants: AgentGrants,
    private readonly breaker: Breaker,
    private readonly searches: Searches,
  ) {}

  /**
   * The successor becomes the owner.
   * @throws Refusal succession.unknown, succession.not-yours, succession.closed, succession.owner-back,
   * succession.held, succession.not-attested, agent.owner-inactive, grant.unknown
   */
  accept(actor: Actor, id: string, acceptance: Acceptance): Promise<SuccessionRow> {
    if (!acceptance.attest) return Promise.reject(new Refusal('succession.not-attested'));
    if (actor.kind !== 'person') return Promise.reject(new Refusal('succession.not-yours'));
    return this.db.write(actor, async (tx) => {
      const { agentId, leaverId } = await this.found(tx, id);
      // people, then the search, then the agent, then its grants: as every writer who needs several of them
      const leaver = await heldLeaver(tx, leaverId);
      if (!(await heldActive(tx, [actor.id])).has(actor.id)) throw new Refusal('agent.owner-inactive');
      await this.asked(tx, actor, id);
      if (!leaver || leaver.present) throw new Refusal('succession.owner-back');
      await this.takeOver(tx, agentId, leaverId, acceptance);
      return this.found(tx, id);
    });
  }

  /**
   * Makes the acting person the owner in the caller's write, whoever proposed them. Keys of the agent are withdrawn,
   * grants that are not kept end, and what is kept counts only as far as the new owner's own access reaches. A search
   * for a successor and an offer to somebody else end. Only those causes are cleared that lay with the former owner: `owner_inactive`, `risk` of a
   * hold on that person, and `owner_changed`.
   * @param ownerId who answers for the agent now, as the caller has found it
   * @throws Refusal succession.not-attested, succession.held, succession.closed, agent.owner-inactive, agent.unknown,
   * agent.retired, grant.unknown
   */
  async takeOver(
    tx: WriteTx,
    agentId: string,
    ownerId: string,
    { attest, keepGrantIds, reason }: Acceptance,
  ): Promise<AgentRow> {
    if (!attest) throw new Refusal('succession.not-attested');
    const { id: personId } = tx.actor;
    const former = await heldLeaver(tx, ownerId);
    if (!(await heldActive(tx, [personId])).has(personId)) throw new Refusal('agent.owner-inactive');
    if (former && !former.present && (await this.breaker.isOpen(tx, former.sourceId))) {
      throw new Refusal('succession.held');
    }
    const now = this.clock.now();
    await this.searches.end(tx, agentId, personId);
    await endOpenTransfer(tx, agentId, now);
    const agent = await this.agents.locked(tx, agentId);
    if (agent.ownerId !== ownerId) throw new Refusal('succession.closed', 'somebody answers for the agent already');
    const live = await liveGrants(tx, [agentId], now);
    const strange = keepGrantIds.find((kept) => !live.some((grant) => grant.id === kept));
    if (strange !== undefined) throw new Refusal('grant.unknown', strange);
    // what denies narrows whoever owns the agent, so it stays
    const dropped = live.filter((grant) => grant.effect !== 'deny' && !keepGrantIds.includes(grant.id));
    await heldGrants(tx, dropped);
    tx.record({ action: 'agent.attested', subject: agentId, detail: { keepGrantIds }, personal: { reason } });
    await this.stewardship.revokeCredentials(tx, agentId, 'transfer');
    const owned = await this.stewardship.handOver(tx, agentId, personId, daysAfter(now, ATTESTED));
    for (const grant of dropped) await this.grants.end(tx, grant.id, 'transfer');
    for (const cause of ['owner_inactive', 'risk', 'owner_changed'] as const) {
      await this.agents.clearCause(tx, [agentId], cause);
    }
    return owned;
  }

  /** @throws Refusal succession.unknown, succession.not-yours, succession.closed */
  decline(actor: Actor, id: string, reason: string): Promise<SuccessionRow> {
    return this.db.write(actor, async (tx) => {
      const search = await this.asked(tx, actor, id);
      await this.searches.note(tx, search, 'declined', { reason });
      return search;
    });
  }

  /**
   * Asks this person now, in place of whoever is asked at the moment.
   * @throws Refusal succession.unknown, succession.closed, succession.nominee-unfit
   */
  nominate(actor: Actor, id: string, personId: string): Promise<SuccessionRow> {
    return this.db.write(actor, async (tx) => {
      if (!(await heldActive(tx, [personId])).has(personId)) throw new Refusal('succession.nominee-unfit');
      const search = await this.searches.locked(tx, id);
      if (personId === search.leaverId) throw new Refusal('succession.nominee-unfit');
      const open = await this.searches.openOffer(tx, id);
      if (open?.personId === personId) return tx.unchanged(search);
      tx.record({ action: 'succession.nominated', subject: id, detail: { agentId: search.agentId, personId } });
      await this.searches.note(tx, search, 'nominated', { nominee: { personId, role: 'nominee' } });
      return search;
    });
  }

  /** Newest first; all of them, or those in which one person is or was asked. */
  list(actor: Actor, askedId?: string): Promise<ShownSuccession[]> {
    return this.db.read(actor, async (tx) => {
      const mine = askedId === undefined ? null : await tx.findBy(SuccessionOfferRow, { personId: askedId });
      const rows = await tx.find(SuccessionRow, {
        ...(mine && { where: { id: In(mine.map(({ successionId }) => successionId)) } }),
        order: { openedAt: 'DESC', id: 'DESC' },
        take: MOST,
      });
      const offers = await tx.find(SuccessionOfferRow, {
        where: { successionId: In(rows.map((row) => row.id)) },
        order: { offeredAt: 'ASC', id: 'ASC' },
      });
      const agentIds = rows.map(({ agentId }) => agentId);
      const agents = new Map((await tx.findBy(AgentRow, { id: In(agentIds) })).map((row) => [row.id, row]));
      const people = await tx.find(PersonRow, {
        select: { id: true, displayName: true },
        where: { id: In([...rows.map(({ leaverId }) => leaverId), ...offers.map(({ personId }) => personId)]) },
      });
      const names = new Map(people.map((row) => [row.id, row.displayName]));
      const grants = await liveGrants(tx, agentIds, this.clock.now());
      return rows.flatMap((row) => {
        const agent = agents.get(row.agentId);
        if (!agent) return [];
        const own = offers.filter(({ successionId }) => successionId === row.id);
        return Object.assign(row, {
          agent,
          leaverName: names.get(row.leaverId) ?? row.leaverId,
          offers: own.map((offer) => Object.assign(offer, { personName: names.get(offer.personId) ?? offer.personId })),
          grants: row.closedAt === null ? grants.filter(({ agentId }) => agentId === row.agentId) : [],
        });
      });
    });
  }

  private async found(tx: WriteTx, id: string): Promise<SuccessionRow> {
    const search = await tx.findOneBy(SuccessionRow, { id });
    if (!search) throw new Refusal('succession.unknown');
    return search;
  }

  /** The search, held, if the actor is the one who is asked now. */
  private async asked(tx: WriteTx, actor: Actor, id: string): Promise<SuccessionRow> {
    if (actor.kind !== 'person') throw new Refusal('succession.not-yours');
    const search = await this.searches.locked(tx, id);
    const offers = await tx.findBy(SuccessionOfferRow, { successionId: id, personId: actor.id });
    if (offers.length === 0) throw new Refusal('succession.not-yours');
    const open = offers.find(({ state }) => state === 'open');
    if (!open || open.expiresAt <= this.clock.now()) throw new Refusal('succession.closed', 'the offer has ended');
    return search;
  }
}

const MOST = 500;
