import { Injectable } from '@nestjs/common';
import { type Actor, Clock, newId, Refusal } from '@app/kernel';
import { Db, insertUnlessTaken, type Tx, type WriteTx } from '@app/database';
import { PersonRow, unlessTaken } from '@app/directory';
import { Fence } from '@app/fence';
import { AgentCredentialRow } from './agent-credential.row.js';
import { AgentRow } from './agent.row.js';
import { type PublicJwk, readPublicKey } from './core/public-key.js';
import { type AgentState, mayBecome, type SuspensionCause } from './core/standing.js';
import { dueAgents, openCauses, resume, suspend } from './suspensions.js';

export type NewAgent = Readonly<{
  name: string;
  kind: AgentRow['kind'];
  purpose: string;
  ownerId: string;
  deputyId: string | null;
  expiresAt: Date;
  nextReviewAt: Date;
}> &
  Partial<
    Pick<AgentRow, 'parentId' | 'technicalOwnerId' | 'blueprintId' | 'environment' | 'model' | 'dormantAfterDays'>
  >;
/** An agent and the causes for which it stands still; it runs when it is active and there is none. */
export type ListedAgent = AgentRow & { suspendedFor: SuspensionCause[] };

/** Agents as identities that a person answers for, from registration to retirement. */
@Injectable()
export class Agents {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /** @throws Refusal agent.owner-inactive, agent.deputy-invalid, agent.term-invalid, agent.name-taken */
  register(actor: Actor, wanted: NewAgent): Promise<AgentRow> {
    return this.db.write(actor, (tx) => this.add(tx, wanted));
  }

  /**
   * As `register`, in the caller's write.
   * @throws Refusal agent.owner-inactive, agent.deputy-invalid, agent.term-invalid, agent.name-taken
   */
  async add(tx: WriteTx, wanted: NewAgent): Promise<AgentRow> {
    const now = this.clock.now();
    if (wanted.expiresAt <= now || wanted.nextReviewAt <= now) throw new Refusal('agent.term-invalid');
    await this.activeOwner(tx, wanted.ownerId);
    if (wanted.deputyId !== null) await refuseUnfitDeputy(tx, wanted.deputyId, wanted.ownerId);
    const values = { ...wanted, id: newId(), state: 'staged', createdAt: now } as const;
    const agent = await insertUnlessTaken(tx, AgentRow, values);
    if (!agent) throw new Refusal('agent.name-taken');
    const { id, ownerId, deputyId, kind } = agent;
    tx.record({
      action: 'agent.registered',
      subject: id,
      detail: { ownerId, deputyId, kind, expiresAt: agent.expiresAt.toISOString() },
      personal: { name: agent.name, purpose: agent.purpose },
    });
    await this.fence.enrol(tx, { id, kind: 'agent', status: 'suspended', ownerId });
    return agent;
  }

  /** What people call the agent and what it is for; no right hangs on either. @throws Refusal agent.name-taken */
  async describe(tx: WriteTx, agent: AgentRow, { name, purpose }: Pick<NewAgent, 'name' | 'purpose'>): Promise<void> {
    if (agent.name === name && agent.purpose === purpose) return;
    await unlessTaken(tx.update(AgentRow, { id: agent.id }, { name, purpose }), { agent_name: 'agent.name-taken' });
    tx.record({ action: 'agent.described', subject: agent.id, personal: { name, purpose } });
    Object.assign(agent, { name, purpose });
  }

  /**
   * Binds the public key by which the agent proves who it is.
   * @throws Refusal agent.key-invalid, agent.key-taken, agent.term-invalid, agent.retired
   */
  bindKey(actor: Actor, agentId: string, jwk: unknown, expiresAt: Date): Promise<AgentCredentialRow> {
    return this.db.write(actor, async (tx) => {
      const now = this.clock.now();
      if (expiresAt <= now) throw new Refusal('agent.term-invalid');
      const key = readKey(jwk);
      const agent = await this.locked(tx, agentId);
      if (agent.state === 'retired') throw new Refusal('agent.retired');
      const values = { ...key, id: newId(), agentId, kind: 'private_key_jwt', createdAt: now, expiresAt } as const;
      const credential = await insertUnlessTaken(tx, AgentCredentialRow, { ...values, revokedAt: null });
      if (!credential) throw new Refusal('agent.key-taken');
      tx.record({
        action: 'agent.key-bound',
        subject: agentId,
        detail: { kid: key.kid, expiresAt: expiresAt.toISOString() },
      });
      return credential;
    });
  }

  /** @throws Refusal agent.owner-inactive, agent.credential-missing, agent.suspended, agent.illegal-move */
  activate(actor: Actor, agentId: string): Promise<AgentRow> {
    return this.db.write(actor, async (tx) => {
      // the owner's row first, as a leaver's write locks it first: the two cannot pass each other
      const { ownerId } = await this.find(tx, agentId);
      await this.activeOwner(tx, ownerId);
      const agent = await this.locked(tx, agentId);
      if (agent.state === 'active') return tx.unchanged(agent);
      await this.refuseUnready(tx, agent);
      await this.move(tx, agent, 'active');
      tx.record({ action: 'agent.activated', subject: agentId, detail: { ownerId } });
      await this.fence.restore(tx, [agentId]);
      return agent;
    });
  }

  /**
   * Stops an agent at once; needs nobody's approval (R-AGT-6).
   * @throws Refusal agent.unknown, agent.retired
   */
  kill(actor: Actor, agentId: string, reason: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      const agent = await this.locked(tx, agentId);
      if (agent.state === 'retired') throw new Refusal('agent.retired');
      const stopped = await this.suspend(tx, [agentId], 'killed');
      if (stopped.length === 0) {
        await this.fence.settle(tx);
        return tx.unchanged(undefined);
      }
      tx.record({ action: 'agent.killed', subject: agentId, personal: { reason } });
    });
  }

  /**
   * Takes back a kill, and nothing but the kill: with another cause open the agent goes on standing still.
   * @throws Refusal agent.reason-missing
   */
  restart(actor: Actor, agentId: string, reason: string): Promise<void> {
    if (reason.trim() === '') return Promise.reject(new Refusal('agent.reason-missing'));
    return this.db.write(actor, async (tx) => {
      await this.find(tx, agentId);
      const cleared = await this.clearCause(tx, [agentId], 'killed');
      if (cleared.length === 0) return tx.unchanged(undefined);
      tx.record({ action: 'agent.restarted', subject: agentId, personal: { reason } });
    });
  }

  /**
   * Stops every agent of an owner in the caller's write (R-AGT-2).
   * @returns the agents that this stopped; those that stood still for this cause already are not among them
   */
  async suspendOwnedBy(tx: WriteTx, ownerId: string, cause: SuspensionCause): Promise<string[]> {
    const owned: { id: string }[] = await tx.query(
      `SELECT id FROM agent WHERE owner_id = $1 AND state <> 'retired' ORDER BY id FOR UPDATE`,
      [ownerId],
    );
    return this.suspend(
      tx,
      owned.map(({ id }) => id),
      cause,
    );
  }

  /**
   * Clears one cause; an agent runs again only if it is active and no other cause is open (R-AGT-4).
   * @returns the agents for which the cause had been open
   */
  clearCause(tx: WriteTx, agentIds: readonly string[], cause: SuspensionCause): Promise<string[]> {
    return resume(tx, this.fence, agentIds, cause, this.clock.now());
  }

  /**
   * Stops every active agent whose expiry or review date has come; run by a timer (R-AGT-5).
   * @returns how many causes were set
   */
  suspendDue(actor: Actor): Promise<number> {
    return this.db.write(actor, async (tx) => {
      const now = this.clock.now();
      const due = await dueAgents(tx, now);
      const which = (field: 'expired' | 'overdue') => due.filter((agent) => agent[field]).map(({ id }) => id);
      const expired = await this.suspend(tx, which('expired'), 'expired');
      const overdue = await this.suspend(tx, which('overdue'), 'review_overdue');
      const count = expired.length + overdue.length;
      return count === 0 ? tx.unchanged(0) : count;
    });
  }

  /** For good: the id is never used again and nothing brings the agent back. */
  retire(actor: Actor, agentId: string, reason: string): Promise<AgentRow> {
    return this.db.write(actor, async (tx) => {
      const agent = await this.locked(tx, agentId);
      if (agent.state === 'retired') {
        await this.fence.settle(tx);
        return tx.unchanged(agent);
      }
      await this.end(tx, agent, reason);
      return agent;
    });
  }

  /** Retires an agent whose row the caller holds, in the caller's write. @throws Refusal agent.illegal-move */
  async end(tx: WriteTx, agent: AgentRow, reason: string): Promise<void> {
    await this.move(tx, agent, 'retired');
    tx.record({ action: 'agent.retired', subject: agent.id, personal: { reason } });
    await this.fence.restrict(tx, [agent.id], 'ended');
  }

  /** @throws Refusal agent.unknown */
  async find(tx: Tx, id: string): Promise<AgentRow> {
    const agent = await tx.findOneBy(AgentRow, { id });
    if (!agent) throw new Refusal('agent.unknown');
    return agent;
  }

  list(actor: Actor): Promise<ListedAgent[]> {
    return this.db.read(actor, async (tx) => {
      const agents = await tx.find(AgentRow, { order: { createdAt: 'ASC', id: 'ASC' } });
      const causes = await openCauses(
        tx,
        agents.map(({ id }) => id),
      );
      return agents.map((agent) => Object.assign(agent, { suspendedFor: causes.get(agent.id) ?? [] }));
    });
  }

  ownedBy(tx: Tx, personId: string): Promise<AgentRow[]> {
    return tx.find(AgentRow, { where: { ownerId: personId }, order: { id: 'ASC' } });
  }

  /** The keys by which an agent may prove itself now. */
  credentials(tx: Tx, agentId: string): Promise<AgentCredentialRow[]> {
    return tx
      .createQueryBuilder(AgentCredentialRow, 'credential')
      .where('credential.agentId = :agentId AND credential.revokedAt IS NULL', { agentId })
      .andWhere('credential.expiresAt > :now', { now: this.clock.now() })
      .getMany();
  }

  /**
   * Opens a cause for agents whose rows the caller holds.
   * @returns the agents for which it had not been open
   */
  suspend(tx: WriteTx, agentIds: readonly string[], cause: SuspensionCause): Promise<string[]> {
    return suspend(tx, this.fence, agentIds, cause, this.clock.now());
  }

  /** The agent, held until the end of the transaction. People are held before agents. @throws Refusal agent.unknown */
  async locked(tx: WriteTx, id: string): Promise<AgentRow> {
    const agent = await tx.findOne(AgentRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!agent) throw new Refusal('agent.unknown');
    return agent;
  }

  /** Holds the owner's row, so that leaving waits for this write and then finds what it did. */
  private async activeOwner(tx: WriteTx, id: string): Promise<void> {
    const owner = await tx.findOne(PersonRow, { where: { id }, lock: { mode: 'pessimistic_read' } });
    if (!owner) throw new Refusal('person.unknown');
    if (owner.status !== 'active') throw new Refusal('agent.owner-inactive');
  }

  private async refuseUnready(tx: WriteTx, agent: AgentRow): Promise<void> {
    const causes = (await openCauses(tx, [agent.id])).get(agent.id);
    if (causes) throw new Refusal('agent.suspended', causes.join(', '));
    const now = this.clock.now();
    if (agent.expiresAt <= now || agent.nextReviewAt <= now) throw new Refusal('agent.term-invalid');
    if ((await this.credentials(tx, agent.id)).length === 0) throw new Refusal('agent.credential-missing');
  }

  private async move(tx: WriteTx, agent: AgentRow, to: AgentState): Promise<void> {
    if (!mayBecome(agent.state, to)) throw new Refusal('agent.illegal-move', `${agent.state} to ${to}`);
    await tx.update(AgentRow, { id: agent.id }, { state: to });
    agent.state = to;
  }
}

async function refuseUnfitDeputy(tx: Tx, deputyId: string, ownerId: string): Promise<void> {
  const fit = deputyId !== ownerId && (await tx.existsBy(PersonRow, { id: deputyId, status: 'active' }));
  if (!fit) throw new Refusal('agent.deputy-invalid');
}

function readKey(jwk: unknown): { jwk: PublicJwk; kid: string } {
  try {
    return readPublicKey(jwk);
  } catch (wrong) {
    throw new Refusal('agent.key-invalid', wrong instanceof Error ? wrong.message : undefined, { cause: wrong });
  }
}
