import { Injectable } from '@nestjs/common';
import { Any, Not } from 'typeorm';
import { Clock, Refusal, type RefusalCode, newId } from '@app/kernel';
import type { Tx, WriteTx } from '@app/database';
import { type PersonFacts, columnsOf } from './core/person.js';
import { standingOf } from './core/standing.js';
import { noteChanges } from './group-revisions.js';
import { removeValues, writeValues } from './person-values.js';
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
    const columns = columnsOf(facts);
    const standing = standingOf(columns, now, false);
    const fresh = { id: newId(), sourceId, version: 1, revision: 1, createdAt: now, changedAt: now };
    const joinedAt = standing.present ? now : null;
    const person = tx.create(PersonRow, { ...columns, ...standing, ...fresh, joinedAt });
    await unlessTaken(tx.insert(PersonRow, person), taken);
    await writeValues(tx, person);
    return person;
  }

  /**
   * Writes what the source says now, whether or not it differs. `person` comes from `locked` and is left as it was.
   * @returns the row after the change, one version on
   * @throws Refusal `person.user-name-taken`, `person.external-id-taken`
   */
  async change(tx: WriteTx, person: PersonRow, facts: PersonFacts): Promise<PersonRow> {
    const now = this.clock.now();
    const stated = { ...columnsOf(facts), version: person.version + 1, changedAt: now };
    const columns = { ...stated, ...standingAfter(Object.assign(new PersonRow(), person, stated), person.held, now) };
    await unlessTaken(tx.update(PersonRow, { id: person.id }, columns), taken);
    const after = Object.assign(new PersonRow(), person, columns);
    await writeValues(tx, after, person);
    return after;
  }

  /**
   * Looks at the dates again, and at a hold that has come or gone; what the source says stays. `person` comes from
   * `locked` and is left as it was.
   * @returns the same row when nothing follows, else the row after the change, one revision on
   */
  async restand(tx: WriteTx, person: PersonRow, held: boolean = person.held): Promise<PersonRow> {
    const columns = standingAfter(person, held, this.clock.now());
    if (columns.present === person.present && held === person.held) return person;
    await tx.update(PersonRow, { id: person.id }, columns);
    return Object.assign(new PersonRow(), person, columns);
  }

  /** Keeps the row as a tombstone and frees its names. `person` is left as it was. */
  async remove(tx: WriteTx, person: PersonRow): Promise<PersonRow> {
    const now = this.clock.now();
    const gone = { status: 'deleted', present: false, version: person.version + 1, changedAt: now } as const;
    const columns = { ...gone, revision: person.revision + 1 };
    await tx.update(PersonRow, { id: person.id }, { ...columns, folded: {} });
    await removeValues(tx, person.id);
    return Object.assign(new PersonRow(), person, columns);
  }

  /** Ends every membership of a person who is deleted. @returns the groups */
  async leaveGroups(tx: WriteTx, personId: string): Promise<string[]> {
    const now = this.clock.now();
    const rows = await tx.query<{ id: string }[]>(
      `WITH ended AS (UPDATE membership SET valid_to = greatest(valid_from, $2)
         WHERE person_id = $1 AND valid_to IS NULL RETURNING group_id)
       SELECT group_id AS id FROM ended ORDER BY group_id`,
      [personId, now],
    );
    const groupIds = rows.map(({ id }) => id);
    if (groupIds.length > 0) await noteChanges(tx, groupIds, now);
    return groupIds;
  }

  /** People whose first or last day has come since they were last looked at, the longest overdue first. */
  async due(tx: Tx, most: number): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `(SELECT id, ends_at AS at FROM person WHERE present AND ends_at <= $1 ORDER BY ends_at LIMIT $2)
       UNION ALL
       (SELECT id, starts_at FROM person WHERE NOT present AND status <> 'deleted' AND starts_at <= $1
          AND source_status = 'active' AND NOT on_leave AND (ends_at IS NULL OR ends_at > $1)
        ORDER BY starts_at LIMIT $2)
       ORDER BY at, id LIMIT $2`,
      [this.clock.now(), most],
    );
    return rows.map(({ id }) => id);
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

  /** The people of these ids in this very order; the deleted among them are left out. */
  async inOrder(tx: Tx, ids: readonly string[]): Promise<PersonRow[]> {
    if (ids.length === 0) return [];
    const people = await tx.findBy(PersonRow, { id: Any([...ids]), status: Not('deleted') });
    const byId = new Map(people.map((person) => [person.id, person]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** Null for the unknown and the deleted. */
  find(tx: Tx, id: string): Promise<PersonRow | null> {
    return tx.findOneBy(PersonRow, { id, status: Not('deleted') });
  }
}

/** The columns of standing after a change; everyone who was ever present has joined. */
function standingAfter(person: Omit<PersonRow, 'held'>, held: boolean, now: Date) {
  const standing = standingOf(person, now, held);
  return { ...standing, joinedAt: person.joinedAt ?? (standing.present ? now : null), revision: person.revision + 1 };
}
