import { Injectable } from '@nestjs/common';
import { type Actor, Refusal } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import type { SourceRow } from '@app/directory';
import type { Position } from './core/cursor.js';
import { listQuery, sameOnEveryPage } from './core/list-query.js';
import type { Query, Selection } from './core/selection.js';
import { type ListResponse, type ScimResource, listResponse } from './core/wire.js';
import { Cursors } from './cursors.js';
import { type Found, type Searched, Statement } from './search-sql.js';

/** What one search may take in the database. */
const LONGEST_MS = 2000;
const QUERY_CANCELED = '57014';

type Rendered = (tx: Tx, found: readonly Found[], selection: Selection) => Promise<readonly ScimResource[]>;
type Page = Readonly<{ found: readonly Found[]; total: number; before?: Cursor; after?: Cursor }>;
type Cursor = Omit<Position, 'at'>;

/** Pages of resources, by index (RFC 7644 §3.4.2.4) or by cursor (RFC 9865). */
@Injectable()
export class Pages {
  constructor(
    private readonly db: Db,
    private readonly cursors: Cursors,
  ) {}

  /**
   * @param kinds what is searched, together in one order
   * @throws Refusal `scim.too-many` when it would take too long, and whatever is wrong with the query
   */
  async list(
    actor: Actor,
    source: SourceRow,
    kinds: readonly Searched[],
    query: Query,
    rendered: Rendered,
  ): Promise<ListResponse> {
    const asked = listQuery(query);
    const bound = [actor.tenant, source.id, kinds.map(({ kind }) => kind), sameOnEveryPage(query)];
    const from = asked.cursor === null || asked.cursor === '' ? null : this.cursors.open(bound, asked.cursor);
    const statement = new Statement(kinds, asked.filter, asked.sort);
    return this.bounded(actor, async (tx) => {
      const byCursor = asked.cursor !== null;
      const page = await (byCursor ? pageFrom : pageAt)(tx, statement, { ...asked, from });
      const resources = await rendered(tx, page.found, asked.selection);
      const { startIndex, ...list } = listResponse(page.total, asked.startIndex, resources);
      return {
        ...list,
        ...(byCursor ? {} : { startIndex }),
        ...(page.before ? { previousCursor: this.cursors.give(bound, page.before) } : {}),
        ...(page.after ? { nextCursor: this.cursors.give(bound, page.after) } : {}),
      };
    });
  }

  private async bounded<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      return await this.db.read(actor, async (tx) => {
        await tx.query(`SET LOCAL statement_timeout = ${LONGEST_MS}`);
        return work(tx);
      });
    } catch (error) {
      const late = error instanceof Error && 'code' in error && error.code === QUERY_CANCELED;
      throw late ? new Refusal('scim.too-many', 'the search takes too long; narrow it', { cause: error }) : error;
    }
  }
}

type Wanted = Readonly<{ startIndex: number; count: number; from: Position | null }>;

async function pageAt(tx: Tx, statement: Statement, { startIndex, count }: Wanted): Promise<Page> {
  const found = count === 0 ? [] : await statement.page(tx, { limit: count, offset: startIndex - 1 });
  // a page that is not full is the last one, so it knows the total; an empty one may lie beyond it
  const isLast = found.length < count && (found.length > 0 || startIndex === 1);
  return { found, total: isLast ? startIndex - 1 + found.length : await statement.total(tx) };
}

async function pageFrom(tx: Tx, statement: Statement, { count, from }: Wanted): Promise<Page> {
  if (count === 0) return { found: [], total: from?.total ?? (await statement.total(tx)) };
  const backwards = from?.backwards ?? false;
  const read = await statement.page(tx, { limit: count + 1, from });
  const more = read.length > count;
  const found = backwards ? read.slice(0, count).toReversed() : read.slice(0, count);
  const total = from?.total ?? (more ? await statement.total(tx) : found.length);
  const at = ({ id, value }: Found, back: boolean): Cursor => ({ id, value, backwards: back, total });
  const [first, last] = [found[0], found.at(-1)];
  return {
    found,
    total,
    ...(first && (backwards ? more : from !== null) ? { before: at(first, true) } : {}),
    ...(last && (backwards || more) ? { after: at(last, false) } : {}),
  };
}
