import { Refusal, isObject } from '@app/kernel';
import type { Attribute } from './attribute.js';
import type { Dialect } from './dialect.js';
import { subAttribute } from './registry.js';
import { type Complex, type Simple, type Value, identityOf } from './resource.js';

/** Elements of one multi-valued attribute that a resource may hold. */
export const MOST_ELEMENTS = 200;
/** Characters of a folded value that an index must be able to hold. */
const LONGEST_KEY = 600;

/** RFC 7643 §2.5: null and the empty list; and the empty string, which is not present in the sense of `pr`. */
export const isUnassigned = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/**
 * Brings a value to the form that its attribute asks for, or to undefined, which means unassigned. Sub-attributes that are unknown or read-only are left out.
 * @throws Refusal `scim.invalid-value`, `scim.too-many`
 */
export function coerce(attribute: Attribute, value: unknown, dialect: Dialect): Value | undefined {
  if (isUnassigned(value)) return undefined;
  if (attribute.multiValued) return elements(attribute, value, dialect);
  if (attribute.type === 'complex') return whole(subValues(attribute, value, dialect));
  return simple(attribute, value, dialect);
}

/** The elements of a list, of which each is named once; a lone element counts as a list of one. */
export function elements(attribute: Attribute, value: unknown, dialect: Dialect): readonly Complex[] | undefined {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (given.length > MOST_ELEMENTS) throw new Refusal('scim.too-many', `${attribute.name} at most ${MOST_ELEMENTS}`);
  const identity = identityOf(attribute);
  const byIdentity = new Map<string, Complex>();
  for (const item of given) {
    const element = item === null ? undefined : whole(subValues(attribute, item, dialect));
    if (element) byIdentity.set(identity(element), element);
  }
  const result = [...byIdentity.values()];
  if (result.filter(({ primary }) => primary === true).length > 1) {
    throw new Refusal('scim.invalid-value', `${attribute.name} has more than one primary value`);
  }
  return result.length > 0 ? result : undefined;
}

/** The sub-attributes that a value names; undefined are those that it unassigns. */
export function subValues(attribute: Attribute, value: unknown, dialect: Dialect): Map<string, Simple | undefined> {
  const unwrapped = dialect.strict ? value : unwrap(attribute, value);
  if (!isObject(unwrapped)) throw wrong(attribute, 'an object');
  const result = new Map<string, Simple | undefined>();
  for (const [key, item] of Object.entries(unwrapped)) {
    const sub = subAttribute(attribute, key);
    if (sub && sub.mutability !== 'readOnly') result.set(sub.name, simple(sub, item, dialect));
  }
  return result;
}

export function simple(attribute: Attribute, value: unknown, dialect: Dialect): Simple | undefined {
  if (isUnassigned(value)) return undefined;
  if (attribute.type === 'boolean') return truth(attribute, value, dialect);
  if (typeof value !== 'string') throw wrong(attribute, 'a string');
  // PostgreSQL can keep neither in its text and jsonb
  if (value.includes('\0') || /\p{Surrogate}/u.test(value)) throw wrong(attribute, 'well-formed Unicode without NUL');
  const indexed = attribute.uniqueness === 'server' || attribute.name === 'externalId';
  if (indexed && value.normalize('NFKC').length > LONGEST_KEY) {
    throw wrong(attribute, `at most ${LONGEST_KEY} characters`);
  }
  return value;
}

function truth(attribute: Attribute, value: unknown, dialect: Dialect): boolean {
  if (typeof value === 'boolean') return value;
  const said = typeof value === 'string' && !dialect.strict ? value.toLowerCase() : '';
  if (said !== 'true' && said !== 'false') throw wrong(attribute, 'true or false');
  return said === 'true';
}

/** Providers write a manager as `"42"`, `{"value":"42"}` or `[{"value":"42"}]`, and elements as bare strings. */
function unwrap(attribute: Attribute, value: unknown): unknown {
  const alone: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof alone === 'string' && subAttribute(attribute, 'value') ? { value: alone } : alone;
}

export function whole(subs: ReadonlyMap<string, Simple | undefined>): Complex | undefined {
  const assigned = [...subs].filter((pair): pair is [string, Simple] => pair[1] !== undefined);
  return assigned.length > 0 ? Object.fromEntries(assigned) : undefined;
}

const wrong = (attribute: Attribute, form: string): Refusal =>
  new Refusal('scim.invalid-value', `${attribute.name} must be ${form}`);
