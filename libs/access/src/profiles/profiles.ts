import { Injectable } from '@nestjs/common';
import { type Actor, Clock, nameOf, newId, Refusal } from '@app/kernel';
import { Db, insertUnlessTaken, type WriteTx } from '@app/database';
import { unlessTaken } from '@app/directory';
import { Fence } from '@app/fence';
import { addAssignment, concernedBy, endAssignment, type Holder, type Terms } from '../assignments/assigning.js';
import { AssignmentRow } from '../assignments/assignment.row.js';
import { groupBy } from '../core/group-by.js';
import { endInterval } from '../end-interval.js';
import type { Granted } from '../grants/grantable.js';
import { addGrant, type Change, differenceTo, endGrants, raiseVersion } from './profile-content.js';
import { ProfileGrantRow } from './profile-grant.row.js';
import { ProfileVersionRow } from './profile-version.row.js';
import { ProfileRow } from './profile.row.js';

export type ListedProfile = ProfileRow & { grants: ProfileGrantRow[]; assignments: AssignmentRow[] };
/** All that a profile is to grant from now on. */
export type ProfileContent = Change & Readonly<{ grants: readonly Granted[] }>;

/** Named bundles of grants, and who holds them. Rights hang on ids; a profile's name carries none (R-ACC-8). */
@Injectable()
export class Profiles {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /** @throws Refusal profile.name-taken */
  create(actor: Actor, name: string, description = ''): Promise<ProfileRow> {
    return this.db.write(actor, (tx) => this.add(tx, name, description));
  }

  /** As `create`, in the caller's write. */
  async add(tx: WriteTx, name: string, description = ''): Promise<ProfileRow> {
    const now = this.clock.now();
    const values = { id: newId(), name, description, version: 1, createdAt: now };
    const profile = await insertUnlessTaken(tx, ProfileRow, values);
    if (!profile) throw new Refusal('profile.name-taken', name);
    const first = { profileId: profile.id, version: 1, at: now, by: nameOf(tx.actor), reason: '' };
    await tx.insert(ProfileVersionRow, first);
    tx.record({ action: 'profile.created', subject: profile.id, detail: { name } });
    return profile;
  }

  /** Another name or description, which carry no right. @throws Refusal profile.unknown, profile.name-taken */
  describe(actor: Actor, id: string, changed: Readonly<{ name?: string; description?: string }>): Promise<ProfileRow> {
    return this.db.write(actor, (tx) => this.redescribe(tx, id, changed));
  }

  /** As `describe`, in the caller's write. */
  async redescribe(tx: WriteTx, id: string, changed: Parameters<Profiles['describe']>[2]): Promise<ProfileRow> {
    const profile = await locked(tx, id);
    if (Object.keys(changed).length === 0) return tx.unchanged(profile);
    const update = tx.update(ProfileRow, { id }, changed);
    await unlessTaken(update, { access_profile_tenant_id_name_key: 'profile.name-taken' });
    tx.record({ action: 'profile.described', subject: id, detail: { ...changed } });
    return Object.assign(profile, changed);
  }

  /** @throws Refusal profile.unknown, profile.changed and as `addGrant` */
  grant(actor: Actor, profileId: string, granted: Granted, change: Change = {}): Promise<ProfileGrantRow> {
    return this.db.write(actor, async (tx) => {
      await raiseVersion(tx, profileId, change, this.clock.now());
      const grant = await addGrant(tx, profileId, granted, this.clock.now());
      await this.fence.touch(tx, [profileId]);
      return grant;
    });
  }

  /** @throws Refusal grant.unknown, profile.changed */
  endGrant(actor: Actor, grantId: string, change: Change = {}): Promise<void> {
    return this.db.write(actor, async (tx) => {
      const grant = await tx.findOneBy(ProfileGrantRow, { id: grantId });
      if (!grant) throw new Refusal('grant.unknown');
      const { profileId, toolId } = grant;
      const at = this.clock.now();
      await raiseVersion(tx, profileId, change, at);
      if (!(await endInterval(tx, 'profile_grant', grantId, { at, because: 'ended' })))
        throw new Refusal('grant.unknown');
      tx.record({ action: 'profile.grant-ended', subject: profileId, detail: { grantId, toolId } });
      await this.fence.touch(tx, [profileId]);
    });
  }

  /**
   * Makes the content exactly this, in one write and one version; what is granted already keeps its grants, unless they
   * meant a definition that is no longer accepted. The same content changes nothing, whatever version was looked at.
   * @throws Refusal profile.unknown, profile.changed and as `addGrant`
   */
  replace(actor: Actor, id: string, content: ProfileContent): Promise<ProfileRow> {
    return this.db.write(actor, async (tx) => {
      const changed = await this.put(tx, id, content);
      if (!changed) await this.fence.settle(tx);
      const profile = await tx.findOneByOrFail(ProfileRow, { id });
      return changed ? profile : tx.unchanged(profile);
    });
  }

  /** As `replace`, in the caller's write. @returns whether anything changed */
  async put(tx: WriteTx, id: string, { grants, ...change }: ProfileContent): Promise<boolean> {
    await locked(tx, id);
    const { ended, added } = await differenceTo(tx, id, grants);
    if (ended.length + added.length === 0) return false;
    const at = this.clock.now();
    const version = await raiseVersion(tx, id, change, at);
    await endGrants(tx, ended, at);
    for (const grant of added) await addGrant(tx, id, grant, at);
    const detail = { version, added: added.length, ended: ended.length };
    const personal = change.reason ? { personal: { reason: change.reason } } : {};
    tx.record({ action: 'profile.changed', subject: id, detail, ...personal });
    await this.fence.touch(tx, [id]);
    return true;
  }

  /** @throws Refusal profile.unknown, person.unknown, group.unknown, validity.invalid */
  assign(actor: Actor, profileId: string, holder: Holder, terms: Terms = {}): Promise<AssignmentRow> {
    return this.db.write(actor, (tx) => this.hand(tx, profileId, holder, terms));
  }

  /** As `assign`, in the caller's write. */
  async hand(tx: WriteTx, profileId: string, holder: Holder, terms: Terms = {}): Promise<AssignmentRow> {
    if (!(await tx.existsBy(ProfileRow, { id: profileId }))) throw new Refusal('profile.unknown');
    const assignment = await addAssignment(tx, profileId, holder, terms, this.clock.now());
    await this.fence.touch(tx, [concernedBy(assignment)]);
    return assignment;
  }

  /** @throws Refusal assignment.unknown, assignment.bound, assignment.ruled */
  endAssignment(actor: Actor, assignmentId: string, because = 'ended'): Promise<void> {
    return this.db.write(actor, (tx) => this.takeBack(tx, assignmentId, because));
  }

  /** As `endAssignment`, in the caller's write. */
  async takeBack(tx: WriteTx, assignmentId: string, because = 'ended'): Promise<void> {
    const ended = await endAssignment(tx, assignmentId, because, this.clock.now());
    await this.fence.touch(tx, [concernedBy(ended)]);
  }

  /** Who changed what it grants, when and why, newest first. @throws Refusal profile.unknown */
  versions(actor: Actor, profileId: string): Promise<ProfileVersionRow[]> {
    return this.db.read(actor, async (tx) => {
      const versions = await tx.find(ProfileVersionRow, { where: { profileId }, order: { version: 'DESC' } });
      if (versions.length === 0) throw new Refusal('profile.unknown');
      return versions;
    });
  }

  /** Every profile with what it grants and who holds it, ended rows included. */
  list(actor: Actor): Promise<ListedProfile[]> {
    return this.db.read(actor, async (tx) => {
      const profiles = await tx.find(ProfileRow, { order: { name: 'ASC' } });
      const grants = await tx.find(ProfileGrantRow, { order: { id: 'ASC' } });
      const assignments = await tx.find(AssignmentRow, { order: { id: 'ASC' } });
      const grantsOf = groupBy(grants, ({ profileId }) => profileId);
      const assignmentsOf = groupBy(assignments, ({ profileId }) => profileId);
      return profiles.map((profile) =>
        Object.assign(profile, {
          grants: grantsOf.get(profile.id) ?? [],
          assignments: assignmentsOf.get(profile.id) ?? [],
        }),
      );
    });
  }
}

async function locked(tx: WriteTx, id: string): Promise<ProfileRow> {
  const profile = await tx.findOne(ProfileRow, { where: { id }, lock: { mode: 'for_no_key_update' } });
  if (!profile) throw new Refusal('profile.unknown');
  return profile;
}
