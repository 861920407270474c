import { Refusal } from '@app/kernel';
import { type Filter, parseFilter } from './filter.js';
import { type Query, type Selection, parameter, selectionOf } from './selection.js';

/** Resources on a page: what is usual, and what is the most (IPSIE: at most 1000). */
const USUAL_PAGE = 100;
export const LARGEST_PAGE = 1000;

/** RFC 7644 §3.4.2. `startIndex` counts from 1; a `count` of 0 asks for the total only. */
export type ListQuery = Readonly<{ filter: Filter | null; startIndex: number; count: number; selection: Selection }>;

/** @throws Refusal `scim.invalid-filter`, `scim.invalid-value` */
export function listQuery(query: Query): ListQuery {
  const filter = parameter(query, 'filter');
  return {
    filter: filter === undefined ? null : parseFilter(filter),
    startIndex: Math.max(1, integer(query, 'startIndex') ?? 1),
    count: Math.min(LARGEST_PAGE, Math.max(0, integer(query, 'count') ?? USUAL_PAGE)),
    selection: selectionOf(query),
  };
}

function integer(query: Query, name: string): number | undefined {
  const text = parameter(query, name);
  if (text === undefined) return undefined;
  const value = /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
  if (value === undefined) throw new Refusal('scim.invalid-value', `${name} must be a whole number`);
  return value;
}
