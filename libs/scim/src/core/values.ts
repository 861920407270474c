import { Refusal, isObject } from '@app/kernel';
import type { Attribute } from './attribute.js';
import type { Dialect } from './dialect.js';
import { subAttribute } from './registry.js';
import { type Complex, type Simple, type Value, identityOf, isList } from './resource.js';
import { isUnassigned, simple, wrong } from './simple.js';

/** Elements of one multi-valued attribute that a resource may hold. */
export const MOST_ELEMENTS = 200;
/** Keys of one complex value. */
const MOST_KEYS = 200;

/**
 * Brings a value to the form that its attribute asks for, or to undefined, which means unassigned. Sub-attributes that
 * are read-only are left out, and so are those that nobody knows, unless the dialect is strict.
 * @throws Refusal `scim.invalid-value`, `scim.invalid-syntax`, `scim.too-many`
 */
export function coerce(attribute: Attribute, value: unknown, dialect: Dialect): Value | undefined {
  if (isUnassigned(value)) return undefined;
  if (attribute.multiValued) return listed(attribute, elements(attribute, value, dialect));
  if (attribute.type === 'complex') return whole(subValues(attribute, value, dialect));
  return simple(attribute, value, dialect);
}

/** The elements of a list, of which each is named once; a lone element counts as a list of one. */
export function elements(attribute: Attribute, value: unknown, dialect: Dialect): readonly Complex[] {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (given.length > MOST_ELEMENTS) throw new Refusal('scim.too-many', `${attribute.name} at most ${MOST_ELEMENTS}`);
  const identity = identityOf(attribute);
  const byIdentity = new Map<string, Complex>();
  for (const item of given) {
    if (Array.isArray(item) && item.length > 0) throw wrong(attribute, 'a list without lists');
    const element = isUnassigned(item) ? undefined : whole(subValues(attribute, item, dialect));
    if (element) byIdentity.set(identity(element), element);
  }
  const result = [...byIdentity.values()];
  if (result.filter(({ primary }) => primary === true).length > 1) {
    throw new Refusal('scim.invalid-value', `${attribute.name} has more than one primary value`);
  }
  return result;
}

/** A list as it is kept: of simple values, where the attribute has only those. */
export function listed(attribute: Attribute, list: readonly Complex[]): Value | undefined {
  if (list.length === 0) return undefined;
  return attribute.plain ? list.flatMap(({ value }) => (value === undefined ? [] : [value])) : list;
}

/** The reverse of `listed`; nothing for what was kept when the attribute had another form. */
export function elementsOf(attribute: Attribute, kept: Value | undefined): readonly Complex[] {
  if (!isList(kept)) return [];
  return kept.flatMap((item): Complex[] => {
    if (typeof item === 'object') return attribute.plain ? [] : [item];
    return attribute.plain ? [{ value: item }] : [];
  });
}

/** The sub-attributes that a value names; undefined are those that it unassigns. */
export function subValues(attribute: Attribute, value: unknown, dialect: Dialect): Map<string, Simple | undefined> {
  const unwrapped = dialect.strict && !attribute.plain ? value : unwrap(attribute, value);
  if (!isObject(unwrapped)) throw wrong(attribute, attribute.plain ? 'a list of simple values' : 'an object');
  const count = Object.keys(unwrapped).length;
  if (count > MOST_KEYS) throw new Refusal('scim.too-many', `${attribute.name} at most ${MOST_KEYS} keys`);
  const result = new Map<string, Simple | undefined>();
  for (const [key, item] of Object.entries(unwrapped)) {
    const sub = subAttribute(attribute, key);
    if (sub && sub.mutability !== 'readOnly') result.set(sub.name, simple(sub, item, dialect));
    else if (!sub && dialect.strict) throw unknown(`${attribute.name}.${key}`);
  }
  return result;
}

/** Providers write a manager as `"42"`, `{"value":"42"}` or `[{"value":"42"}]`, and elements as bare values. */
function unwrap(attribute: Attribute, value: unknown): unknown {
  const alone: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  const bare = attribute.plain ? !isObject(alone) : typeof alone === 'string';
  return bare && subAttribute(attribute, 'value') ? { value: alone } : alone;
}

export function whole(subs: ReadonlyMap<string, Simple | undefined>): Complex | undefined {
  const assigned = [...subs].filter((pair): pair is [string, Simple] => pair[1] !== undefined);
  return assigned.length > 0 ? Object.fromEntries(assigned) : undefined;
}

export const unknown = (name: string): Refusal =>
  new Refusal('scim.invalid-syntax', `unknown attribute '${name.slice(0, 100)}'`);
