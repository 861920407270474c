import { Refusal } from '@app/kernel';
import type { Attribute } from './attribute.js';
import type { Dialect } from './dialect.js';
import { distinct, patchedList } from './patch-list.js';
import type { Operation } from './patch-request.js';
import { type Complex, type Resource, type Value, isList } from './resource.js';
import { isUnassigned, simple, subValues } from './values.js';
import { withSubs } from './with-subs.js';

/**
 * The resource after all operations, in their order; the one given stays as it is, so a refusal leaves nothing half
 * done (RFC 7644 §3.5.2: atomic).
 * @throws Refusal `scim.no-target`, `scim.invalid-value`, `scim.mutability`, `scim.invalid-path`, `scim.too-many`
 */
export function patched(resource: Resource, operations: readonly Operation[], dialect: Dialect): Resource {
  const copy = new Map(resource);
  for (const operation of operations) {
    const { key, attribute } = operation.target;
    if (operation.op === 'remove' && attribute.required) {
      throw new Refusal('scim.mutability', `${attribute.name} is required`);
    }
    const current = copy.get(key);
    const next = attribute.multiValued
      ? patchedList(isList(current) ? current : [], operation, dialect)
      : patchedSingle(attribute, current, operation, dialect);
    if (next === undefined) copy.delete(key);
    else copy.set(key, next);
  }
  const touched = new Map(operations.map(({ target }) => [target.key, target.attribute]));
  for (const [key, attribute] of touched) {
    const list = copy.get(key);
    if (isList(list)) copy.set(key, distinct(attribute, list));
  }
  return copy;
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
