import { Injectable } from '@nestjs/common';
import { type Actor, Refusal, Surroundings } from '@app/kernel';
import { Db, type Tx, type WriteTx } from '@app/database';
import { type GroupFacts, GroupRow, Groups, type SourceRow, isId } from '@app/directory';
import { Fence } from '@app/fence';
import { Lifecycle } from '@app/lifecycle';
import { scimRoot } from './addresses.js';
import { canonicalGroup, groupFacts } from './core/canonical.js';
import { dialects } from './core/dialect.js';
import { type MemberChange, parseGroupPatch } from './core/group-patch.js';
import { listQuery } from './core/list-query.js';
import { patched } from './core/patch.js';
import { groupRegistry } from './core/registry.js';
import type { Resource } from './core/resource.js';
import { type Query, type Selection, selected, selectionOf, wants } from './core/selection.js';
import { type ListResponse, type ScimResource, listResponse, wireGroup } from './core/wire.js';
import { groupColumns } from './filter-columns.js';
import { conditionOf } from './filter-sql.js';

/**
 * Groups as a source sees them (RFC 7644 §3); a source knows only its own: those of others are `group.unknown`.
 * Members are changed as sets in the database, so that a change costs what it changes, however large the group is.
 */
@Injectable()
export class ScimGroups {
  private readonly root: string;

  constructor(
    private readonly db: Db,
    private readonly groups: Groups,
    private readonly lifecycle: Lifecycle,
    private readonly fence: Fence,
    surroundings: Surroundings,
  ) {
    this.root = scimRoot(surroundings);
  }

  /** @throws Refusal `group.name-taken`, `group.member-unknown` */
  async create(actor: Actor, source: SourceRow, body: unknown, query: Query = {}): Promise<ScimResource> {
    const selection = selectionOf(query);
    const { group: stated, members } = canonicalGroup(body, dialects[source.dialect]);
    const facts = groupFacts(stated);
    return this.db.write(actor, async (tx) => {
      const group = await this.groups.add(tx, source.id, facts);
      tx.record({ action: 'group.created', subject: group.id, detail: { ...facts } });
      await this.moveMembers(tx, group.id, { replaces: false, add: new Set(members), remove: new Set() });
      return this.shown(tx, group, selection);
    });
  }

  async get(actor: Actor, source: SourceRow, id: string, query: Query = {}): Promise<ScimResource> {
    const selection = selectionOf(query);
    return this.db.read(actor, async (tx) => {
      const group = isId(id) ? await this.groups.find(tx, id) : null;
      return this.shown(tx, ownedBy(source, group), selection);
    });
  }

  async list(actor: Actor, source: SourceRow, query: Query = {}): Promise<ListResponse> {
    const { filter, startIndex, count, selection } = listQuery(query);
    const condition = filter ? conditionOf(filter, groupRegistry, groupColumns) : { sql: 'TRUE', parameters: {} };
    return this.db.read(actor, async (tx) => {
      const matching = () =>
        tx
          .createQueryBuilder(GroupRow, 'g')
          .where(`g.source_id = :source AND g.deleted_at IS NULL`, { source: source.id })
          .andWhere(`(${condition.sql})`, condition.parameters);
      const counted = await matching().select('count(*)::integer', 'total').getRawOne<{ total: number }>();
      const page = matching()
        .orderBy('g.createdAt')
        .addOrderBy('g.id')
        .offset(startIndex - 1);
      const groups = count === 0 ? [] : await page.limit(count).getMany();
      return listResponse(counted?.total ?? 0, startIndex, groups.map(await this.shower(tx, groups, selection)));
    });
  }

  /** PUT: what the body does not say is cleared, members included. */
  async replace(actor: Actor, source: SourceRow, id: string, body: unknown, query: Query = {}): Promise<ScimResource> {
    const selection = selectionOf(query);
    const { group: stated, members } = canonicalGroup(body, dialects[source.dialect]);
    const facts = groupFacts(stated);
    return this.db.write(actor, async (tx) => {
      const before = await this.locked(tx, source, id, 'alone');
      const group = await this.rename(tx, before, facts);
      const moved = await this.moveMembers(tx, before.id, { replaces: true, add: new Set(members), remove: new Set() });
      const answer = await this.shown(tx, group, selection);
      if (group !== before || moved) return answer;
      await this.fence.settle(tx);
      return tx.unchanged(answer);
    });
  }

  /**
   * All operations or none, in their order.
   * @returns undefined, to be answered with 204, unless `attributes` asks for the group (RFC 7644 §3.5.2)
   */
  async patch(
    actor: Actor,
    source: SourceRow,
    id: string,
    body: unknown,
    query: Query = {},
  ): Promise<ScimResource | undefined> {
    const selection = selectionOf(query);
    const dialect = dialects[source.dialect];
    const { attributes, members } = parseGroupPatch(body, dialect);
    const hold = attributes.length > 0 || members.replaces ? 'alone' : 'together';
    return this.db.write(actor, async (tx) => {
      const before = await this.locked(tx, source, id, hold);
      const group = await this.rename(tx, before, groupFacts(patched(resourceOf(before), attributes, dialect)));
      const moved = await this.moveMembers(tx, before.id, members);
      const answer = selection.only === null ? undefined : await this.shown(tx, group, selection);
      if (group !== before || moved) return answer;
      await this.fence.settle(tx);
      return tx.unchanged(answer);
    });
  }

  async remove(actor: Actor, source: SourceRow, id: string): Promise<void> {
    await this.db.write(actor, async (tx) => {
      const group = await this.locked(tx, source, id, 'alone');
      await this.moveMembers(tx, group.id, { replaces: true, add: new Set(), remove: new Set() });
      await this.groups.remove(tx, group);
      tx.record({ action: 'group.deleted', subject: group.id, detail: { displayName: group.displayName } });
    });
  }

  /** @returns the same row when the facts are what they were */
  private async rename(tx: WriteTx, group: GroupRow, facts: GroupFacts): Promise<GroupRow> {
    const { displayName, externalId } = group;
    if (displayName === facts.displayName && externalId === facts.externalId) return group;
    const renamed = await this.groups.rename(tx, group, facts);
    tx.record({ action: 'group.renamed', subject: group.id, detail: { from: { displayName, externalId }, to: facts } });
    return renamed;
  }

  /** @returns whether anybody joined or left */
  private async moveMembers(tx: WriteTx, groupId: string, change: MemberChange): Promise<boolean> {
    const moved = change.replaces
      ? await this.groups.replaceMembers(tx, groupId, [...change.add])
      : {
          removed: await this.groups.removeMembers(tx, groupId, [...change.remove]),
          added: await this.groups.addMembers(tx, groupId, [...change.add]),
        };
    if (moved.added.length + moved.removed.length === 0) return false;
    await this.lifecycle.membersChanged(tx, groupId, moved);
    return true;
  }

  private async locked(tx: WriteTx, source: SourceRow, id: string, how: 'alone' | 'together'): Promise<GroupRow> {
    return ownedBy(source, isId(id) ? await this.groups.locked(tx, id, how) : null);
  }

  private async shown(tx: Tx, group: GroupRow, selection: Selection): Promise<ScimResource> {
    return (await this.shower(tx, [group], selection))(group);
  }

  /** Loads the members, if anybody asked for them, and then shows each group. */
  private async shower(
    tx: Tx,
    groups: readonly GroupRow[],
    selection: Selection,
  ): Promise<(group: GroupRow) => ScimResource> {
    const ids = wants(selection, 'members') ? groups.map(({ id }) => id) : [];
    const members = await this.groups.members(tx, ids);
    return (group) => selected(wireGroup(group, members.get(group.id) ?? [], this.root), selection);
  }
}

function ownedBy(source: SourceRow, group: GroupRow | null): GroupRow {
  if (group?.sourceId !== source.id) throw new Refusal('group.unknown');
  return group;
}

const resourceOf = ({ displayName, externalId }: GroupRow): Resource =>
  new Map([['displayName', displayName], ...(externalId === null ? [] : [['externalId', externalId] as const])]);
