import { Injectable } from '@nestjs/common';
import { Clock } from '@app/kernel';
import { EffectiveAccess, inParts, type Shift } from '@app/access';
import type { WriteTx } from '@app/database';
import { Fence } from '@app/fence';
import type { Effects } from './effects.js';
import { type NewEvent, writeEvents } from './events.js';

export type Moved = Readonly<{ added: readonly string[]; removed: readonly string[] }>;

const CROWD = 5_000;

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
    // in parts, so that a crowd keeps the program from nothing else
    const parts = inParts(moved.added, moved.removed).map(([added, removed]) => ({ added, removed }));
    for (const detail of parts) tx.record({ action: 'membership.changed', subject: groupId, detail });
    // a group to which nothing is assigned gives and takes nothing: filling it makes nobody wait for the fence
    if (await this.writtenUnassigned(tx, groupId, parts, at)) return;
    const shifts = await this.access.shifts(tx, { groupId, ...moved }, at);
    for (const shift of shifts) {
      for (const [lost, gained] of inParts(shift.lost, shift.gained)) {
        tx.record({ action: 'agent.access-shifted', subject: shift.agentId, detail: { groupId, lost, gained } });
      }
    }
    const byOwner = new Map<string, Shift[]>();
    for (const shift of shifts) byOwner.set(shift.ownerId, [...(byOwner.get(shift.ownerId) ?? []), shift]);
    const people = [...moved.added, ...moved.removed];
    // gateways look at these people, or, of a crowd, at the group as a whole
    const seq = await this.fence.touch(tx, people.length > CROWD ? [groupId] : people);
    for (const part of parts) await writeEvents(tx, eventsOf(groupId, part, byOwner, seq), at);
  }

  /** @returns whether the events are written; the answer is the same for each part, because the group's row is held */
  private async writtenUnassigned(tx: WriteTx, groupId: string, parts: readonly Moved[], at: Date): Promise<boolean> {
    for (const [index, part] of parts.entries()) {
      if (await writeEvents(tx, eventsOf(groupId, part, new Map(), null), at, groupId)) continue;
      if (index > 0) throw new Error('something was assigned to a group that was held');
      return false;
    }
    return true;
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
