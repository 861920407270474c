import { Refusal } from '@app/kernel';
import type { Attribute } from './attribute.js';
import { type Registry, userRegistry } from './registry.js';
import { type Complex, type Resource, type Value, difference, identityOf, isList } from './resource.js';
import { elementsOf } from './values.js';

/** Characters of all values of one resource together. */
const LARGEST = 262_144;

/**
 * A user that may be kept: complete, and with a word on `active`.
 * @param active what silence on `active` means: new people are active, a PUT leaves it as it is, and a PATCH that
 *   removes it takes the right to act away
 */
export function completeUser(user: Resource, active: boolean, registry = userRegistry): Resource {
  const whole = complete(user, registry);
  return whole.has('active') ? whole : new Map(whole).set('active', active);
}

/**
 * Checks that nothing required is missing (of an extension only if the resource has anything of that extension), and
 * that the whole is of a size that we keep.
 * @throws Refusal `scim.invalid-value`, `scim.too-many`
 */
export function complete(resource: Resource, registry: Registry): Resource {
  const used = new Set([...resource.keys()].map(urnOf));
  for (const { key, attribute } of registry.entries) {
    const value = resource.get(key);
    if (attribute.required && value === undefined && (urnOf(key) === '' || used.has(urnOf(key)))) throw missing(key);
    if (value !== undefined && !attribute.plain) subsPresent(attribute, value);
  }
  if ([...resource.values()].reduce<number>((sum, value) => sum + sizeOf(value), 0) > LARGEST) {
    throw new Refusal('scim.too-many', `at most ${LARGEST} characters in all`);
  }
  return resource;
}

/**
 * A PUT as it will be kept: `immutable` attributes that it leaves out stay (RFC 7644 §3.5.1 clears only `readWrite`).
 */
export function replacing(before: Resource, stated: Resource, registry: Registry): Resource {
  const kept = registry.entries
    .filter(({ key, attribute }) => attribute.mutability === 'immutable' && !stated.has(key))
    .flatMap(({ key }) => {
      const value = before.get(key);
      return value === undefined ? [] : [[key, value] as const];
    });
  return kept.length === 0 ? stated : new Map([...stated, ...kept]);
}

/**
 * Checks that what is `immutable` is what it was, if it was anything (RFC 7643 §7).
 * @throws Refusal `scim.mutability`
 */
export function holdImmutable(before: Resource, after: Resource, registry: Registry): void {
  for (const { key, attribute } of registry.entries) {
    const [was, is] = [before.get(key), after.get(key)];
    if (was === undefined) continue;
    const subs = (attribute.plain ? [] : (attribute.subAttributes ?? [])).filter(isImmutable);
    const changed = isImmutable(attribute)
      ? difference(new Map([[key, was]]), is === undefined ? new Map() : new Map([[key, is]])).length > 0
      : subs.length > 0 && !samePairs(attribute, was, is).every((pair) => subs.every((sub) => stays(sub, pair)));
    if (changed) throw new Refusal('scim.mutability', `${attribute.name} cannot be changed once it is set`);
  }
}

type Pair = readonly [Complex, Complex];

/** A value before and after; elements of a list that are gone or new have no counterpart. */
function samePairs(attribute: Attribute, was: Value, is: Value | undefined): Pair[] {
  if (!attribute.multiValued) return [[asComplex(was), asComplex(is)]];
  const identity = identityOf(attribute);
  const after = new Map(elementsOf(attribute, is).map((element) => [identity(element), element]));
  return elementsOf(attribute, was).flatMap((element): Pair[] => {
    const same = after.get(identity(element));
    return same ? [[element, same]] : [];
  });
}

const stays = ({ name }: Attribute, [was, is]: Pair): boolean => was[name] === undefined || was[name] === is[name];
const isImmutable = ({ mutability }: Attribute): boolean => mutability === 'immutable';
const asComplex = (value: Value | undefined): Complex => (typeof value === 'object' && !isList(value) ? value : {});

function subsPresent(attribute: Attribute, value: Value): void {
  const required = (attribute.subAttributes ?? []).filter((sub) => sub.required);
  if (required.length === 0) return;
  for (const one of isList(value) ? value : [value]) {
    const absent = typeof one === 'object' && required.find(({ name }) => !isList(one) && one[name] === undefined);
    if (absent) throw missing(`${attribute.name}.${absent.name}`);
  }
}

function sizeOf(value: Value): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object') return 8;
  const parts: readonly Value[] = isList(value) ? value : Object.values(value);
  return parts.reduce<number>((sum, part) => sum + sizeOf(part), 8);
}

const urnOf = (key: string): string => key.slice(0, Math.max(0, key.lastIndexOf(':')));
const missing = (key: string): Refusal => new Refusal('scim.invalid-value', `${key} is required`);
