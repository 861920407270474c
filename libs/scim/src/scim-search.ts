import { Injectable } from '@nestjs/common';
import { type Actor, Surroundings } from '@app/kernel';
import type { Tx } from '@app/database';
import { Groups, People, type SourceRow } from '@app/directory';
import { scimRoot } from './addresses.js';
import { searchQuery } from './core/search-request.js';
import type { Selection } from './core/selection.js';
import type { ListResponse, ScimResource } from './core/wire.js';
import { GroupView } from './group-view.js';
import { Pages } from './pages.js';
import type { Found } from './search-sql.js';
import { searchedGroups, searchedUsers } from './searched.js';
import { UserView } from './user-view.js';

/**
 * People and groups of a source in one list (`POST /.search`, RFC 7644 §3.4.3). A filter may name what only one of both
 * has; for the other it is absent (§3.4.2.1).
 */
@Injectable()
export class ScimSearch {
  private readonly base: string;

  constructor(
    private readonly pages: Pages,
    private readonly people: People,
    private readonly groups: Groups,
    private readonly userView: UserView,
    private readonly groupView: GroupView,
    surroundings: Surroundings,
  ) {
    this.base = scimRoot(surroundings);
  }

  /** @throws Refusal `scim.invalid-syntax` for what is no search request, and all that lists throw */
  async root(actor: Actor, source: SourceRow, body: unknown): Promise<ListResponse> {
    const kinds = [searchedUsers(this.base, source), searchedGroups(this.base, source)];
    return this.pages.list(actor, source, kinds, searchQuery(body), (tx, found, selection) =>
      this.shown(tx, source, found, selection),
    );
  }

  private async shown(
    tx: Tx,
    source: SourceRow,
    found: readonly Found[],
    selection: Selection,
  ): Promise<readonly ScimResource[]> {
    const idsOf = (kind: string): string[] => found.filter((each) => each.kind === kind).map(({ id }) => id);
    const people = await this.people.inOrder(tx, idsOf('User'));
    const groups = await this.groups.inOrder(tx, idsOf('Group'));
    const users = await this.userView.shown(tx, source, people, selection);
    const all = [...users, ...(await this.groupView.shown(tx, groups, selection))];
    const byId = new Map(all.map((resource) => [resource.id, resource]));
    return found.flatMap(({ id }) => byId.get(id) ?? []);
  }
}
