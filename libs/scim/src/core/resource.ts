import type { Attribute } from './attribute.js';

export type Simple = string | boolean | number;

/** Sub-attributes under the schema's own spelling; never a name that a client chose. */
export type Complex = Readonly<Record<string, Simple>>;

export type Value = Simple | Complex | readonly (Complex | Simple)[];

/** A resource in canonical form, by the registry's keys: only known attributes, none unassigned, nothing read-only. */
export type Resource = ReadonlyMap<string, Value>;

type Identity = (element: Complex) => string;

const identities = new WeakMap<Attribute, Identity>();

/** What makes two elements the same one: value and type, or everything where there is no value. */
export function identityOf(attribute: Attribute): Identity {
  const identity = identities.get(attribute) ?? remembering(identityBy(attribute));
  identities.set(attribute, identity);
  return identity;
}

/** Elements are never changed in place, so what one is need be found out only once, however many operations follow. */
function remembering(identity: Identity): Identity {
  const known = new WeakMap<Complex, string>();
  return (element) => {
    const text = known.get(element) ?? identity(element);
    known.set(element, text);
    return text;
  };
}

function identityBy(attribute: Attribute): Identity {
  return keyBy(attribute, decisive((attribute.subAttributes ?? []).map(({ name }) => name)));
}

/** The names that say which element is meant: value and type, or all where there is no value. */
export const decisive = (names: readonly string[]): readonly string[] =>
  names.includes('value') ? names.filter((name) => name === 'value' || name === 'type') : names;

/** Elements that say the same under these names have the same key. */
export function keyBy({ subAttributes = [] }: Attribute, names: readonly string[]): Identity {
  const exact = new Set(subAttributes.filter(({ caseExact }) => caseExact).map(({ name }) => name));
  return (element) =>
    names
      .map((name) => {
        const value = element[name];
        return typeof value === 'string' && !exact.has(name) ? value.toLowerCase() : value;
      })
      .join('\0'); // no value holds a NUL
}

/** The keys whose values differ. Neither the order of elements nor that of sub-attributes is a difference. */
export function difference(before: Resource, after: Resource): string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => textOf(before.get(key)) !== textOf(after.get(key)));
}

function textOf(value: Value | undefined): string {
  if (value === undefined) return '';
  if (isList(value)) return value.map(textOf).toSorted().join(',');
  if (typeof value !== 'object') return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export const isList = (value: Value | undefined): value is readonly (Complex | Simple)[] => Array.isArray(value);

/** The form in which a resource is kept and shown: extensions are objects under their URN. */
export function nested(resource: Resource): Record<string, NonNullable<unknown>> {
  const core = new Map<string, NonNullable<unknown>>();
  const extensions = new Map<string, Map<string, Value>>();
  for (const [key, value] of resource) {
    const colon = key.lastIndexOf(':'); // no attribute's name holds one
    if (colon < 0) core.set(key, value);
    else {
      const urn = key.slice(0, colon);
      const extension = extensions.get(urn) ?? new Map<string, Value>();
      extensions.set(urn, extension.set(key.slice(colon + 1), value));
    }
  }
  for (const [urn, extension] of extensions) core.set(urn, Object.fromEntries(extension));
  return Object.fromEntries(core);
}

/** The reverse of `nested`, for what we once kept ourselves. */
export const flat = (kept: Readonly<Record<string, unknown>>): Resource =>
  new Map(
    Object.entries(kept).flatMap(([name, value]) =>
      name.includes(':')
        ? Object.entries(value as object).map(([sub, item]): [string, Value] => [`${name}:${sub}`, item as Value])
        : [[name, value as Value] as const],
    ),
  );
