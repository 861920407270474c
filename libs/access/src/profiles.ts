import { Injectable } from '@nestjs/common';
import { type Actor, Clock, newId, Refusal } from '@app/kernel';
import { Db, insertUnlessTaken, type Tx, type WriteTx } from '@app/database';
import { GroupRow, PersonRow } from '@app/directory';
import { Fence } from '@app/fence';
import { AssignmentRow } from './assignment.row.js';
import { endInterval } from './end-interval.js';
import { grantable, type Granted } from './grantable.js';
import { ProfileGrantRow } from './profile-grant.row.js';
import { ProfileRow } from './profile.row.js';

export type Holder = Readonly<{ personId: string } | { groupId: string }>;
export type ListedProfile = ProfileRow & { grants: ProfileGrantRow[]; assignments: AssignmentRow[] };

/** Named bundles of grants, and who holds them. Rights hang on ids; a profile's name carries none (R-ACC-8). */
@Injectable()
export class Profiles {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /** @throws Refusal profile.name-taken */
  create(actor: Actor, name: string): Promise<ProfileRow> {
    return this.db.write(actor, async (tx) => {
      const profile = await insertUnlessTaken(tx, ProfileRow, { id: newId(), name, createdAt: this.clock.now() });
      if (!profile) throw new Refusal('profile.name-taken', name);
      tx.record({ action: 'profile.created', subject: profile.id, detail: { name } });
      return profile;
    });
  }

  /** @throws Refusal profile.unknown, tool.unknown, tool.not-available, grant.condition-invalid */
  grant(actor: Actor, profileId: string, granted: Granted): Promise<ProfileGrantRow> {
    return this.db.write(actor, async (tx) => {
      await this.find(tx, profileId);
      const tool = await grantable(tx, granted);
      const values = { ...granted, id: newId(), profileId, definitionHash: tool.approvedHash };
      const grant = tx.create(ProfileGrantRow, { ...values, validFrom: this.clock.now(), validTo: null });
      await tx.insert(ProfileGrantRow, grant);
      const { id, definitionHash } = grant;
      tx.record({ action: 'profile.granted', subject: profileId, detail: { grantId: id, ...granted, definitionHash } });
      await this.fence.touch(tx, [profileId]);
      return grant;
    });
  }

  /** @throws Refusal grant.unknown */
  endGrant(actor: Actor, grantId: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      if (!(await endInterval(tx, 'profile_grant', grantId, this.clock.now()))) throw new Refusal('grant.unknown');
      const { profileId, toolId } = await tx.findOneByOrFail(ProfileGrantRow, { id: grantId });
      tx.record({ action: 'profile.grant-ended', subject: profileId, detail: { grantId, toolId } });
      await this.fence.touch(tx, [profileId]);
    });
  }

  /** @throws Refusal profile.unknown, person.unknown, group.unknown */
  assign(actor: Actor, profileId: string, holder: Holder): Promise<AssignmentRow> {
    return this.db.write(actor, async (tx) => {
      await this.find(tx, profileId);
      const to = await existing(tx, holder);
      const values = { ...to, id: newId(), profileId, bindingId: null, validFrom: this.clock.now(), validTo: null };
      const assignment = tx.create(AssignmentRow, values);
      await tx.insert(AssignmentRow, assignment);
      tx.record({ action: 'profile.assigned', subject: profileId, detail: { assignmentId: assignment.id, ...to } });
      await this.fence.touch(tx, [profileId]);
      return assignment;
    });
  }

  /** @throws Refusal assignment.unknown, assignment.bound */
  endAssignment(actor: Actor, assignmentId: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      if (!(await endInterval(tx, 'assignment', assignmentId, this.clock.now()))) {
        throw new Refusal('assignment.unknown');
      }
      const ended = await tx.findOneByOrFail(AssignmentRow, { id: assignmentId });
      const { profileId, personId, groupId } = ended;
      if (ended.bindingId !== null) throw new Refusal('assignment.bound');
      const detail = { assignmentId, personId, groupId };
      tx.record({ action: 'profile.assignment-ended', subject: profileId, detail });
      await this.fence.touch(tx, [profileId]);
    });
  }

  /** Every profile with what it grants and who holds it, ended rows included. */
  list(actor: Actor): Promise<ListedProfile[]> {
    return this.db.read(actor, async (tx) => {
      const profiles = await tx.find(ProfileRow, { order: { name: 'ASC' } });
      const grants = await tx.find(ProfileGrantRow, { order: { id: 'ASC' } });
      const assignments = await tx.find(AssignmentRow, { order: { id: 'ASC' } });
      const of = <Row extends { profileId: string }>(rows: Row[], id: string) => rows.filter((r) => r.profileId === id);
      return profiles.map((profile) =>
        Object.assign(profile, { grants: of(grants, profile.id), assignments: of(assignments, profile.id) }),
      );
    });
  }

  private async find(tx: WriteTx, id: string): Promise<ProfileRow> {
    const profile = await tx.findOneBy(ProfileRow, { id });
    if (!profile) throw new Refusal('profile.unknown');
    return profile;
  }
}

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
