import { Injectable } from '@nestjs/common';
import { Not } from 'typeorm';
import { Clock, Refusal, type RefusalCode, newId } from '@app/kernel';
import type { Tx, WriteTx } from '@app/database';
import { type PersonFacts, columnsOf } from './core/person.js';
import { PersonRow } from './person.row.js';
import { unlessTaken } from './unless-taken.js';

const taken: Readonly<Record<string, RefusalCode>> = {
  person_user_name: 'person.user-name-taken',
  person_external: 'person.external-id-taken',
};

/** The rows of people. Records nothing: whoever changes a person says what that change was. */
@Injectable()
export class People {
  constructor(private readonly clock: Clock) {}

  /** @throws Refusal `person.user-name-taken`, `person.external-id-taken` */
  async add(tx: WriteTx, sourceId: string, facts: PersonFacts): Promise<PersonRow> {
    const now = this.clock.now();
    const fresh = { id: newId(), sourceId, version: 1, createdAt: now, changedAt: now };
    const person = tx.create(PersonRow, { ...columnsOf(facts), ...fresh });
    await unlessTaken(tx.insert(PersonRow, person), taken);
    return person;
  }

  /**
   * Writes what the source says now, whether or not it differs. `person` comes from `locked` and is left as it was.
   * @returns the row after the change, one version on
   * @throws Refusal `person.user-name-taken`, `person.external-id-taken`
   */
  async change(tx: WriteTx, person: PersonRow, facts: PersonFacts): Promise<PersonRow> {
    const columns = { ...columnsOf(facts), version: person.version + 1, changedAt: this.clock.now() };
    await unlessTaken(tx.update(PersonRow, { id: person.id }, columns), taken);
    return Object.assign(new PersonRow(), person, columns);
  }

  /** Keeps the row as a tombstone, frees its names and ends its memberships. `person` is left as it was. */
  async remove(tx: WriteTx, person: PersonRow): Promise<PersonRow> {
    const now = this.clock.now();
    const columns = { status: 'deleted', version: person.version + 1, changedAt: now } as const;
    await tx.update(PersonRow, { id: person.id }, columns);
    await tx.query(
      `UPDATE membership SET valid_to = greatest(valid_from, $2) WHERE person_id = $1 AND valid_to IS NULL`,
      [person.id, now],
    );
    return Object.assign(new PersonRow(), person, columns);
  }

  /**
   * The person, and the right to be the only one who changes it until the end of the transaction.
   * @throws Refusal `person.unknown`, also for the deleted
   */
  async locked(tx: WriteTx, id: string): Promise<PersonRow> {
    const lock = { mode: 'pessimistic_write' } as const;
    const person = await tx.findOne(PersonRow, { where: { id, status: Not('deleted') }, lock });
    if (!person) throw new Refusal('person.unknown');
    return person;
  }

  /** Null for the unknown and the deleted. */
  find(tx: Tx, id: string): Promise<PersonRow | null> {
    return tx.findOneBy(PersonRow, { id, status: Not('deleted') });
  }
}
