import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Clock, newId, Refusal } from '@app/kernel';
import { AgentRow } from '@app/agents';
import type { Tx, WriteTx } from '@app/database';
import { after, ask, type Candidate, endOfOffer, type Happening, offerEnd } from '../core/succession.js';
import { candidatesFor, heldActive } from './candidates.js';
import { SuccessionOfferRow } from './succession-offer.row.js';
import { SuccessionRow } from './succession.row.js';

type Answer = Readonly<{ nominee?: Candidate; reason?: string }>;

/** The one way in which a search goes from state to state, whoever or whatever moves it. */
@Injectable()
export class Searches {
  constructor(private readonly clock: Clock) {}

  /** Held until the end of the transaction. @throws Refusal succession.unknown */
  async locked(tx: WriteTx, id: string): Promise<SuccessionRow> {
    const search = await tx.findOne(SuccessionRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!search) throw new Refusal('succession.unknown');
    return search;
  }

  openOffer(tx: Tx, successionId: string): Promise<SuccessionOfferRow | null> {
    return tx.findOneBy(SuccessionOfferRow, { successionId, state: 'open' });
  }

  /**
   * Takes note of what happened: ends the offer that was open, and asks the next one where somebody is to be asked.
   * @param search held by the caller, and changed
   * @param more.nominee who is asked next, instead of the next in order
   * @param more.reason why, in the words of whoever answered
   * @throws Refusal succession.closed when this cannot happen any more
   */
  async note(tx: WriteTx, search: SuccessionRow, happening: Happening, more: Answer = {}): Promise<void> {
    const { nominee, reason } = more;
    const now = this.clock.now();
    const to = after(search.state, happening);
    if (to === null) throw new Refusal('succession.closed', search.state);
    const open = await this.openOffer(tx, search.id);
    if (open) {
      await tx.update(SuccessionOfferRow, { id: open.id }, { state: endOfOffer[happening], answeredAt: now });
      const detail = { agentId: search.agentId, personId: open.personId, role: open.role };
      const action = `succession.offer-${endOfOffer[happening]}`;
      tx.record({ action, subject: search.id, detail, ...(reason === undefined ? {} : { personal: { reason } }) });
    }
    if (to === 'ask-next' || to === 'offered') {
      await this.offer(tx, search, nominee ?? (await this.next(tx, search)), now);
      return;
    }
    const { agentId, leaverId } = search;
    await tx.update(SuccessionRow, { id: search.id }, { state: to, closedAt: now });
    tx.record({ action: `succession.${to}`, subject: search.id, detail: { agentId, leaverId, because: happening } });
    Object.assign(search, { state: to, closedAt: now });
  }

  /** Ends the search that is open for an agent, if there is one, because this person answers for it from now on. */
  async end(tx: WriteTx, agentId: string, ownerId: string): Promise<void> {
    const open = { where: { agentId, closedAt: IsNull() }, lock: { mode: 'pessimistic_write' } } as const;
    const search = await tx.findOne(SuccessionRow, open);
    if (!search) return;
    const offer = await this.openOffer(tx, search.id);
    await this.note(tx, search, offer?.personId === ownerId ? 'accepted' : 'overtaken');
  }

  private async next(tx: WriteTx, { id, agentId, leaverId }: SuccessionRow): Promise<Candidate | null> {
    const { deputyId } = await tx.findOneByOrFail(AgentRow, { id: agentId });
    const candidates = await candidatesFor(tx, deputyId, leaverId);
    const active = await heldActive(
      tx,
      candidates.map(({ personId }) => personId),
    );
    const asked = await tx.findBy(SuccessionOfferRow, { successionId: id });
    const present = candidates.filter(({ personId }) => active.has(personId));
    return ask(present, new Set(asked.map(({ personId }) => personId)), leaverId);
  }

  private async offer(tx: WriteTx, search: SuccessionRow, candidate: Candidate | null, at: Date): Promise<void> {
    const { id, agentId, leaverId, kind, endsAt } = search;
    const state = candidate ? 'offered' : 'unclaimed';
    await tx.update(SuccessionRow, { id }, { state });
    Object.assign(search, { state });
    const about = { personId: leaverId, agentIds: [agentId] };
    if (!candidate) {
      tx.record({ action: 'succession.unclaimed', subject: id, detail: { agentId, leaverId } });
      const data = { ...about, deadline: endsAt.toISOString() };
      tx.send({ topic: 'notify', payload: { template: 'agent.orphaned', to: { role: 'admin' }, data } });
      return;
    }
    const offer = offerOf(search, candidate, offerEnd(kind, at, endsAt), at);
    await tx.insert(SuccessionOfferRow, offer);
    const { personId, role, expiresAt } = offer;
    const deadline = expiresAt.toISOString();
    tx.record({ action: 'succession.offered', subject: id, detail: { agentId, personId, role, deadline } });
    const data = { ...about, deadline };
    tx.send({ topic: 'notify', payload: { template: 'succession.offered', to: { personId }, data } });
  }
}

export const offerOf = (
  { id }: Pick<SuccessionRow, 'id'>,
  { personId, role }: Candidate,
  expiresAt: Date,
  at: Date,
): SuccessionOfferRow =>
  Object.assign(new SuccessionOfferRow(), {
    id: newId(),
    successionId: id,
    personId,
    role,
    state: 'open',
    offeredAt: at,
    expiresAt,
    remindedAt: null,
    answeredAt: null,
  });
