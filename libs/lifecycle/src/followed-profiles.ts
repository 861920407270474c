import { Injectable } from '@nestjs/common';
import { Clock } from '@app/kernel';
import { AssignmentRules, EffectiveAccess, inParts, ProfileBindings } from '@app/access';
import type { WriteTx } from '@app/database';
import type { PersonRow } from '@app/directory';
import { Fence } from '@app/fence';
import { writeEvents } from './events.js';

/** Profiles that a person gets and loses because the source says something else of them, by bindings and by rules. */
@Injectable()
export class FollowedProfiles {
  constructor(
    private readonly clock: Clock,
    private readonly fence: Fence,
    private readonly access: EffectiveAccess,
    private readonly bindings: ProfileBindings,
    private readonly rules: AssignmentRules,
  ) {}

  /**
   * Does `work`, which says what the change of the person is, and brings the person's profiles into line with it: the
   * rows before the work, because it goes to the fence, and the fence and the event after it.
   */
  async around<T>(tx: WriteTx, before: PersonRow | null, after: PersonRow, work: () => Promise<T>): Promise<T> {
    const bound = await this.bindings.follow(tx, after, before);
    const ruled = await this.rules.follow(tx, after, before);
    const followed = { added: [...bound.added, ...ruled.added], removed: [...bound.removed, ...ruled.removed] };
    const moved = followed.added.length + followed.removed.length > 0;
    const at = this.clock.now();
    const shifts = moved ? await this.access.assignmentShifts(tx, after.id, followed, at) : [];
    for (const { agentId, ...shift } of shifts) {
      for (const [lost, gained] of inParts(shift.lost, shift.gained)) {
        const detail = { personId: after.id, lost, gained };
        tx.record({ action: 'agent.access-shifted', subject: agentId, detail });
      }
    }
    const result = await work();
    // what gateways know of a person is what some condition asks for
    if (ruled.isAskedFor && !moved) await this.fence.touch(tx, [after.id]);
    if (moved) {
      const fenceSeq = await this.fence.touch(tx, [after.id]);
      const effects = { shifts: shifts.map(({ agentId, lost, gained }) => ({ agentId, lost, gained })) };
      const event = { personId: after.id, kind: 'access_change', before: null, after: null, fenceSeq } as const;
      await writeEvents(tx, [{ ...event, changed: ['profiles'], effects: shifts.length > 0 ? effects : {} }], at);
    }
    return result;
  }
}
