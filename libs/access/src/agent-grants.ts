import { Injectable } from '@nestjs/common';
import { type Actor, Clock, nameOf, newId, Refusal } from '@app/kernel';
import { AgentRow } from '@app/agents';
import { Db, type Tx, type WriteTx } from '@app/database';
import { PersonRow } from '@app/directory';
import { Fence } from '@app/fence';
import { AgentGrantRow } from './agent-grant.row.js';
import { refuseAboveCeiling } from './ceiling.js';
import { writes } from './core/facts.js';
import { grantable, type Granted } from './grantable.js';

export type NewAgentGrant = Granted & Readonly<{ agentId: string }>;

/** What agents themselves were granted: the unit that reviewers certify. It never counts beyond the owner's own access. */
@Injectable()
export class AgentGrants {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /**
   * @throws Refusal agent.unknown, agent.retired, agent.deputy-missing, agent.wider-than-blueprint, tool.unknown, tool.not-available,
   * grant.condition-invalid
   */
  give(actor: Actor, wanted: NewAgentGrant): Promise<AgentGrantRow> {
    return this.db.write(actor, (tx) => this.add(tx, wanted));
  }

  /** As `give`, in the caller's write. */
  async add(tx: WriteTx, { agentId, ...granted }: NewAgentGrant): Promise<AgentGrantRow> {
    const agent = await tx.findOne(AgentRow, { where: { id: agentId }, lock: { mode: 'pessimistic_read' } });
    if (!agent) throw new Refusal('agent.unknown');
    if (agent.state === 'retired') throw new Refusal('agent.retired');
    const tool = await grantable(tx, granted);
    await refuseAboveCeiling(tx, agent, granted, this.clock.now());
    const needsDeputy = granted.effect !== 'deny' && writes(tool.risk);
    if (needsDeputy && !(await hasActiveDeputy(tx, agent))) throw new Refusal('agent.deputy-missing', tool.name);
    const values = { ...granted, id: newId(), agentId, definitionHash: tool.approvedHash };
    const begun = { validFrom: this.clock.now(), validTo: null, grantedBy: nameOf(tx.actor), endedBecause: null };
    const grant = tx.create(AgentGrantRow, { ...values, ...begun });
    await tx.insert(AgentGrantRow, grant);
    const { id, definitionHash } = grant;
    tx.record({ action: 'agent.granted', subject: agentId, detail: { grantId: id, ...granted, definitionHash } });
    await this.fence.touch(tx, [agentId]);
    return grant;
  }

  /**
   * Ends a grant in the caller's write. `because` is kept with the grant for those who ask later.
   * @returns the fence number from which on no gateway may use it, or null when it had ended before
   */
  async end(tx: WriteTx, grantId: string, because: string): Promise<number | null> {
    const [ended] = await tx.query<[{ agentId: string; toolId: string }[], number]>(
      `UPDATE agent_grant SET valid_to = greatest(valid_from, $2), ended_because = $3
       WHERE id = $1 AND (valid_to IS NULL OR valid_to > $2) RETURNING agent_id AS "agentId", tool_id AS "toolId"`,
      [grantId, this.clock.now(), because],
    );
    const [grant] = ended;
    if (!grant) return null;
    const { agentId, toolId } = grant;
    tx.record({ action: 'agent.grant-ended', subject: agentId, detail: { grantId, toolId }, personal: { because } });
    return this.fence.touch(tx, [agentId]);
  }

  /** @throws Refusal grant.unknown */
  revoke(actor: Actor, grantId: string, because: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      if ((await this.end(tx, grantId, because)) === null) throw new Refusal('grant.unknown');
    });
  }

  /** All grants of the agents, ended ones included, oldest first. */
  of(tx: Tx, agentId: string): Promise<AgentGrantRow[]> {
    return tx.find(AgentGrantRow, { where: { agentId }, order: { id: 'ASC' } });
  }
}

/** Locked, so that the deputy does not leave while this is being granted. */
async function hasActiveDeputy(tx: WriteTx, { deputyId }: AgentRow): Promise<boolean> {
  if (deputyId === null) return false;
  const where = { id: deputyId, status: 'active' } as const;
  return (await tx.findOne(PersonRow, { where, lock: { mode: 'pessimistic_read' } })) !== null;
}
