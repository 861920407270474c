import { Injectable } from '@nestjs/common';
import { type Actor, Clock, nameOf, newId, Refusal } from '@app/kernel';
import { AgentRow } from '@app/agents';
import { Db, type Tx, type WriteTx } from '@app/database';
import { PersonRow } from '@app/directory';
import { Fence } from '@app/fence';
import { AgentGrantRow } from './agent-grant.row.js';
import { refuseAboveCeiling } from './ceiling.js';
import { writes } from '../core/facts.js';
import { type Validity, validity } from '../core/validity.js';
import { grantable, type Granted, type GrantValues } from './grantable.js';
import { ProfileRow } from '../profiles/profile.row.js';
import { reachAt } from './reach.js';

/** With a `profileId` the agent holds that profile, narrowed by tool or pattern, condition and budget, as far as said. */
export type NewAgentGrant = Granted & Validity & Readonly<{ agentId: string; profileId?: string | null | undefined }>;

/** What agents themselves were granted: the unit that reviewers certify. It never counts beyond the owner's own access. */
@Injectable()
export class AgentGrants {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /**
   * @throws Refusal agent.unknown, agent.retired, agent.deputy-missing, agent.wider-than-blueprint, profile.unknown,
   * tool.unknown, tool.not-available, grant.condition-invalid, grant.selects-invalid, validity.invalid
   */
  give(actor: Actor, wanted: NewAgentGrant): Promise<AgentGrantRow> {
    return this.db.write(actor, (tx) => this.add(tx, wanted));
  }

  /** As `give`, in the caller's write. */
  async add(tx: WriteTx, wanted: NewAgentGrant): Promise<AgentGrantRow> {
    const { agentId, profileId = null } = wanted;
    const now = this.clock.now();
    const agent = await tx.findOne(AgentRow, { where: { id: agentId }, lock: { mode: 'pessimistic_read' } });
    if (!agent) throw new Refusal('agent.unknown');
    if (agent.state === 'retired') throw new Refusal('agent.retired');
    const interval = validity(wanted, now);
    if (!interval) throw new Refusal('validity.invalid');
    const { values } = await grantable(tx, wanted);
    if (!selectsSomething(values, profileId)) throw new Refusal('grant.selects-invalid');
    if (profileId !== null && !(await tx.existsBy(ProfileRow, { id: profileId }))) throw new Refusal('profile.unknown');
    if (values.effect !== 'deny') await refuseUnfit(tx, agent, { ...values, profileId }, now);
    const own = { id: newId(), agentId, profileId, grantedBy: nameOf(tx.actor), endedBecause: null };
    const grant = tx.create(AgentGrantRow, { ...values, ...own, ...interval });
    await tx.insert(AgentGrantRow, grant);
    const times = { validFrom: interval.validFrom.toISOString(), validTo: interval.validTo?.toISOString() ?? null };
    const said = { ...values, profileId, ...(interval.planned || interval.validTo ? times : {}) };
    tx.record({ action: 'agent.granted', subject: agentId, detail: { grantId: grant.id, ...said } });
    await this.fence.touch(tx, [agentId]);
    return grant;
  }

  /**
   * Ends a grant in the caller's write. `because` is kept with the grant for those who ask later.
   * @returns the fence number from which on no gateway may use it, or null when it had ended before
   */
  async end(tx: WriteTx, grantId: string, because: string): Promise<number | null> {
    const [ended] = await tx.query<[Pick<AgentGrantRow, 'agentId' | 'toolId' | 'profileId'>[], number]>(
      `UPDATE agent_grant SET valid_to = greatest(valid_from, $2), ended_because = $3
       WHERE id = $1 AND ended_because IS NULL AND (valid_to IS NULL OR valid_to > $2)
       RETURNING agent_id AS "agentId", tool_id AS "toolId", profile_id AS "profileId"`,
      [grantId, this.clock.now(), because],
    );
    const [grant] = ended;
    if (!grant) return null;
    const { agentId, ...about } = grant;
    tx.record({ action: 'agent.grant-ended', subject: agentId, detail: { grantId, ...about }, personal: { because } });
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

type Wanted = GrantValues & Readonly<{ profileId: string | null }>;

const selectsSomething = ({ toolId, pattern, effect }: GrantValues, profileId: string | null): boolean =>
  profileId === null ? (toolId === null) !== (pattern === null) : effect !== 'deny' && !(toolId && pattern);

/** Looks at the tools that it is about now; of those that come later each call is told. */
async function refuseUnfit(tx: WriteTx, agent: AgentRow, wanted: Wanted, at: Date): Promise<void> {
  const reached = (await reachAt(tx, [wanted.profileId], at))(wanted);
  await refuseAboveCeiling(tx, agent, reached, at);
  const writing = reached.find(({ risk }) => writes(risk));
  if (writing && !(await hasActiveDeputy(tx, agent))) throw new Refusal('agent.deputy-missing', writing.name);
}

/** Locked, so that the deputy does not leave while this is being granted. */
async function hasActiveDeputy(tx: WriteTx, { deputyId }: AgentRow): Promise<boolean> {
  if (deputyId === null) return false;
  const where = { id: deputyId, status: 'active' } as const;
  return (await tx.findOne(PersonRow, { where, lock: { mode: 'pessimistic_read' } })) !== null;
}
