import { Refusal, type RefusalCode } from '@app/kernel';
import { type AttributePath, type Filter, parseAttributePath, parseFilter } from './filter.js';
import { type Query, type Selection, parameter, selectionOf } from './selection.js';

/** Resources on a page: what is usual, and what is the most (IPSIE: at most 1000). */
export const USUAL_PAGE = 100;
export const LARGEST_PAGE = 1000;

export type Sort = Readonly<{ path: AttributePath; descending: boolean }>;

/**
 * RFC 7644 §3.4.2 and RFC 9865. `startIndex` counts from 1; a `count` of 0 asks for the total only. With a cursor, which
 * is empty on the first page, `startIndex` says nothing.
 */
export type ListQuery = Readonly<{
  filter: Filter | null;
  sort: Sort | null;
  startIndex: number;
  count: number;
  cursor: string | null;
  selection: Selection;
}>;

/** @throws Refusal `scim.invalid-filter`, `scim.invalid-value`, `scim.count-invalid` */
export function listQuery(query: Query): ListQuery {
  const filter = parameter(query, 'filter');
  const cursor = parameter(query, 'cursor') ?? null;
  const count = integer(query, 'count', cursor === null ? 'scim.invalid-value' : 'scim.count-invalid');
  return {
    filter: filter === undefined ? null : parseFilter(filter),
    sort: sortOf(query),
    startIndex: cursor === null ? Math.max(1, integer(query, 'startIndex', 'scim.invalid-value') ?? 1) : 1,
    count: Math.min(LARGEST_PAGE, Math.max(0, count ?? USUAL_PAGE)),
    cursor,
    selection: selectionOf(query),
  };
}

/** What must stay the same from page to page (RFC 9865 §2); the length of a page may change. */
export const sameOnEveryPage = (query: Query): readonly (string | null)[] =>
  ['filter', 'sortBy', 'sortOrder', 'attributes', 'excludedAttributes'].map((name) => parameter(query, name) ?? null);

function sortOf(query: Query): Sort | null {
  const [by, order = 'ascending'] = [parameter(query, 'sortBy'), parameter(query, 'sortOrder')];
  if (!['ascending', 'descending'].includes(order.toLowerCase())) {
    throw new Refusal('scim.invalid-value', 'sortOrder must be ascending or descending');
  }
  if (by === undefined) return null;
  return { path: parseAttributePath(by, 'scim.invalid-value'), descending: order.toLowerCase() === 'descending' };
}

function integer(query: Query, name: string, code: RefusalCode): number | undefined {
  const text = parameter(query, name);
  if (text === undefined) return undefined;
  const value = /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
  if (value === undefined) throw new Refusal(code, `${name} must be a whole number`);
  return value;
}
