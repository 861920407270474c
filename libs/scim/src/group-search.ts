import { Injectable } from '@nestjs/common';
import { type Actor, Surroundings } from '@app/kernel';
import { Groups, type SourceRow } from '@app/directory';
import { scimRoot } from './addresses.js';
import type { Query } from './core/selection.js';
import type { ListResponse } from './core/wire.js';
import { GroupView } from './group-view.js';
import { Pages } from './pages.js';
import { searchedGroups } from './searched.js';

/** Groups of a source, found by filter (RFC 7644 §3.4.2). */
@Injectable()
export class GroupSearch {
  private readonly root: string;

  constructor(
    private readonly pages: Pages,
    private readonly groups: Groups,
    private readonly view: GroupView,
    surroundings: Surroundings,
  ) {
    this.root = scimRoot(surroundings);
  }

  list(actor: Actor, source: SourceRow, query: Query): Promise<ListResponse> {
    const searched = [searchedGroups(this.root, source)];
    return this.pages.list(actor, source, searched, query, async (tx, found, selection) => {
      const ids = found.map(({ id }) => id);
      return this.view.shown(tx, await this.groups.inOrder(tx, ids), selection);
    });
  }
}
