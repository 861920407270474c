import { Refusal, isObject } from '@app/kernel';
import type { Filter } from './filter.js';
import { member } from './message.js';
import { isUnassigned } from './simple.js';

export const MOST_MEMBERS = 100_000;

/**
 * The ids in a list of members, each once, in the lower case in which we give them out. An element is `{value}` or a
 * bare id; what else it says (`$ref`, `display`, `type`) is ignored, because the id alone decides.
 * @throws Refusal `scim.invalid-value`, `scim.too-many`
 */
export function memberIds(value: unknown): string[] {
  if (isUnassigned(value)) return [];
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (items.length > MOST_MEMBERS) throw new Refusal('scim.too-many', `at most ${MOST_MEMBERS} members`);
  const ids = items.map((item) => (isObject(item) ? (item['value'] ?? member(item, 'value')) : item));
  if (!ids.every((id): id is string => typeof id === 'string' && id !== '')) {
    throw new Refusal('scim.invalid-value', 'each of members must be an object with a value');
  }
  return [...new Set(ids.map((id) => id.toLowerCase()))];
}

/**
 * The ids that `members[…]` chooses, for filters that can be answered without reading the group.
 * @throws Refusal `scim.invalid-path`
 */
export function chosenMembers(filter: Filter): string[] {
  if (filter.kind === 'or') return [...new Set(filter.terms.flatMap(chosenMembers))];
  if (filter.kind === 'compare' && filter.operator === 'eq' && typeof filter.value === 'string') {
    const { urn, name, sub } = filter.path;
    if (urn === null && sub === null && name.toLowerCase() === 'value') return [filter.value.toLowerCase()];
  }
  throw new Refusal('scim.invalid-path', 'members are chosen by value eq, joined by or');
}
