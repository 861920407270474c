import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { type Actor, Clock, newId, Refusal } from '@app/kernel';
import { Db, insertUnlessTaken, type WriteTx } from '@app/database';
import { People, PersonRow } from '@app/directory';
import { Fence } from '@app/fence';
import { FollowedProfiles } from './followed-profiles.js';
import { PersonChanges } from './person-changes.js';
import { type HoldCause, PersonHoldRow } from './person-hold.row.js';

export type NewHold = Readonly<{ cause: HoldCause; reference: string; reason: string }>;

/**
 * Reasons of our own for which a person may not act although the source lets them. The source's word neither opens nor
 * clears one; it only confirms what a signal has taken back.
 */
@Injectable()
export class Holds {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly people: People,
    private readonly changes: PersonChanges,
    private readonly profiles: FollowedProfiles,
    private readonly fence: Fence,
  ) {}

  /** @returns whether it was opened now @throws Refusal person.unknown */
  async open(tx: WriteTx, personId: string, hold: NewHold): Promise<boolean> {
    const person = await this.people.locked(tx, personId);
    const holdId = await this.write(tx, personId, hold);
    if (holdId === null) {
      await this.takeBack(tx, personId, hold.reference);
      await this.fence.settle(tx);
      return false;
    }
    const { cause, reference, reason } = hold;
    tx.record({ action: 'person.held', subject: personId, detail: { holdId, cause, reference }, personal: { reason } });
    const after = await this.people.restand(tx, person, true);
    if (after !== person) await this.follow(tx, person, after);
    return true;
  }

  /** The row alone, under the person's lock; the caller records it. @returns its id, or null when it is open already */
  async write(tx: WriteTx, personId: string, { cause, reference, reason }: NewHold): Promise<string | null> {
    const given = { id: newId(), personId, cause, reference, reason, since: this.clock.now() };
    const hold = await insertUnlessTaken(tx, PersonHoldRow, given);
    if (!hold) return null;
    tx.send({ topic: 'person.held', payload: { personId, holdId: hold.id, cause } });
    return hold.id;
  }

  /** @returns whether it was open @throws Refusal person.unknown */
  async release(tx: WriteTx, personId: string, reference: string, because: string): Promise<boolean> {
    const person = await this.people.locked(tx, personId);
    return this.clear(tx, person, (hold) => hold.reference === reference, because);
  }

  /** By a person who has looked. @throws Refusal person.unknown, hold.unknown also for one that is released */
  async releaseAsked(actor: Actor, personId: string, holdId: string, reason: string): Promise<void> {
    await this.db.write(actor, async (tx) => {
      const person = await this.people.locked(tx, personId);
      if (!(await this.clear(tx, person, ({ id }) => id === holdId, reason))) throw new Refusal('hold.unknown');
    });
  }

  /** A signal says that all is well; only the source's own word lets the person act again. @returns whether it was open */
  async awaitConfirmation(tx: WriteTx, personId: string, reference: string): Promise<boolean> {
    await this.people.locked(tx, personId);
    const open = {
      personId,
      reference,
      cause: 'signal',
      clearedAt: IsNull(),
      awaitingConfirmationSince: IsNull(),
    } as const;
    const { affected } = await tx.update(PersonHoldRow, open, { awaitingConfirmationSince: this.clock.now() });
    if (affected !== 1) return false;
    tx.record({ action: 'person.hold-awaits-confirmation', subject: personId, detail: { reference } });
    return true;
  }

  /** The source has said again that the person is active. `person` is locked and comes to say what holds afterwards. */
  async confirm(tx: WriteTx, person: PersonRow): Promise<boolean> {
    if (!person.held) return false;
    const waits = ({ cause, awaitingConfirmationSince }: PersonHoldRow): boolean =>
      cause === 'signal' && awaitingConfirmationSince !== null;
    return this.clear(tx, person, waits, 'confirmed by the source');
  }

  /** Everything that is open, oldest first. */
  list(actor: Actor): Promise<PersonHoldRow[]> {
    return this.db.read(actor, (tx) =>
      tx.find(PersonHoldRow, { where: { clearedAt: IsNull() }, order: { since: 'ASC', id: 'ASC' }, take: 500 }),
    );
  }

  /** Whoever is deleted is held by that alone. */
  async lapse(tx: WriteTx, { id: personId, held }: PersonRow): Promise<void> {
    if (!held) return;
    await tx.query(
      `UPDATE person_hold SET cleared_at = greatest(since, $2), cleared_because = 'the source deleted the person'
       WHERE person_id = $1 AND cleared_at IS NULL`,
      [personId, this.clock.now()],
    );
  }

  /** What was said to be well is denied again: the source's next word no longer releases it. */
  private async takeBack(tx: WriteTx, personId: string, reference: string): Promise<void> {
    const open = { personId, reference, clearedAt: IsNull(), awaitingConfirmationSince: Not(IsNull()) } as const;
    const { affected } = await tx.update(PersonHoldRow, open, { awaitingConfirmationSince: null });
    if (affected === 1) tx.record({ action: 'person.hold-renewed', subject: personId, detail: { reference } });
  }

  private async clear(
    tx: WriteTx,
    person: PersonRow,
    which: (hold: PersonHoldRow) => boolean,
    because: string,
  ): Promise<boolean> {
    const open = await tx.findBy(PersonHoldRow, { personId: person.id, clearedAt: IsNull() });
    const clearing = open.filter(which);
    if (clearing.length === 0) return false;
    const now = this.clock.now();
    for (const { id, since, cause, reference } of clearing) {
      const cleared = { clearedAt: now < since ? since : now, clearedBecause: because };
      await tx.update(PersonHoldRow, { id }, cleared);
      const detail = { holdId: id, cause, reference };
      tx.record({ action: 'person.released', subject: person.id, detail, personal: { because } });
    }
    const before = Object.assign(new PersonRow(), person);
    const after = await this.people.restand(tx, person, open.length > clearing.length);
    if (after === person) return true;
    Object.assign(person, after);
    await this.follow(tx, before, after);
    return true;
  }

  /** A rule may ask whether the person is active. */
  private follow(tx: WriteTx, before: PersonRow, after: PersonRow): Promise<void> {
    return this.profiles.around(tx, before, after, () => this.changes.follow(tx, before, after, { recorded: true }));
  }
}
