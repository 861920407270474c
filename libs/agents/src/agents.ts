import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal } from '@app/kernel';
import { Db, type Tx, type WriteTx } from '@app/database';
import { unlessTaken } from '@app/directory';
import { Fence } from '@app/fence';
import type { AgentCredentialRow } from './proof/agent-credential.row.js';
import { AgentRow } from './identity/agent.row.js';
import type { SuspensionCause } from './core/standing.js';
import { AgentCredentials } from './proof/credentials.js';
import { end } from './life/ending.js';
import { lockedAgent, refuseUnless } from './life/moves.js';
import { Registration, type NewAgent } from './identity/registration.js';
import { Starting } from './life/starting.js';
import { resume, suspend } from './life/suspensions.js';
import { liftSwitch, pullSwitch } from './switches/switches.js';

/** Agents as identities that a person answers for, from registration to retirement. */
@Injectable()
export class Agents {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
    private readonly registration: Registration,
    private readonly starting: Starting,
    private readonly keys: AgentCredentials,
  ) {}

  /** @throws Refusal as `Registration.add` */
  register(actor: Actor, wanted: NewAgent): Promise<AgentRow> {
    return this.db.write(actor, (tx) => this.add(tx, wanted));
  }

  /** As `register`, in the caller's write. @throws Refusal as `Registration.add` */
  add(tx: WriteTx, wanted: NewAgent): Promise<AgentRow> {
    return this.registration.add(tx, wanted);
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
   * @throws Refusal as `AgentCredentials.bind`
   */
  bindKey(actor: Actor, agentId: string, jwk: unknown, expiresAt: Date): Promise<AgentCredentialRow> {
    return this.keys.bind(actor, agentId, { kind: 'private_key_jwt', proof: jwk, expiresAt });
  }

  /** @throws Refusal as `Starting.start` */
  activate(actor: Actor, agentId: string): Promise<AgentRow> {
    return this.db.write(actor, async (tx) => {
      const { agent, started } = await this.starting.start(tx, agentId);
      return started ? agent : tx.unchanged(agent);
    });
  }

  /** As `activate`, in the caller's write. @throws Refusal as `Starting.start` */
  async start(tx: WriteTx, agentId: string): Promise<AgentRow> {
    return (await this.starting.start(tx, agentId)).agent;
  }

  /**
   * Stops an agent at once; needs nobody's approval (R-AGT-6).
   * @throws Refusal agent.unknown, agent.retired
   */
  kill(actor: Actor, agentId: string, reason: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      refuseUnless(await lockedAgent(tx, agentId), 'suspend');
      const now = this.clock.now();
      const pulled = await pullSwitch(tx, { scope: 'agent', targetId: agentId }, reason, now);
      const stopped = await this.suspend(tx, [agentId], 'killed');
      if (stopped.length > 0) tx.record({ action: 'agent.killed', subject: agentId, personal: { reason } });
      if (pulled || stopped.length > 0) {
        await this.fence.touch(tx, [agentId]);
        return;
      }
      await this.fence.settle(tx);
      tx.unchanged(undefined);
    });
  }

  /**
   * Takes back a kill, and nothing but the kill: with another cause open the agent goes on standing still.
   * @throws Refusal agent.reason-missing, agent.unknown, agent.retired
   */
  restart(actor: Actor, agentId: string, reason: string): Promise<void> {
    if (reason.trim() === '') return Promise.reject(new Refusal('agent.reason-missing'));
    return this.db.write(actor, async (tx) => {
      refuseUnless(await lockedAgent(tx, agentId), 'resume');
      const lifted = await liftSwitch(tx, { scope: 'agent', targetId: agentId }, reason, this.clock.now());
      const cleared = await this.clearCause(tx, [agentId], 'killed');
      if (cleared.length > 0) tx.record({ action: 'agent.restarted', subject: agentId, personal: { reason } });
      if (!lifted && cleared.length === 0) return tx.unchanged(undefined);
      await this.fence.touch(tx, [agentId]);
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
   * Opens a cause for agents whose rows the caller holds.
   * @returns the agents for which it had not been open
   */
  suspend(tx: WriteTx, agentIds: readonly string[], cause: SuspensionCause): Promise<string[]> {
    return suspend(tx, this.fence, agentIds, cause, this.clock.now());
  }

  /**
   * Clears one cause; an agent runs again only if it is active and no other cause is open (R-AGT-4).
   * @returns the agents for which the cause had been open
   */
  clearCause(tx: WriteTx, agentIds: readonly string[], cause: SuspensionCause): Promise<string[]> {
    return resume(tx, this.fence, agentIds, cause, this.clock.now());
  }

  /** For good: the id is never used again and nothing brings the agent back. Its parts go with it. */
  retire(actor: Actor, agentId: string, reason: string): Promise<AgentRow> {
    return this.db.write(actor, async (tx) => {
      const agent = await lockedAgent(tx, agentId);
      if (agent.state === 'retired') {
        await this.fence.settle(tx);
        return tx.unchanged(agent);
      }
      await this.end(tx, agent, reason);
      return agent;
    });
  }

  /** Retires an agent whose row the caller holds, and its parts, in the caller's write. @throws Refusal agent.retired */
  end(tx: WriteTx, agent: AgentRow, reason: string): Promise<void> {
    return end(tx, this.fence, agent, 'retire', reason, this.clock.now());
  }

  /** @throws Refusal agent.unknown */
  async find(tx: Tx, id: string): Promise<AgentRow> {
    const agent = await tx.findOneBy(AgentRow, { id });
    if (!agent) throw new Refusal('agent.unknown');
    return agent;
  }

  ownedBy(tx: Tx, personId: string): Promise<AgentRow[]> {
    return tx.find(AgentRow, { where: { ownerId: personId }, order: { id: 'ASC' } });
  }

  /** The keys by which an agent may prove itself now. */
  credentials(tx: Tx, agentId: string): Promise<AgentCredentialRow[]> {
    return this.keys.live(tx, agentId);
  }

  /** The agent, held until the end of the transaction. People are held before agents. @throws Refusal agent.unknown */
  locked(tx: WriteTx, id: string): Promise<AgentRow> {
    return lockedAgent(tx, id);
  }
}
