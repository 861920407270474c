import { Injectable } from '@nestjs/common';
import type { Tx, WriteTx } from '@app/database';
import { People, PersonRow } from '@app/directory';
import { isRelinked } from './core/classify.js';
import { stateOf } from './core/person-state.js';
import { FollowedProfiles } from './followed-profiles.js';
import { formerPersons } from './former-persons.js';
import { Holds, type NewHold } from './holds.js';
import { LifecycleEventRow } from './lifecycle-event.row.js';
import { MemberChanges, type Moved } from './member-changes.js';
import { PersonChanges } from './person-changes.js';

/**
 * What a directory change is, and what it does at once. The caller has written the rows in the same transaction, under
 * the person's lock, and calls this last. Whatever must hold when the identity provider gets its answer is done here;
 * what may follow a second later leaves as a message.
 */
@Injectable()
export class Lifecycle {
  constructor(
    private readonly people: People,
    private readonly changes: PersonChanges,
    private readonly memberChanges: MemberChanges,
    private readonly profiles: FollowedProfiles,
    private readonly holds: Holds,
  ) {}

  /** Somebody whom the source states for the first time; nothing of a former person of the same name is inherited. */
  joined(tx: WriteTx, person: PersonRow): Promise<void> {
    return this.profiles.around(tx, null, person, async () => {
      await this.changes.begin(tx, person, await formerPersons(tx, person));
    });
  }

  /** The person's rows have changed from `before` to `after`, which comes to say what holds afterwards. */
  async changed(tx: WriteTx, before: PersonRow, after: PersonRow): Promise<void> {
    const hold = isRelinked(stateOf(before), stateOf(after)) ? await this.holdRelinked(tx, after) : null;
    await this.profiles.around(tx, before, after, () =>
      this.changes.follow(tx, before, after, hold === null ? {} : { hold }),
    );
  }

  /** The source deleted the person: final, even when the same human comes back under the same name. */
  removed(tx: WriteTx, person: PersonRow): Promise<void> {
    const gone = { status: 'deleted', present: false, revision: person.revision + 1 } as const;
    const after = Object.assign(new PersonRow(), person, gone);
    return this.profiles.around(tx, person, after, async () => {
      const groups = await this.people.leaveGroups(tx, person.id);
      await this.holds.lapse(tx, person);
      await this.changes.follow(tx, person, after, { past: groups.length > 0 ? { groups } : {} });
    });
  }

  /** People were added to and removed from a group, and its rows say so already. */
  membersChanged(tx: WriteTx, groupId: string, moved: Moved): Promise<void> {
    return this.memberChanges.follow(tx, groupId, moved);
  }

  /**
   * Keeps a person from acting although the source does not: standing, agents (cause `risk`) and fence in this write.
   * @returns whether it was opened now: the same reference opens it once
   * @throws Refusal person.unknown
   */
  hold(tx: WriteTx, personId: string, hold: NewHold): Promise<boolean> {
    return this.holds.open(tx, personId, hold);
  }

  /** @returns whether it was open @throws Refusal person.unknown */
  release(tx: WriteTx, personId: string, reference: string, because: string): Promise<boolean> {
    return this.holds.release(tx, personId, reference, because);
  }

  /** A signal says that all is well again: the source's next word may release the hold. @returns whether it was open */
  awaitConfirmation(tx: WriteTx, personId: string, reference: string): Promise<boolean> {
    return this.holds.awaitConfirmation(tx, personId, reference);
  }

  /**
   * The source has said explicitly that the person is active: what waits for that is released. `person` is locked, as it
   * stands in this write, and comes to say what holds afterwards.
   * @returns whether anything was released
   */
  confirm(tx: WriteTx, person: PersonRow): Promise<boolean> {
    return this.holds.confirm(tx, person);
  }

  /** Everything that ever happened to a person here, oldest first. */
  history(tx: Tx, personId: string): Promise<LifecycleEventRow[]> {
    return tx.find(LifecycleEventRow, { where: { personId }, order: { at: 'ASC', id: 'ASC' } });
  }

  private async holdRelinked(tx: WriteTx, after: PersonRow): Promise<string | null> {
    const reason = 'the source gave this person another id of its own';
    const hold = { cause: 'relink', reference: `relink/${after.revision}`, reason } as const;
    const id = await this.holds.write(tx, after.id, hold);
    Object.assign(after, await this.people.restand(tx, after, true));
    return id;
  }
}
