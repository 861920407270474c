import { Injectable } from '@nestjs/common';
import { type Actor, Clock, nameOf, newId, Refusal } from '@app/kernel';
import { Db, type Tx, type WriteTx } from '@app/database';
import { PersonRow } from '@app/directory';
import { Fence } from '@app/fence';
import { In, IsNull, MoreThan } from 'typeorm';
import { AgentRow } from '../identity/agent.row.js';
import { DelegationRow } from './delegation.row.js';

/** Who lets an agent act for them: a person, or another agent. */
export type Delegator = Readonly<{ personId: string } | { fromAgentId: string }>;
type Terms = Readonly<{ agentId: string; scope: string; validTo: Date }>;
export type Consent = Terms & Readonly<{ personId: string }>;
export type NewDelegation = Terms & Readonly<{ fromAgentId: string }>;

/**
 * The links of a chain person, agent, sub-agent, each with its scope and its end. Of a delegator and an agent at most
 * one is live. An agent needs none to hand on to its own sub-agent. Every change is told to the gateways before it
 * returns, so that the next call after a revocation is refused.
 */
@Injectable()
export class Delegations {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /**
   * A person lets the agent act for them, in the caller's write; what they consented to before is prolonged, never
   * shortened, and keeps its id.
   * @throws Refusal delegation.term-invalid, delegation.delegator-inactive, agent.unknown, agent.retired
   */
  async consent(tx: WriteTx, { personId, ...terms }: Consent): Promise<DelegationRow> {
    this.refusePast(terms);
    const where = { id: personId, status: 'active' } as const;
    // held, so that leaving waits for this write and then finds what it did
    if (!(await tx.findOne(PersonRow, { where, lock: { mode: 'pessimistic_read' } }))) {
      throw new Refusal('delegation.delegator-inactive');
    }
    await this.hold(tx, [terms.agentId]);
    return this.open(tx, { personId }, terms);
  }

  /**
   * An agent lets another one act for it; their owners need not be the same, for the other one gains nothing by it.
   * @throws Refusal delegation.term-invalid, delegation.to-itself, agent.unknown, agent.retired
   */
  give(actor: Actor, { fromAgentId, ...terms }: NewDelegation): Promise<DelegationRow> {
    return this.db.write(actor, async (tx) => {
      this.refusePast(terms);
      if (fromAgentId === terms.agentId) throw new Refusal('delegation.to-itself');
      await this.hold(tx, [fromAgentId, terms.agentId]);
      return this.open(tx, { fromAgentId }, terms);
    });
  }

  /**
   * Ends it; when this returns no gateway admits a call that rests on it. One that has ended stays as it is.
   * @throws Refusal delegation.unknown
   */
  revoke(actor: Actor, id: string, because: string): Promise<DelegationRow> {
    return this.db.write(actor, async (tx) => {
      const row = await tx.findOne(DelegationRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!row) throw new Refusal('delegation.unknown');
      if (row.endedBecause !== null || row.validTo <= this.clock.now()) {
        await this.fence.settle(tx);
        return tx.unchanged(row);
      }
      await this.end(tx, row, because);
      return row;
    });
  }

  /** Ends what is live between the two, if anything is, in the caller's write; the caller holds the agent. */
  async endLive(tx: WriteTx, from: Delegator, agentId: string, because: string): Promise<void> {
    const row = await this.live(tx, from, agentId, this.clock.now());
    if (row) await this.end(tx, row, because);
  }

  /** Ends all that this actor gave, in the caller's write. */
  async endGivenBy(tx: WriteTx, giver: Actor, because: string): Promise<void> {
    const where = { givenBy: nameOf(giver), validTo: MoreThan(this.clock.now()), endedBecause: IsNull() };
    const lock = { mode: 'pessimistic_write' } as const;
    for (const row of await tx.find(DelegationRow, { where, order: { id: 'ASC' }, lock })) {
      await this.end(tx, row, because);
    }
  }

  /**
   * The one by which the agent may act for the delegator at this time, or null. One that was ended counts no more,
   * however far the clock of whoever ended it is ahead of ours.
   */
  live(tx: Tx, from: Delegator, agentId: string, at: Date): Promise<DelegationRow | null> {
    return tx.findOneBy(DelegationRow, { ...from, agentId, validTo: MoreThan(at), endedBecause: IsNull() });
  }

  /** All that name the agent at either end, ended ones included, newest first. */
  list(actor: Actor, agentId: string): Promise<DelegationRow[]> {
    return this.db.read(actor, (tx) =>
      tx.find(DelegationRow, { where: [{ agentId }, { fromAgentId: agentId }], order: { id: 'DESC' } }),
    );
  }

  /** Whom a person lets act for them, ended ones included, newest first. */
  givenBy(actor: Actor, personId: string): Promise<DelegationRow[]> {
    return this.db.read(actor, (tx) => tx.find(DelegationRow, { where: { personId }, order: { id: 'DESC' } }));
  }

  /** The agents' locks are held: of two who open one at once the later finds what the earlier did. */
  private async open(tx: WriteTx, from: Delegator, terms: Terms): Promise<DelegationRow> {
    const now = this.clock.now();
    const known = await this.live(tx, from, terms.agentId, now);
    if (known?.scope === terms.scope) return this.prolong(tx, known, terms.validTo);
    if (known) await this.end(tx, known, 'replaced');
    const row = tx.create(DelegationRow, {
      personId: null,
      fromAgentId: null,
      ...from,
      ...terms,
      id: newId(),
      givenBy: nameOf(tx.actor),
    });
    await tx.insert(DelegationRow, Object.assign(row, { validFrom: now, endedBecause: null }));
    tx.record({ action: 'delegation.given', subject: terms.agentId, detail: { ...detailOf(row), scope: row.scope } });
    await this.fence.touch(tx, endsOf(row));
    return row;
  }

  private async prolong(tx: WriteTx, row: DelegationRow, until: Date): Promise<DelegationRow> {
    if (until > row.validTo) {
      await tx.update(DelegationRow, { id: row.id }, { validTo: until });
      row.validTo = until;
    }
    tx.record({ action: 'delegation.renewed', subject: row.agentId, detail: detailOf(row) });
    await this.fence.touch(tx, endsOf(row));
    return row;
  }

  private async end(tx: WriteTx, row: DelegationRow, because: string): Promise<void> {
    const now = this.clock.now();
    const ended = { validTo: now > row.validFrom ? now : row.validFrom, endedBecause: because };
    await tx.update(DelegationRow, { id: row.id }, ended);
    Object.assign(row, ended);
    tx.record({ action: 'delegation.revoked', subject: row.agentId, detail: detailOf(row), personal: { because } });
    const { id: delegationId, personId, agentId } = row;
    if (personId !== null) tx.send({ topic: 'delegation.revoked', payload: { delegationId, personId, agentId } });
    await this.fence.touch(tx, endsOf(row));
  }

  private async hold(tx: WriteTx, ids: readonly string[]): Promise<void> {
    const where = { id: In(ids) };
    const held = await tx.find(AgentRow, { where, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
    if (held.length < ids.length) throw new Refusal('agent.unknown');
    if (held.some(({ state }) => state === 'retired')) throw new Refusal('agent.retired');
  }

  private refusePast({ validTo }: Terms): void {
    if (validTo <= this.clock.now()) throw new Refusal('delegation.term-invalid');
  }
}

const endsOf = ({ personId, fromAgentId, agentId }: DelegationRow): string[] =>
  [personId, fromAgentId, agentId].filter((id) => id !== null);

const detailOf = ({ id, personId, fromAgentId, validTo }: DelegationRow) => ({
  delegationId: id,
  ...(personId === null ? { fromAgentId } : { personId }),
  validTo: validTo.toISOString(),
});
