import { Refusal, isObject } from '@app/kernel';
import type { Dialect } from './dialect.js';
import { memberIds } from './member-ids.js';
import { type Message, member, message } from './message.js';
import { type Entry, type Registry, groupRegistry, password, userRegistry } from './registry.js';
import type { Resource, Value } from './resource.js';
import { isUnassigned } from './simple.js';
import { coerce, unknown } from './values.js';

/** Keys of a body. */
const MOST_KEYS = 2000;

/** A whole User body, POST or PUT, in canonical form. `active` is missing when the body does not say it. */
export const canonicalUser = (body: unknown, dialect: Dialect, registry = userRegistry): Resource =>
  canonicalBody(body, registry, dialect);

/** A whole Group body, POST or PUT: its attributes, and its members apart, of which there may be very many. */
export function canonicalGroup(body: unknown, dialect: Dialect): { group: Resource; members: readonly string[] } {
  const { members, rest } = withoutMembers(message(body, groupRegistry.core.id, dialect));
  return { group: canonical(rest, groupRegistry, dialect), members: memberIds(members) };
}

/**
 * A whole body, POST or PUT, of the kind that the registry describes.
 * @throws Refusal `scim.invalid-syntax`, `scim.invalid-value`, `scim.too-many`
 */
export const canonicalBody = (body: unknown, registry: Registry, dialect: Dialect): Resource =>
  canonical(message(body, registry.core.id, dialect), registry, dialect);

/**
 * What a body states, under our own spelling: unknown attributes are ignored or, by a strict dialect, refused;
 * echoed `id` and `meta`, the read-only `groups` and the password are ignored (RFC 7644 §3.3, §3.5.1).
 */
function canonical(body: Message, registry: Registry, dialect: Dialect): Resource {
  if (dialect.strict) onlyKnown(body, registry);
  const result = new Map<string, Value>();
  const put = (entry: Entry | undefined, name: string, value: unknown): void => {
    if (!entry) {
      if (dialect.strict) throw unknown(name);
      return;
    }
    const { key, attribute } = entry;
    if (attribute.mutability === 'readOnly' || attribute === password) return;
    const canonicalValue = coerce(attribute, value, dialect);
    if (canonicalValue === undefined) return;
    if (result.has(key)) throw new Refusal('scim.invalid-syntax', `${attribute.name} stands twice`);
    result.set(key, canonicalValue);
  };
  for (const [key, value] of entriesOf(body)) {
    const extension = registry.extension(key);
    if (!extension) put(registry.find({ urn: null, name: key }), key, value);
    else if (isObject(value)) {
      for (const [name, item] of entriesOf(value)) put(registry.find({ urn: extension.id, name }), name, item);
    } else if (!isUnassigned(value)) throw new Refusal('scim.invalid-value', `${extension.id} must be an object`);
  }
  return result;
}

/** Each schema that a body names is one that we know, and named once (RFC 7643 §3). */
function onlyKnown(body: Message, registry: Registry): void {
  const urns = ((member(body, 'schemas') ?? []) as readonly unknown[]).map((urn) => String(urn).slice(0, 400));
  const stranger = urns.find((urn) => !registry.isCore(urn) && !registry.extension(urn));
  if (stranger !== undefined) throw unknown(stranger);
  if (new Set(urns.map((urn) => urn.toLowerCase())).size < urns.length) {
    throw new Refusal('scim.invalid-syntax', 'schemas names one of them twice');
  }
}

function entriesOf(object: Message): [string, unknown][] {
  if (Object.keys(object).length > MOST_KEYS) throw new Refusal('scim.too-many', `at most ${MOST_KEYS} attributes`);
  return Object.entries(object);
}

/** The facts of a group that may be kept. */
export function groupFacts(group: Resource): { displayName: string; externalId: string | null } {
  const [displayName, externalId] = [group.get('displayName'), group.get('externalId')];
  if (typeof displayName !== 'string') throw new Refusal('scim.invalid-value', 'displayName is required');
  return { displayName, externalId: typeof externalId === 'string' ? externalId : null };
}

function withoutMembers(body: Message): { members: unknown; rest: Message } {
  const isMembers = ([key]: [string, unknown]): boolean => key.length < 100 && /^(?:urn:.*:)?members$/i.test(key);
  const entries = Object.entries(body);
  const [first, ...more] = entries.filter(isMembers);
  if (more.length > 0) throw new Refusal('scim.invalid-syntax', 'members stands twice');
  return { members: first?.[1], rest: Object.fromEntries(entries.filter((entry) => !isMembers(entry))) };
}
