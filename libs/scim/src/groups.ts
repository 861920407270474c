import { Injectable } from '@nestjs/common';
import { type Actor, Refusal } from '@app/kernel';
import { Db, type Tx, type WriteTx } from '@app/database';
import { type GroupFacts, GroupRow, Groups, type SourceRow, isId } from '@app/directory';
import { Fence } from '@app/fence';
import { Lifecycle } from '@app/lifecycle';
import { canonicalGroup, groupFacts } from './core/canonical.js';
import { dialects } from './core/dialect.js';
import { type MemberChange, parseGroupPatch } from './core/group-patch.js';
import { patched } from './core/patch.js';
import { type Preconditions, demand } from './core/precondition.js';
import type { Resource } from './core/resource.js';
import { type Query, type Selection, selectionOf } from './core/selection.js';
import { type ListResponse, type ScimResource, versionOf } from './core/wire.js';
import { GroupSearch } from './group-search.js';
import { GroupView } from './group-view.js';

/**
 * Groups as a source sees them (RFC 7644 §3); a source knows only its own: those of others are `group.unknown`.
 * Members are changed as sets in the database, so that a change costs what it changes, however large the group is.
 */
@Injectable()
export class ScimGroups {
  constructor(
    private readonly db: Db,
    private readonly groups: Groups,
    private readonly lifecycle: Lifecycle,
    private readonly fence: Fence,
    private readonly view: GroupView,
    private readonly search: GroupSearch,
  ) {}

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

  list(actor: Actor, source: SourceRow, query: Query = {}): Promise<ListResponse> {
    return this.search.list(actor, source, query);
  }

  /** PUT: what the body does not say is cleared, members included. */
  async replace(
    actor: Actor,
    source: SourceRow,
    id: string,
    body: unknown,
    query: Query = {},
    when: Preconditions = {},
  ): Promise<ScimResource> {
    const selection = selectionOf(query);
    const { group: stated, members } = canonicalGroup(body, dialects[source.dialect]);
    const facts = groupFacts(stated);
    return this.db.write(actor, async (tx) => {
      const before = await this.locked(tx, source, id, 'alone', when);
      const group = await this.rename(tx, before, facts);
      const moved = await this.moveMembers(tx, before.id, { replaces: true, add: new Set(members), remove: new Set() });
      return this.settled(tx, group, group !== before || moved, () => this.shown(tx, group, selection));
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
    when: Preconditions = {},
  ): Promise<ScimResource | undefined> {
    const selection = selectionOf(query);
    const dialect = dialects[source.dialect];
    const { attributes, members } = parseGroupPatch(body, dialect);
    const hold = attributes.length > 0 || members.replaces ? 'alone' : 'together';
    return this.db.write(actor, async (tx) => {
      const before = await this.locked(tx, source, id, hold, when);
      const group = await this.rename(tx, before, groupFacts(patched(resourceOf(before), attributes, dialect)));
      const moved = await this.moveMembers(tx, before.id, members);
      return this.settled(tx, group, group !== before || moved, async () =>
        selection.only === null ? undefined : this.shown(tx, group, selection),
      );
    });
  }

  async remove(actor: Actor, source: SourceRow, id: string, when: Preconditions = {}): Promise<void> {
    await this.db.write(actor, async (tx) => {
      const group = await this.locked(tx, source, id, 'alone', when);
      await this.moveMembers(tx, group.id, { replaces: true, add: new Set(), remove: new Set() });
      await this.groups.remove(tx, group);
      tx.record({ action: 'group.deleted', subject: group.id, detail: { displayName: group.displayName } });
    });
  }

  /** Ends a write with its answer: a change is counted once, and what changed nothing leaves no trace. */
  private async settled<T>(tx: WriteTx, group: GroupRow, changed: boolean, answer: () => Promise<T>): Promise<T> {
    if (changed) {
      await this.groups.noteChange(tx, group.id);
      return answer();
    }
    const same = await answer();
    await this.fence.settle(tx);
    return tx.unchanged(same);
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

  /** A writer who names a version holds the group alone: two who name the same one are not both right. */
  private async locked(
    tx: WriteTx,
    source: SourceRow,
    id: string,
    how: 'alone' | 'together',
    when: Preconditions,
  ): Promise<GroupRow> {
    const conditional = when.ifMatch !== undefined || when.ifNoneMatch !== undefined;
    const locked = isId(id) ? await this.groups.locked(tx, id, conditional ? 'alone' : how) : null;
    const group = ownedBy(source, locked);
    if (conditional) {
      const revisions = await this.groups.revisions(tx, [group.id]);
      demand(when, versionOf({ version: revisions.get(group.id)?.version ?? 0 }));
    }
    return group;
  }

  private async shown(tx: Tx, group: GroupRow, selection: Selection): Promise<ScimResource> {
    const [resource] = await this.view.shown(tx, [group], selection);
    if (!resource) throw new Refusal('group.unknown');
    return resource;
  }
}

function ownedBy(source: SourceRow, group: GroupRow | null): GroupRow {
  if (group?.sourceId !== source.id) throw new Refusal('group.unknown');
  return group;
}

const resourceOf = ({ displayName, externalId }: GroupRow): Resource =>
  new Map([['displayName', displayName], ...(externalId === null ? [] : [['externalId', externalId] as const])]);
