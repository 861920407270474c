import { Refusal } from '@app/kernel';
import { dialects } from './dialect.js';
import { type Message, member, message } from './message.js';
import type { Query } from './selection.js';

export const SEARCH_REQUEST = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

/**
 * The body of `POST …/.search` (RFC 7644 §3.4.3) as the query that it stands for, whose values are read as those of
 * any other.
 * @throws Refusal `scim.invalid-syntax`
 */
export function searchQuery(body: unknown): Query {
  const request = message(body, SEARCH_REQUEST, dialects.strict);
  const said = [...texts, ...numbers, ...lists].map((name) => [name, valueOf(request, name)] as const);
  return Object.fromEntries(said.filter(([, value]) => value !== undefined));
}

const texts = ['filter', 'sortBy', 'sortOrder', 'cursor'];
const numbers = ['startIndex', 'count'];
const lists = ['attributes', 'excludedAttributes'];

function valueOf(request: Message, name: string): string | undefined {
  const value = member(request, name);
  if (value === undefined || value === null) return undefined;
  if (texts.includes(name) && typeof value === 'string') return value;
  if (numbers.includes(name) && typeof value === 'number') return String(value);
  const isList = (item: unknown): item is string[] =>
    Array.isArray(item) && item.every((path) => typeof path === 'string' && !path.includes(','));
  if (lists.includes(name) && isList(value)) return value.length > 0 ? value.join(',') : undefined;
  throw new Refusal('scim.invalid-syntax', `${name} does not have the type that a search request asks for`);
}
