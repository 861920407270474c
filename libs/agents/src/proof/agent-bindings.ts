import { Injectable } from '@nestjs/common';
import { type Actor, Clock, nameOf, newId, Refusal } from '@app/kernel';
import { Db, insertUnlessTaken, type Tx, type WriteTx } from '@app/database';
import { Fence } from '@app/fence';
import { AgentBindingRow } from './agent-binding.row.js';
import { AgentRow } from '../identity/agent.row.js';
import { matcherKey, type Matchers, missingFrom, type Resolved, resolve } from '../core/workload.js';
import { killTokens } from './kill-tokens.js';
import { TrustedIssuerRow } from './trusted-issuer.row.js';

/** By which workloads agents prove themselves; a live binding is a credential like a key. */
@Injectable()
export class AgentBindings {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /**
   * @throws Refusal agent.unknown, agent.retired, trusted-issuer.unknown, agent-binding.loose when a name that is given
   * again would decide, agent-binding.taken when the workload is an agent already
   */
  bind(actor: Actor, agentId: string, issuerId: string, matchers: Matchers): Promise<AgentBindingRow> {
    return this.db.write(actor, async (tx) => {
      const agent = await tx.findOne(AgentRow, { where: { id: agentId }, lock: { mode: 'pessimistic_write' } });
      if (!agent) throw new Refusal('agent.unknown');
      if (agent.state === 'retired') throw new Refusal('agent.retired');
      const where = { id: issuerId, status: 'active' } as const;
      const issuer = await tx.findOne(TrustedIssuerRow, { where, lock: { mode: 'pessimistic_read' } });
      if (!issuer) throw new Refusal('trusted-issuer.unknown');
      const missing = missingFrom(issuer.kind, issuer.issuer, matchers);
      if (missing !== null) throw new Refusal('agent-binding.loose', missing);
      const { subject, claims } = matchers;
      const now = this.clock.now();
      await this.freeOfRetired(tx, issuerId, matcherKey(matchers), now);
      const fresh = { id: newId(), agentId, issuerId, subject, claims, matcherKey: matcherKey(matchers) };
      const made = { createdBy: nameOf(actor), createdAt: now, endedAt: null, endedBecause: null };
      const binding = await insertUnlessTaken(tx, AgentBindingRow, { ...fresh, ...made });
      if (!binding) throw new Refusal('agent-binding.taken');
      const detail = { bindingId: binding.id, issuerId, subject, claims };
      tx.record({ action: 'agent.workload-bound', subject: agentId, detail });
      return binding;
    });
  }

  /**
   * Ends it; what was issued on it is dead when this returns.
   * @throws Refusal agent-binding.unknown, also for one that has ended
   */
  end(actor: Actor, agentId: string, id: string, because: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      // the agent first, as whoever ends all of its bindings holds it
      await tx.findOne(AgentRow, { where: { id: agentId }, lock: { mode: 'pessimistic_write' } });
      const ended = { endedAt: this.clock.now(), endedBecause: because };
      const { affected } = await tx
        .createQueryBuilder()
        .update(AgentBindingRow)
        .set(ended)
        .where({ id, agentId })
        .andWhere('ended_at IS NULL')
        .execute();
      if (affected !== 1) throw new Refusal('agent-binding.unknown');
      const told = { detail: { bindingId: id }, personal: { because } };
      tx.record({ action: 'agent.workload-unbound', subject: agentId, ...told });
      await killTokens(tx, this.fence, [agentId]);
    });
  }

  /** Every binding of the agent, ended ones included. */
  list(actor: Actor, agentId: string): Promise<AgentBindingRow[]> {
    return this.db.read(actor, (tx) => tx.find(AgentBindingRow, { where: { agentId }, order: { id: 'ASC' } }));
  }

  /** The agent that these verified claims of the issuer are. */
  async agentOf(tx: Tx, issuerId: string, claims: Readonly<Record<string, unknown>>): Promise<Resolved> {
    const rows = await tx
      .createQueryBuilder(AgentBindingRow, 'binding')
      .innerJoin(AgentRow, 'agent', `agent.id = binding.agentId AND agent.state <> 'retired'`)
      .where('binding.issuerId = :issuerId AND binding.endedAt IS NULL', { issuerId })
      .andWhere('(binding.subject IS NULL OR binding.subject = :sub)', { sub: String(claims['sub']) })
      .getMany();
    return resolve(rows, claims);
  }

  /** A workload may be bound anew when the agent that it was has retired. */
  private async freeOfRetired(tx: WriteTx, issuerId: string, key: string, now: Date): Promise<void> {
    await tx.query(
      `UPDATE agent_binding b SET ended_at = $3, ended_because = 'the agent is retired' FROM agent a
       WHERE a.id = b.agent_id AND a.state = 'retired' AND b.issuer_id = $1 AND b.matcher_key = $2
         AND b.ended_at IS NULL`,
      [issuerId, key, now],
    );
  }
}

/** Whether a workload can prove the agent now. */
export function isBound(tx: Tx, agentId: string): Promise<boolean> {
  return tx
    .createQueryBuilder(AgentBindingRow, 'binding')
    .innerJoin(TrustedIssuerRow, 'issuer', `issuer.id = binding.issuerId AND issuer.status = 'active'`)
    .where('binding.agentId = :agentId AND binding.endedAt IS NULL', { agentId })
    .getExists();
}

/** Ends every binding of the agent, as when whoever runs its workloads may have left. */
export async function endBindings(tx: WriteTx, agentId: string, because: string, at: Date): Promise<void> {
  const [ended] = await tx.query<[{ id: string }[], number]>(
    `UPDATE agent_binding SET ended_at = $2, ended_because = $3 WHERE agent_id = $1 AND ended_at IS NULL RETURNING id`,
    [agentId, at, because],
  );
  for (const { id } of ended) {
    tx.record({ action: 'agent.workload-unbound', subject: agentId, detail: { bindingId: id, because } });
  }
}
