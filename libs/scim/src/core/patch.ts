import { Refusal } from '@app/kernel';
import type { Attribute } from './attribute.js';
import type { Dialect } from './dialect.js';
import { Effort } from './effort.js';
import { distinct, patchedList } from './patch-list.js';
import type { Operation } from './patch-request.js';
import { type Complex, type Resource, type Value, isList } from './resource.js';
import { isUnassigned, simple } from './simple.js';
import { elementsOf, listed, subValues } from './values.js';
import { withSubs } from './with-subs.js';

/**
 * The resource after all operations, in their order; the one given stays as it is, so a refusal leaves nothing half
 * done (RFC 7644 §3.5.2: atomic).
 * @throws Refusal `scim.no-target`, `scim.invalid-value`, `scim.invalid-syntax`, `scim.mutability`,
 *   `scim.invalid-path`, `scim.too-many`
 */
export function patched(resource: Resource, operations: readonly Operation[], dialect: Dialect): Resource {
  const result = new Map(resource);
  const lists = new Map<string, Readonly<{ attribute: Attribute; list: readonly Complex[] }>>();
  const effort = new Effort();
  for (const operation of operations) {
    const { key, attribute, sub } = operation.target;
    if (operation.op === 'remove' && (sub ?? attribute).required) {
      throw new Refusal('scim.mutability', `${(sub ?? attribute).name} is required`);
    }
    if (attribute.multiValued) {
      const before = lists.get(key)?.list ?? elementsOf(attribute, result.get(key));
      lists.set(key, { attribute, list: patchedList(before, operation, dialect, effort) });
    } else put(result, key, patchedSingle(attribute, result.get(key), operation, dialect));
  }
  for (const [key, { attribute, list }] of lists) put(result, key, listed(attribute, distinct(attribute, list)));
  return result;
}

function put(resource: Map<string, Value>, key: string, value: Value | undefined): void {
  if (value === undefined) resource.delete(key);
  else resource.set(key, value);
}

function patchedSingle(
  attribute: Attribute,
  current: Value | undefined,
  { op, target: { sub }, value }: Operation,
  dialect: Dialect,
): Value | undefined {
  if (attribute.type !== 'complex') return op === 'remove' ? undefined : simple(attribute, value, dialect);
  const before = isComplex(current) ? current : {};
  if (sub) return withSubs(before, [[sub.name, op === 'remove' ? undefined : simple(sub, value, dialect)]]);
  return op === 'remove' || isUnassigned(value) ? undefined : withSubs(before, subValues(attribute, value, dialect));
}

const isComplex = (value: Value | undefined): value is Complex => typeof value === 'object' && !isList(value);
