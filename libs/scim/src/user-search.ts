import { Injectable } from '@nestjs/common';
import { type Actor, Surroundings } from '@app/kernel';
import { People, type SourceRow } from '@app/directory';
import { scimRoot } from './addresses.js';
import type { Query } from './core/selection.js';
import type { ListResponse } from './core/wire.js';
import { Pages } from './pages.js';
import { searchedUsers } from './searched.js';
import { UserView } from './user-view.js';

/** People of a source, found by filter (RFC 7644 §3.4.2). */
@Injectable()
export class UserSearch {
  private readonly root: string;

  constructor(
    private readonly pages: Pages,
    private readonly people: People,
    private readonly view: UserView,
    surroundings: Surroundings,
  ) {
    this.root = scimRoot(surroundings);
  }

  list(actor: Actor, source: SourceRow, query: Query): Promise<ListResponse> {
    const searched = [searchedUsers(this.root, source)];
    return this.pages.list(actor, source, searched, query, async (tx, found, selection) => {
      const ids = found.map(({ id }) => id);
      return this.view.shown(tx, source, await this.people.inOrder(tx, ids), selection);
    });
  }
}
