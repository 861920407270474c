import { Injectable } from '@nestjs/common';
import { Refusal, Surroundings } from '@app/kernel';
import type { Tx } from '@app/database';
import { type GroupRow, Groups } from '@app/directory';
import { scimRoot } from './addresses.js';
import { groupRegistry } from './core/registry.js';
import { settled } from './core/returned.js';
import { type Selection, selected, wants } from './core/selection.js';
import { type ScimResource, wireGroup } from './core/wire.js';

/** Members in one answer about several groups; what is asked of one group is given whole. */
const MOST_LISTED = 100_000;

/** Groups as resources: with their members, of whom there may be very many, only if anybody asked for them. */
@Injectable()
export class GroupView {
  private readonly root: string;

  constructor(
    private readonly groups: Groups,
    surroundings: Surroundings,
  ) {
    this.root = scimRoot(surroundings);
  }

  /**
   * In the order of the groups given.
   * @throws Refusal `scim.too-many` when several groups have more members than one answer can hold
   */
  async shown(tx: Tx, groups: readonly GroupRow[], selection: Selection): Promise<ScimResource[]> {
    if (groups.length === 0) return [];
    const asked = settled(selection, groupRegistry);
    const ids = groups.map(({ id }) => id);
    const revisions = await this.groups.revisions(tx, ids);
    const members = wants(asked, 'members') ? await this.membersOf(tx, ids) : new Map<string, string[]>();
    return groups.map((group) => {
      const { version, changedAt } = revisions.get(group.id) ?? { version: 0, changedAt: group.changedAt };
      const { id, displayName, externalId, createdAt } = group;
      const kept = { id, displayName, externalId, createdAt, version, changedAt };
      return selected(wireGroup(kept, members.get(group.id) ?? [], this.root), asked);
    });
  }

  private async membersOf(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    if (ids.length > 1 && (await this.groups.haveMoreThan(tx, ids, MOST_LISTED))) {
      throw new Refusal('scim.too-many', 'ask for smaller pages, or leave members out (excludedAttributes)');
    }
    return this.groups.members(tx, ids);
  }
}
