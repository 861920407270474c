import { Injectable } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import { Clock, newId } from '@app/kernel';
import { AgentRow, Stewardship } from '@app/agents';
import type { WriteTx } from '@app/database';
import { managerOf, type PersonRow } from '@app/directory';
import { Breaker } from '../breaker.js';
import { ask, daysAfter, type Departure, offerEnd, terms } from '../core/succession.js';
import { heldActive, heldLeaver, inOrder } from './candidates.js';
import { offerOf, Searches } from './searches.js';
import { SuccessionOfferRow } from './succession-offer.row.js';
import { SuccessionRow } from './succession.row.js';

type Outcome = 'done' | 'nothing-to-do';
const AT_ONCE = 500;

/**
 * What follows when somebody leaves or is back: searches begin, change hands or end. Messages come late and in any
 * order, so each looks at how the person stands now.
 */
@Injectable()
export class Departures {
  constructor(
    private readonly clock: Clock,
    private readonly searches: Searches,
    private readonly stewardship: Stewardship,
    private readonly breaker: Breaker,
  ) {}

  async left(tx: WriteTx, personId: string): Promise<Outcome> {
    const leaver = await heldLeaver(tx, personId);
    if (!leaver || leaver.present) return 'nothing-to-do';
    const departure = leaver.status === 'deleted' ? 'final_leaver' : 'leaver';
    const steps = [
      await this.askOthers(tx, personId),
      departure === 'final_leaver' ? await this.hasten(tx, personId) : 0,
      await this.search(tx, leaver, departure),
      departure === 'final_leaver' ? await this.destroyKeys(tx, leaver) : 0,
      await this.tellOwners(tx, personId),
    ];
    return steps.some((count) => count > 0) ? 'done' : 'nothing-to-do';
  }

  async returned(tx: WriteTx, personId: string): Promise<Outcome> {
    const person = await heldLeaver(tx, personId);
    if (!person?.present) return 'nothing-to-do';
    const open = await this.searchesFor(tx, personId);
    for (const search of open) await this.searches.note(tx, search, 'owner-back');
    return open.length > 0 ? 'done' : 'nothing-to-do';
  }

  /**
   * For good: the keys of somebody who will not come back open nothing any more. What cannot be undone waits while the
   * source's breaker is open (R-SCM-5); the timer looks again.
   */
  async destroyKeys(tx: WriteTx, leaver: PersonRow): Promise<number> {
    if (await this.breaker.isOpen(tx, leaver.sourceId)) return 0;
    const open = await this.searchesFor(tx, leaver.id);
    let count = 0;
    for (const { agentId } of open) {
      count += (await this.stewardship.revokeCredentials(tx, agentId, 'owner-deleted')).length;
    }
    return count;
  }

  /** Offers that the leaver had not answered go to the next candidate. */
  private async askOthers(tx: WriteTx, personId: string): Promise<number> {
    const offers = await tx.find(SuccessionOfferRow, {
      where: { personId, state: 'open' },
      order: { successionId: 'ASC' },
    });
    for (const { successionId } of offers) {
      const search = await this.searches.locked(tx, successionId);
      const open = await this.searches.openOffer(tx, successionId);
      if (open?.personId === personId) await this.searches.note(tx, search, 'candidate-left');
    }
    return offers.length;
  }

  /** Who had only gone has now been deleted: the shorter terms hold from here on. */
  private async hasten(tx: WriteTx, leaverId: string): Promise<number> {
    const now = this.clock.now();
    const open = (await this.searchesFor(tx, leaverId)).filter(({ kind }) => kind === 'leaver');
    for (const { id, agentId, endsAt } of open) {
      const end = new Date(Math.min(endsAt.getTime(), daysAfter(now, terms.final_leaver.total).getTime()));
      await tx.update(SuccessionRow, { id }, { kind: 'final_leaver', endsAt: end });
      await tx.query(
        `UPDATE succession_offer SET expires_at = least(expires_at, $2) WHERE succession_id = $1 AND state = 'open'`,
        [id, offerEnd('final_leaver', now, end)],
      );
      tx.record({ action: 'succession.hastened', subject: id, detail: { agentId, endsAt: end.toISOString() } });
    }
    return open.length;
  }

  private async search(tx: WriteTx, leaver: PersonRow, kind: Departure): Promise<number> {
    const now = this.clock.now();
    const agents: { id: string; deputyId: string | null }[] = await tx.query(
      `SELECT id, deputy_id AS "deputyId" FROM agent WHERE owner_id = $1 AND state <> 'retired'
         AND NOT EXISTS (SELECT FROM succession s WHERE s.agent_id = agent.id AND s.closed_at IS NULL) ORDER BY id`,
      [leaver.id],
    );
    if (agents.length === 0) return 0;
    const manager = await managerOf(tx, leaver.id);
    const active = await heldActive(
      tx,
      [...agents.map(({ deputyId }) => deputyId), manager?.id ?? null].flatMap((id) => id ?? []),
    );
    const endsAt = daysAfter(now, terms[kind].total);
    const expiresAt = offerEnd(kind, now, endsAt);
    const searches: SuccessionRow[] = [];
    const offers: SuccessionOfferRow[] = [];
    const told = new Map<string | null, string[]>();
    for (const { id: agentId, deputyId } of agents) {
      const present = inOrder(deputyId, manager?.id ?? null).filter(({ personId }) => active.has(personId));
      const candidate = ask(present, new Set(), leaver.id);
      const state = candidate ? ('offered' as const) : ('unclaimed' as const);
      const fresh = { id: newId(), agentId, leaverId: leaver.id, kind, state, openedAt: now, endsAt, closedAt: null };
      searches.push(Object.assign(new SuccessionRow(), fresh));
      if (candidate) offers.push(offerOf(fresh, candidate, expiresAt, now));
      const asked = candidate ? { personId: candidate.personId, role: candidate.role } : null;
      const detail = { agentId, leaverId: leaver.id, kind, asked, endsAt: endsAt.toISOString() };
      tx.record({ action: 'succession.opened', subject: fresh.id, detail });
      told.set(asked?.personId ?? null, [...(told.get(asked?.personId ?? null) ?? []), agentId]);
    }
    for (const part of inParts(searches)) await tx.insert(SuccessionRow, part);
    for (const part of inParts(offers)) await tx.insert(SuccessionOfferRow, part);
    for (const [personId, agentIds] of told) {
      const to = personId === null ? { role: 'admin' } : { personId };
      const template = personId === null ? 'agent.orphaned' : 'succession.offered';
      const deadline = (personId === null ? endsAt : expiresAt).toISOString();
      tx.send({ topic: 'notify', payload: { template, to, data: { personId: leaver.id, agentIds, deadline } } });
    }
    return agents.length;
  }

  /** Tools that write are refused to an agent whose deputy has gone; its owner can name another. */
  private async tellOwners(tx: WriteTx, personId: string): Promise<number> {
    const agents = await tx.findBy(AgentRow, { deputyId: personId, state: Not('retired') });
    const byOwner = new Map<string, string[]>();
    for (const { id, ownerId } of agents) {
      tx.record({ action: 'agent.deputy-left', subject: id, detail: { deputyId: personId, ownerId } });
      byOwner.set(ownerId, [...(byOwner.get(ownerId) ?? []), id]);
    }
    for (const [ownerId, agentIds] of byOwner) {
      const data = { personId, agentIds };
      tx.send({ topic: 'notify', payload: { template: 'deputy.left', to: { personId: ownerId }, data } });
    }
    return agents.length;
  }

  private async searchesFor(tx: WriteTx, leaverId: string): Promise<SuccessionRow[]> {
    return tx.find(SuccessionRow, {
      where: { leaverId, closedAt: IsNull(), state: In(['offered', 'unclaimed']) },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  }
}

const inParts = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / AT_ONCE) }, (_, i) => rows.slice(i * AT_ONCE, (i + 1) * AT_ONCE));
