import { Injectable } from '@nestjs/common';
import { Clock, newId, Refusal } from '@app/kernel';
import { insertUnlessTaken, type Tx, type WriteTx } from '@app/database';
import { PersonRow } from '@app/directory';
import { Fence } from '@app/fence';
import { AgentRow } from './agent.row.js';
import { boundBy, refuseWider } from './bounds.js';
import type { BlueprintRow } from '../blueprints/blueprint.row.js';
import { daysAfter } from '../core/ceilings.js';
import { MOST_IN_LINE } from '../core/lineage.js';
import { suspend } from '../life/suspensions.js';
import { isKilled } from '../switches/switches.js';

type Optional =
  | 'parentId'
  | 'technicalOwnerId'
  | 'blueprintId'
  | 'environment'
  | 'model'
  | 'dormantAfterDays'
  | 'expiresAt'
  | 'nextReviewAt';
/** Dates that are left out are as late as the blueprint lets them be; without a blueprint they are needed. */
export type NewAgent = Readonly<
  Pick<AgentRow, 'name' | 'kind' | 'purpose' | 'ownerId' | 'deputyId'> & {
    [Key in Optional]?: AgentRow[Key] | undefined;
  } & {
    /** Somebody must approve it first, whatever its blueprint says. */
    requiresApproval?: boolean;
  }
>;

/** How an agent comes to be: by an owner who is active, within its blueprint and within the agent it is a part of. */
@Injectable()
export class Registration {
  constructor(
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /**
   * @throws Refusal agent.owner-inactive, agent.deputy-invalid, agent.technical-owner-invalid, agent.parent-invalid,
   * agent.parent-too-deep, agent.wider-than-parent, blueprint.unknown, agent.wider-than-blueprint, agent.term-invalid,
   * agent.name-taken
   */
  async add(tx: WriteTx, { requiresApproval = false, ...wanted }: NewAgent): Promise<AgentRow> {
    const now = this.clock.now();
    // people, then the parent, then the blueprint: as every writer who needs several of them
    await activeOwner(tx, wanted.ownerId);
    if (wanted.deputyId !== null) await refuseUnfitDeputy(tx, wanted.deputyId, wanted.ownerId);
    if (wanted.technicalOwnerId != null) await refuseUnfitTechnicalOwner(tx, wanted.technicalOwnerId);
    const parent = wanted.parentId == null ? null : await parentOf(tx, wanted.parentId, wanted.ownerId);
    const blueprint = wanted.blueprintId == null ? null : await boundBy(tx, wanted.blueprintId);
    if (blueprint && blueprint.endedAt !== null) throw new Refusal('blueprint.unknown');
    const complete = withDefaults(wanted, blueprint, parent, now);
    if (complete.expiresAt <= now || complete.nextReviewAt <= now) throw new Refusal('agent.term-invalid');
    refuseWider(blueprint, complete, now);
    if (parent && complete.expiresAt > parent.expiresAt) throw new Refusal('agent.wider-than-parent', 'expiresAt');
    const state = requiresApproval || blueprint?.requiresApproval ? 'requested' : 'staged';
    const values = { ...complete, id: newId(), state, createdAt: now, awakeSince: now, lastActiveAt: null } as const;
    const agent = await insertUnlessTaken(tx, AgentRow, values);
    if (!agent) throw new Refusal('agent.name-taken');
    await this.tell(tx, agent);
    const { id, ownerId, parentId } = agent;
    await this.fence.enrol(tx, { id, kind: 'agent', status: 'suspended', ownerId, parentId });
    if (await isKilled(tx, { scope: 'owner', targetId: ownerId })) {
      await suspend(tx, this.fence, [id], 'owner_killed', now);
    }
    return agent;
  }

  private async tell(tx: WriteTx, agent: AgentRow): Promise<void> {
    const { id, ownerId, deputyId, technicalOwnerId, parentId, blueprintId, kind, environment, state } = agent;
    tx.record({
      action: state === 'requested' ? 'agent.requested' : 'agent.registered',
      subject: id,
      detail: {
        ownerId,
        deputyId,
        technicalOwnerId,
        parentId,
        blueprintId,
        kind,
        environment,
        expiresAt: agent.expiresAt.toISOString(),
      },
      personal: { name: agent.name, purpose: agent.purpose },
    });
    if (state !== 'requested') return;
    const data = { personId: ownerId, agentIds: [id] };
    tx.send({ topic: 'notify', payload: { template: 'agent.requested', to: { role: 'admin' }, data } });
  }
}

/** Holds the owner's row, so that leaving waits for this write and then finds what it did. */
export async function activeOwner(tx: WriteTx, id: string): Promise<void> {
  const owner = await tx.findOne(PersonRow, { where: { id }, lock: { mode: 'pessimistic_read' } });
  if (!owner) throw new Refusal('person.unknown');
  if (owner.status !== 'active') throw new Refusal('agent.owner-inactive');
}

export async function refuseUnfitDeputy(tx: Tx, deputyId: string, ownerId: string): Promise<void> {
  const fit = deputyId !== ownerId && (await tx.existsBy(PersonRow, { id: deputyId, status: 'active' }));
  if (!fit) throw new Refusal('agent.deputy-invalid');
}

export async function refuseUnfitTechnicalOwner(tx: Tx, id: string): Promise<void> {
  if (!(await tx.existsBy(PersonRow, { id, status: 'active' }))) throw new Refusal('agent.technical-owner-invalid');
}

/** Held, so that its end or a shorter term waits and then finds the part. A parent never changes: there is no cycle. */
async function parentOf(tx: WriteTx, id: string, ownerId: string): Promise<AgentRow> {
  const parent = await tx.findOne(AgentRow, { where: { id }, lock: { mode: 'pessimistic_read' } });
  if (!parent || parent.state === 'retired' || parent.ownerId !== ownerId) throw new Refusal('agent.parent-invalid');
  const [line] = await tx.query<{ length: number }[]>(
    `WITH RECURSIVE line AS (
       SELECT id, parent_id FROM agent WHERE id = $1
       UNION ALL SELECT a.id, a.parent_id FROM agent a JOIN line ON a.id = line.parent_id
     ) SELECT count(*)::int AS length FROM line`,
    [id],
  );
  if ((line?.length ?? 0) >= MOST_IN_LINE) throw new Refusal('agent.parent-too-deep');
  return parent;
}

/** What is left out comes from the blueprint, as far as the parent's term reaches. */
function withDefaults(wanted: NewAgent, blueprint: BlueprintRow | null, parent: AgentRow | null, now: Date) {
  const ends = wanted.expiresAt ?? (blueprint && earlier(daysAfter(now, blueprint.maxTermDays), parent?.expiresAt));
  const review = wanted.nextReviewAt ?? (blueprint && daysAfter(now, blueprint.reviewEveryDays));
  if (!ends || !review) throw new Refusal('agent.term-invalid', 'expiresAt and nextReviewAt are needed');
  const { parentId = null, technicalOwnerId = null, blueprintId = null, model = null } = wanted;
  return {
    ...wanted,
    tags: [],
    parentId,
    technicalOwnerId,
    blueprintId,
    model,
    expiresAt: ends,
    nextReviewAt: review,
    environment: wanted.environment ?? blueprint?.environment ?? ('production' as const),
    dormantAfterDays: wanted.dormantAfterDays ?? blueprint?.dormantAfterDays ?? null,
  };
}

const earlier = (at: Date, other: Date | undefined): Date => (other !== undefined && other < at ? other : at);
