import { Injectable } from '@nestjs/common';
import { Clock } from '@app/kernel';
import { EffectiveAccess, inParts, type Shift } from '@app/access';
import type { WriteTx } from '@app/database';
import { Fence } from '@app/fence';
import type { Effects } from './effects.js';
import { type NewEvent, writeEvents } from './events.js';

export type Moved = Readonly<{ added: readonly string[]; removed: readonly string[] }>;

/** What follows from people joining and leaving a group; it costs what the change costs, not what the group holds. */
@Injectable()
export class MemberChanges {
  constructor(
    private readonly clock: Clock,
    private readonly fence: Fence,
    private readonly access: EffectiveAccess,
  ) {}

  /** The rows say so already, and the group's row is held: nobody can assign anything to it meanwhile. */
  async follow(tx: WriteTx, groupId: string, moved: Moved): Promise<void> {
    const at = this.clock.now();
    for (const [added, removed] of inParts(moved.added, moved.removed)) {
      tx.record({ action: 'membership.changed', subject: groupId, detail: { added, removed } });
    }
    // a group to which nothing is assigned gives and takes nothing: filling it makes nobody wait for the fence
    if (await writeEvents(tx, eventsOf(groupId, moved, new Map(), null), at, groupId)) return;
    const shifts = await this.access.shifts(tx, { groupId, ...moved }, at);
    for (const shift of shifts) {
      for (const [lost, gained] of inParts(shift.lost, shift.gained)) {
        tx.record({ action: 'agent.access-shifted', subject: shift.agentId, detail: { groupId, lost, gained } });
      }
    }
    const byOwner = new Map<string, Shift[]>();
    for (const shift of shifts) byOwner.set(shift.ownerId, [...(byOwner.get(shift.ownerId) ?? []), shift]);
    await writeEvents(tx, eventsOf(groupId, moved, byOwner, await this.fence.touch(tx, [groupId])), at);
  }
}

function eventsOf(
  groupId: string,
  { added, removed }: Moved,
  shifts: ReadonlyMap<string, readonly Shift[]>,
  fenceSeq: number | null,
): NewEvent[] {
  const event = (personId: string, way: 'joined' | 'left'): NewEvent => ({
    personId,
    kind: 'access_change',
    before: null,
    after: null,
    changed: ['groups'],
    fenceSeq,
    effects: { [way]: groupId, ...shiftsOf(shifts.get(personId)) },
  });
  return [...added.map((id) => event(id, 'joined')), ...removed.map((id) => event(id, 'left'))];
}

const shiftsOf = (shifts: readonly Shift[] | undefined): Pick<Effects, 'shifts'> =>
  shifts ? { shifts: shifts.map(({ agentId, lost, gained }) => ({ agentId, lost, gained })) } : {};
