import { Refusal, isObject } from '@app/kernel';
import { AGENT } from './agent.schema.js';
import { APPLICATION, ENTITLEMENT, ROLE } from './published.schema.js';
import { GROUP, USER } from './registry.js';
import type { ScimResource } from './wire.js';

/** Query parameters as the web server parsed them. */
export type Query = Readonly<Record<string, unknown>>;

/** Which attributes to return (RFC 7644 §3.9), as lower-case paths without the core URN. */
export type Selection = Readonly<{ only: ReadonlySet<string> | null; without: ReadonlySet<string> }>;

/** @throws Refusal `scim.invalid-value` */
export function selectionOf(query: Query): Selection {
  const only = parameter(query, 'attributes');
  return {
    only: only === undefined ? null : paths(only),
    without: paths(parameter(query, 'excludedAttributes') ?? ''),
  };
}

/** @throws Refusal `scim.invalid-value` when a parameter is given more than once */
export function parameter(query: Query, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new Refusal('scim.invalid-value', `${name} may be given once`);
}

/** Whether an attribute is asked for at all, so that what is not need not be loaded. */
export const wants = ({ only, without }: Selection, attribute: string): boolean =>
  !without.has(attribute) && (only === null || [...only].some((path) => path.split('.')[0] === attribute));

/** The resource with what was asked for; `id`, `schemas` and `meta` always stay, because headers repeat them. */
export function selected(resource: ScimResource, selection: Selection): ScimResource {
  if (selection.only === null && selection.without.size === 0) return resource;
  const { schemas, id, meta } = resource;
  return { ...(part(resource, '', selection) as ScimResource), schemas, id, meta };
}

function part(object: Readonly<Record<string, unknown>>, prefix: string, selection: Selection): object {
  const entries = Object.entries(object).flatMap(([name, value]): [string, unknown][] => {
    const path = `${prefix}${name.toLowerCase()}`;
    if (selection.without.has(path)) return [];
    const inner: Selection = selection.only?.has(path) ? { ...selection, only: null } : selection;
    // a group may have 50,000 members, whose parts nobody asked about
    const isWhole = inner.only === null && ![...inner.without].some((excluded) => excluded.startsWith(path));
    if (isWhole) return [[name, value]];
    const rest = narrowed(value, name.includes(':') ? `${path}:` : `${path}.`, inner);
    return rest === undefined ? [] : [[name, rest]];
  });
  return Object.fromEntries(entries);
}

/** Undefined when nothing of the value was asked for. */
function narrowed(value: unknown, prefix: string, selection: Selection): unknown {
  if (isObject(value)) {
    const rest = part(value, prefix, selection);
    return Object.keys(rest).length > 0 ? rest : undefined;
  }
  if (Array.isArray(value)) {
    const rest = value.map((item) => narrowed(item, prefix, selection)).filter((item) => item !== undefined);
    return rest.length > 0 ? rest : undefined;
  }
  return selection.only === null ? value : undefined;
}

function paths(text: string): ReadonlySet<string> {
  const cores = [USER, GROUP, AGENT, APPLICATION, ROLE, ENTITLEMENT].map((urn) => `${urn.toLowerCase()}:`);
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  const short = names.map((name) =>
    cores.reduce((rest, urn) => (rest.startsWith(urn) ? rest.slice(urn.length) : rest), name),
  );
  return new Set(short.filter((name) => name !== ''));
}
