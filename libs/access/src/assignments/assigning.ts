import { newId, nameOf, Refusal } from '@app/kernel';
import type { Tx, WriteTx } from '@app/database';
import { GroupRow, PersonRow } from '@app/directory';
import { AssignmentRow } from './assignment.row.js';
import { endInterval } from '../end-interval.js';
import { type Validity, validity } from '../core/validity.js';

export type Holder = Readonly<{ personId: string } | { groupId: string }>;
/** Until when and from when on, and why. */
export type Terms = Validity & Readonly<{ reason?: string | undefined }>;

/**
 * An assignment that people make, of a profile that there is.
 * @throws Refusal person.unknown, group.unknown, validity.invalid
 */
export async function addAssignment(
  tx: WriteTx,
  profileId: string,
  holder: Holder,
  { reason = '', ...asked }: Terms,
  now: Date,
): Promise<AssignmentRow> {
  const interval = validity(asked, now);
  if (!interval) throw new Refusal('validity.invalid');
  const to = await existing(tx, holder);
  const by = { bindingId: null, ruleId: null, assignedBy: nameOf(tx.actor), reason, endedBecause: null };
  const assignment = tx.create(AssignmentRow, { ...to, id: newId(), profileId, ...by, ...interval });
  await tx.insert(AssignmentRow, assignment);
  const times = { validFrom: interval.validFrom.toISOString(), validTo: interval.validTo?.toISOString() ?? null };
  const detail = { assignmentId: assignment.id, ...to, ...(interval.planned || interval.validTo ? times : {}) };
  tx.record({
    action: 'profile.assigned',
    subject: profileId,
    detail,
    ...(reason === '' ? {} : { personal: { reason } }),
  });
  return assignment;
}

/** @throws Refusal assignment.unknown, assignment.bound, assignment.ruled */
export async function endAssignment(tx: WriteTx, id: string, because: string, at: Date): Promise<AssignmentRow> {
  if (!(await endInterval(tx, 'assignment', id, { at, because }))) throw new Refusal('assignment.unknown');
  const ended = await tx.findOneByOrFail(AssignmentRow, { id });
  if (ended.bindingId !== null) throw new Refusal('assignment.bound');
  if (ended.ruleId !== null) throw new Refusal('assignment.ruled');
  const { profileId, personId, groupId } = ended;
  const detail = { assignmentId: id, personId, groupId };
  tx.record({ action: 'profile.assignment-ended', subject: profileId, detail });
  return ended;
}

/** What of the index an assignment is in: of one person, or of all who hold the profile. */
export const concernedBy = ({ personId, profileId }: Pick<AssignmentRow, 'personId' | 'profileId'>): string =>
  personId ?? profileId;

/** A group is held alone: a change of its members, which is made under the same lock, sees the assignment or comes first. */
async function existing(tx: Tx, holder: Holder): Promise<Pick<AssignmentRow, 'personId' | 'groupId'>> {
  if ('personId' in holder) {
    if (!(await tx.existsBy(PersonRow, { id: holder.personId }))) throw new Refusal('person.unknown');
    return { personId: holder.personId, groupId: null };
  }
  const lock = { mode: 'pessimistic_write' } as const;
  if (!(await tx.findOne(GroupRow, { where: { id: holder.groupId }, lock }))) throw new Refusal('group.unknown');
  return { personId: null, groupId: holder.groupId };
}
