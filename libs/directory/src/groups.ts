import { Injectable } from '@nestjs/common';
import { Any, IsNull } from 'typeorm';
import { Clock, Refusal, type RefusalCode, newId } from '@app/kernel';
import type { Tx, WriteTx } from '@app/database';
import { fold } from './core/folding.js';
import { isId } from './core/ids.js';
import { type Revision, noteChanges, revisionsOf } from './group-revisions.js';
import { GroupRow } from './group.row.js';
import { unlessTaken } from './unless-taken.js';

const taken: Readonly<Record<string, RefusalCode>> = { directory_group_name: 'group.name-taken' };

/** Members that one statement adds: between two parts others get their turn. */
const PART = 2000;

export type GroupFacts = Readonly<{ displayName: string; externalId: string | null }>;

export type NamedGroup = Readonly<{ id: string; displayName: string }>;

/** The rows of groups. Records nothing: whoever changes a group says what that change was. */
@Injectable()
export class Groups {
  constructor(private readonly clock: Clock) {}

  /** @throws Refusal `group.name-taken` */
  async add(tx: WriteTx, sourceId: string, facts: GroupFacts): Promise<GroupRow> {
    const now = this.clock.now();
    const fresh = { id: newId(), sourceId, createdAt: now, changedAt: now, deletedAt: null };
    const group = tx.create(GroupRow, { ...columnsOf(facts), ...fresh });
    await unlessTaken(tx.insert(GroupRow, group), taken);
    await noteChanges(tx, [group.id], now);
    return group;
  }

  /** Whoever changes the group or its members says so once, after the change; `add` has said it already. */
  noteChange(tx: WriteTx, groupId: string): Promise<unknown> {
    return noteChanges(tx, [groupId], this.clock.now());
  }

  /** How often, and when last, each of the groups changed. */
  revisions(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Revision>> {
    return revisionsOf(tx, ids);
  }

  /** @throws Refusal `group.name-taken` */
  async rename(tx: WriteTx, group: GroupRow, facts: GroupFacts): Promise<GroupRow> {
    const columns = { ...columnsOf(facts), changedAt: this.clock.now() };
    await unlessTaken(tx.update(GroupRow, { id: group.id }, columns), taken);
    return Object.assign(new GroupRow(), group, columns);
  }

  /** Keeps the row as a tombstone and frees its name. Its members are removed first, by the caller. */
  async remove(tx: WriteTx, group: GroupRow): Promise<void> {
    await tx.update(GroupRow, { id: group.id }, { deletedAt: this.clock.now() });
  }

  /**
   * The group, held until the end of the transaction: `alone` for changes of the group or of all of its members;
   * `together` keeps only those out, so that many writers may add and remove single members at once.
   * @throws Refusal `group.unknown`, also for the deleted
   */
  async locked(tx: WriteTx, id: string, how: 'alone' | 'together' = 'alone'): Promise<GroupRow> {
    const lock = { mode: how === 'alone' ? 'pessimistic_write' : 'pessimistic_read' } as const;
    const group = await tx.findOne(GroupRow, { where: { id, deletedAt: IsNull() }, lock });
    if (!group) throw new Refusal('group.unknown');
    return group;
  }

  /** The groups of these ids in this very order; the deleted among them are left out. */
  async inOrder(tx: Tx, ids: readonly string[]): Promise<GroupRow[]> {
    if (ids.length === 0) return [];
    const groups = await tx.findBy(GroupRow, { id: Any([...ids]), deletedAt: IsNull() });
    const byId = new Map(groups.map((group) => [group.id, group]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** Null for the unknown and the deleted. */
  find(tx: Tx, id: string): Promise<GroupRow | null> {
    return tx.findOneBy(GroupRow, { id, deletedAt: IsNull() });
  }

  /**
   * Adds people of the group's own source; costs as much as there are people to add, however large the group is.
   * @returns who was not a member before
   * @throws Refusal `group.member-unknown`
   */
  async addMembers(tx: WriteTx, groupId: string, personIds: readonly string[]): Promise<string[]> {
    const wanted = [...new Set(personIds.map((id) => id.toLowerCase()))];
    const malformed = wanted.find((id) => !isId(id));
    if (malformed !== undefined) throw new Refusal('group.member-unknown', malformed);
    // sorted, because people are locked in the order of their ids within a part and must be so across parts
    const sorted = wanted.length > PART ? wanted.toSorted() : wanted;
    const added: string[] = [];
    for (let from = 0; from < sorted.length; from += PART) {
      added.push(...(await this.addPart(tx, groupId, sorted.slice(from, from + PART))));
    }
    return added;
  }

  /** @returns who was a member until now; the others never mattered */
  async removeMembers(tx: WriteTx, groupId: string, personIds: readonly string[]): Promise<string[]> {
    if (personIds.length === 0) return [];
    return this.endMemberships(tx, groupId, `person_id = ANY ($3::uuid[])`, personIds);
  }

  /** Makes these, and only these, the members. The group must be locked alone. */
  async replaceMembers(
    tx: WriteTx,
    groupId: string,
    personIds: readonly string[],
  ): Promise<{ added: string[]; removed: string[] }> {
    const others = `NOT EXISTS (SELECT FROM unnest($3::uuid[]) AS kept (id) WHERE kept.id = person_id)`;
    const removed = await this.endMemberships(tx, groupId, others, personIds);
    return { added: await this.addMembers(tx, groupId, personIds), removed };
  }

  /** Whether the groups have more members than that, all together. */
  async haveMoreThan(tx: Tx, groupIds: readonly string[], most: number): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `SELECT FROM membership WHERE group_id = ANY ($1::uuid[]) AND valid_to IS NULL OFFSET $2 LIMIT 1`,
      [groupIds, most],
    );
    return rows.length > 0;
  }

  /** Who is in each of the groups now, oldest membership first; groups without members are left out. */
  async members(tx: Tx, groupIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    // as JSON, which is read twenty times as fast as an array of PostgreSQL's
    const rows = await tx.query<{ groupId: string; personIds: string[] }[]>(
      `SELECT group_id AS "groupId", json_agg(person_id ORDER BY id) AS "personIds" FROM membership
       WHERE group_id = ANY ($1::uuid[]) AND valid_to IS NULL GROUP BY group_id`,
      [groupIds],
    );
    return new Map(rows.map(({ groupId, personIds }) => [groupId, personIds]));
  }

  /** Which groups each of the people is in now; people without groups are left out. */
  async ofPeople(tx: Tx, personIds: readonly string[]): Promise<ReadonlyMap<string, readonly NamedGroup[]>> {
    if (personIds.length === 0) return new Map();
    const rows = await tx.query<{ personId: string; groups: NamedGroup[] }[]>(
      `SELECT m.person_id AS "personId",
              json_agg(json_build_object('id', g.id, 'displayName', g.display_name) ORDER BY m.id) AS groups
       FROM membership m JOIN directory_group g ON g.id = m.group_id
       WHERE m.person_id = ANY ($1::uuid[]) AND m.valid_to IS NULL GROUP BY m.person_id`,
      [personIds],
    );
    return new Map(rows.map(({ personId, groups }) => [personId, groups]));
  }

  private async addPart(tx: WriteTx, groupId: string, wanted: readonly string[]): Promise<string[]> {
    // by both columns of the index: an anti-join would, as the planner likes, read the whole group
    const present = await ids(
      tx,
      `SELECT person_id AS id FROM membership
       WHERE group_id = $1 AND person_id = ANY ($2::uuid[]) AND valid_to IS NULL`,
      [groupId, wanted],
    );
    const members = new Set(present);
    const absent = wanted.filter((id) => !members.has(id));
    if (absent.length === 0) return [];
    // held until the commit, so that nobody becomes a member after having been deleted
    const people = await ids(
      tx,
      `SELECT p.id FROM person p JOIN directory_group g ON g.source_id = p.source_id
       WHERE g.id = $1 AND p.id = ANY ($2::uuid[]) AND p.status <> 'deleted' ORDER BY p.id FOR SHARE OF p`,
      [groupId, absent],
    );
    const known = new Set(people);
    const unknown = absent.find((id) => !known.has(id));
    if (unknown !== undefined) throw new Refusal('group.member-unknown', unknown);
    return ids(
      tx,
      `INSERT INTO membership (id, group_id, person_id, valid_from)
       SELECT fresh.id, $1, fresh.person_id, $4 FROM unnest($2::uuid[], $3::uuid[]) AS fresh (id, person_id)
       ON CONFLICT (group_id, person_id) WHERE valid_to IS NULL DO NOTHING RETURNING person_id AS id`,
      [groupId, people.map(() => newId()), people, this.clock.now()],
    );
  }

  private endMemberships(tx: WriteTx, groupId: string, which: string, personIds: readonly string[]): Promise<string[]> {
    // the end never precedes the beginning, even when another machine's clock is ahead
    return ids(
      tx,
      `WITH ended AS (UPDATE membership SET valid_to = greatest(valid_from, $2)
         WHERE group_id = $1 AND valid_to IS NULL AND ${which} RETURNING person_id)
       SELECT person_id AS id FROM ended`,
      [groupId, this.clock.now(), personIds.filter(isId)],
    );
  }
}

async function ids(tx: Tx, sql: string, parameters: unknown[]): Promise<string[]> {
  return (await tx.query<{ id: string }[]>(sql, parameters)).map(({ id }) => id);
}

const columnsOf = (facts: GroupFacts) => ({ ...facts, displayNameKey: fold(facts.displayName) });
