import type { Attribute } from './attribute.js';
import { ENTERPRISE_USER } from './user.schema.js';

export type Simple = string | boolean;

/** Sub-attributes under the schema's own spelling; never a name that a client chose. */
export type Complex = Readonly<Record<string, Simple>>;

export type Value = Simple | Complex | readonly Complex[];

/** A resource in canonical form, by the registry's keys: only known attributes, none unassigned, nothing read-only. */
export type Resource = ReadonlyMap<string, Value>;

/** What makes two elements the same one: value and type, or everything where there is no value. */
export function identityOf(attribute: Attribute): (element: Complex) => string {
  const subs = attribute.subAttributes ?? [];
  const valued = subs.some(({ name }) => name === 'value');
  const decisive = valued ? subs.filter(({ name }) => name === 'value' || name === 'type') : subs;
  return (element) =>
    decisive
      .map(({ name, caseExact }) => {
        const value = element[name];
        return typeof value === 'string' && !caseExact ? value.toLowerCase() : value;
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

export const isList = (value: Value | undefined): value is readonly Complex[] => Array.isArray(value);

/** The form in which a resource is kept and shown: extensions are objects under their URN. */
export function nested(resource: Resource): Record<string, NonNullable<unknown>> {
  const result: Record<string, NonNullable<unknown>> = {};
  const extension: Record<string, NonNullable<unknown>> = {};
  for (const [key, value] of resource) {
    const prefix = `${ENTERPRISE_USER}:`;
    if (key.startsWith(prefix)) extension[key.slice(prefix.length)] = value;
    else result[key] = value;
  }
  return Object.keys(extension).length > 0 ? { ...result, [ENTERPRISE_USER]: extension } : result;
}

/** The reverse of `nested`, for what we once kept ourselves. */
export function flat(kept: Readonly<Record<string, unknown>>): Resource {
  const { [ENTERPRISE_USER]: extension, ...core } = kept;
  const inExtension = Object.entries({ ...(extension as object) }).map(([name, value]): [string, unknown] => [
    `${ENTERPRISE_USER}:${name}`,
    value,
  ]);
  return new Map([...Object.entries(core), ...inExtension] as [string, Value][]);
}
