import { Injectable, Logger } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { type Actor, Clock, policy } from '@app/kernel';
import { AgentRow, Agents, Stewardship } from '@app/agents';
import { Db, type Tx, type WriteTx } from '@app/database';
import { Breaker } from '../breaker.js';
import { daysAfter, REMINDER } from '../core/succession.js';
import { heldLeaver } from './candidates.js';
import { Departures } from './departures.js';
import { Searches } from './searches.js';
import { SuccessionOfferRow } from './succession-offer.row.js';
import { SuccessionRow } from './succession.row.js';

/** One write each, and no more than this in one round, so that nobody who offboards waits long for us. */
const AT_ONCE = 200;
type Due = Readonly<{ ended: string[]; expired: string[]; overtaken: string[]; keyed: string[]; soon: string[] }>;

/** What the clock brings about: reminders, the next candidate, retirement. Run by a timer, again and again. */
@Injectable()
export class SuccessionDeadlines {
  private readonly log = new Logger('Succession');

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly agents: Agents,
    private readonly stewardship: Stewardship,
    private readonly breaker: Breaker,
    private readonly searches: Searches,
    private readonly departures: Departures,
  ) {}

  async run(actor: Actor): Promise<void> {
    const due = await this.db.read(actor, (tx) => this.due(tx, this.clock.now()));
    const byPolicy = policy('succession', actor.tenant);
    const each = async (ids: readonly string[], work: (tx: WriteTx, id: string) => Promise<boolean>): Promise<void> => {
      for (const id of ids) {
        await this.db
          .write(byPolicy, async (tx) => ((await work(tx, id)) ? undefined : tx.unchanged(undefined)))
          .catch((fault: unknown) => this.log.error(`${id} was left for the next round: ${String(fault)}`));
      }
    };
    await each(due.overtaken, (tx, id) => this.overtake(tx, id));
    await each(due.ended, (tx, id) => this.retire(tx, id));
    await each(due.expired, (tx, id) => this.expire(tx, id));
    await each(due.soon, (tx, id) => this.remind(tx, id));
    await each(due.keyed, (tx, id) => this.destroyKeys(tx, id));
  }

  /** Nobody took the agent in time: it is retired for good, unless its owner is back or the breaker is open (R-SCM-5). */
  private async retire(tx: WriteTx, id: string): Promise<boolean> {
    const { leaverId } = await tx.findOneByOrFail(SuccessionRow, { id });
    const leaver = await heldLeaver(tx, leaverId);
    const search = await this.searches.locked(tx, id);
    if (!leaver || search.closedAt !== null || search.endsAt > this.clock.now()) return false;
    if (leaver.present) {
      await this.searches.note(tx, search, 'owner-back');
      return true;
    }
    if (await this.breaker.isOpen(tx, leaver.sourceId)) return false;
    const lock = { mode: 'pessimistic_write' } as const;
    const agent = await tx.findOneOrFail(AgentRow, { where: { id: search.agentId }, lock });
    if (agent.ownerId !== leaverId || agent.state === 'retired') return false;
    await this.searches.note(tx, search, 'deadline');
    await this.stewardship.revokeCredentials(tx, agent.id, 'unclaimed');
    await this.agents.end(tx, agent, 'nobody accepted to answer for it');
    const data = { personId: leaverId, agentIds: [agent.id] };
    tx.send({ topic: 'notify', payload: { template: 'agent.retired', to: { role: 'admin' }, data } });
    return true;
  }

  private async expire(tx: WriteTx, offerId: string): Promise<boolean> {
    const { successionId } = await tx.findOneByOrFail(SuccessionOfferRow, { id: offerId });
    const search = await this.searches.locked(tx, successionId);
    const open = await this.searches.openOffer(tx, successionId);
    const now = this.clock.now();
    // at the end of the search itself the agent is retired instead
    if (open?.id !== offerId || open.expiresAt > now || search.endsAt <= now) return false;
    await this.searches.note(tx, search, 'expired');
    return true;
  }

  private async remind(tx: WriteTx, offerId: string): Promise<boolean> {
    const now = this.clock.now();
    const claim = await tx.update(
      SuccessionOfferRow,
      { id: offerId, state: 'open', remindedAt: IsNull() },
      { remindedAt: now },
    );
    if (claim.affected !== 1) return false;
    const { personId, expiresAt, successionId } = await tx.findOneByOrFail(SuccessionOfferRow, { id: offerId });
    const { agentId, leaverId } = await tx.findOneByOrFail(SuccessionRow, { id: successionId });
    tx.record({ action: 'succession.reminded', subject: successionId, detail: { agentId, personId } });
    const data = { personId: leaverId, agentIds: [agentId], deadline: expiresAt.toISOString() };
    tx.send({ topic: 'notify', payload: { template: 'succession.reminder', to: { personId }, data } });
    return true;
  }

  /** Somebody answers for the agent already, or it was retired by hand. */
  private async overtake(tx: WriteTx, id: string): Promise<boolean> {
    const search = await this.searches.locked(tx, id);
    if (search.closedAt !== null) return false;
    const { ownerId, state } = await tx.findOneByOrFail(AgentRow, { id: search.agentId });
    if (ownerId === search.leaverId && state !== 'retired') return false;
    await this.searches.note(tx, search, 'overtaken');
    return true;
  }

  private async destroyKeys(tx: WriteTx, leaverId: string): Promise<boolean> {
    const leaver = await heldLeaver(tx, leaverId);
    return leaver?.status === 'deleted' && (await this.departures.destroyKeys(tx, leaver)) > 0;
  }

  private async due(tx: Tx, now: Date): Promise<Due> {
    const sources: { id: string }[] = await tx.query(
      `SELECT DISTINCT p.source_id AS id FROM succession s JOIN person p ON p.id = s.leaver_id WHERE s.closed_at IS NULL`,
    );
    const free: string[] = [];
    for (const { id } of sources) if (!(await this.breaker.isOpen(tx, id))) free.push(id);
    const idsOf = async (sql: string, ...values: unknown[]): Promise<string[]> =>
      (await tx.query<{ id: string }[]>(`${sql} LIMIT ${AT_ONCE}`, values)).map(({ id }) => id);
    const open = `succession s JOIN person p ON p.id = s.leaver_id JOIN agent a ON a.id = s.agent_id`;
    const offers = `succession_offer o JOIN succession s ON s.id = o.succession_id`;
    return {
      overtaken: await idsOf(
        `SELECT s.id FROM ${open} WHERE s.closed_at IS NULL AND (a.owner_id <> s.leaver_id OR a.state = 'retired')`,
      ),
      ended: await idsOf(
        `SELECT s.id FROM ${open} WHERE s.closed_at IS NULL AND s.ends_at <= $1 AND p.source_id = ANY ($2::uuid[])
         ORDER BY s.ends_at`,
        now,
        free,
      ),
      expired: await idsOf(
        `SELECT o.id FROM ${offers} WHERE o.state = 'open' AND o.expires_at <= $1 AND s.ends_at > $1
         ORDER BY o.expires_at`,
        now,
      ),
      soon: await idsOf(
        `SELECT o.id FROM ${offers} WHERE o.state = 'open' AND o.expires_at <= $2 AND o.expires_at > $1
           AND o.reminded_at IS NULL ORDER BY o.expires_at`,
        now,
        daysAfter(now, REMINDER),
      ),
      keyed: await idsOf(
        `SELECT DISTINCT s.leaver_id AS id FROM ${open} WHERE s.closed_at IS NULL AND s.kind = 'final_leaver'
           AND p.source_id = ANY ($1::uuid[])
           AND EXISTS (SELECT FROM agent_credential c WHERE c.agent_id = s.agent_id AND c.revoked_at IS NULL)`,
        free,
      ),
    };
  }
}
