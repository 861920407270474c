import { Refusal, isObject } from '@app/kernel';
import type { Dialect } from './dialect.js';
import { memberIds } from './member-ids.js';
import { type Message, message } from './message.js';
import { type Entry, GROUP, type Registry, USER, groupRegistry, userRegistry } from './registry.js';
import type { Resource, Value } from './resource.js';
import { coerce, isUnassigned } from './values.js';

/** A whole User body, POST or PUT, in canonical form. `active` is missing when the body does not say it. */
export const canonicalUser = (body: unknown, dialect: Dialect): Resource =>
  canonical(message(body, USER, dialect), userRegistry, dialect);

/** A whole Group body, POST or PUT: its attributes, and its members apart, of which there may be very many. */
export function canonicalGroup(body: unknown, dialect: Dialect): { group: Resource; members: readonly string[] } {
  const { members, rest } = withoutMembers(message(body, GROUP, dialect));
  return { group: canonical(rest, groupRegistry, dialect), members: memberIds(members) };
}

/**
 * What a body states, under our own spelling: unknown attributes are ignored or, by a strict dialect, refused;
 * echoed `id` and `meta`, the read-only `groups` and the password are ignored (RFC 7644 §3.3, §3.5.1).
 */
function canonical(body: Message, registry: Registry, dialect: Dialect): Resource {
  const result = new Map<string, Value>();
  const put = (entry: Entry | undefined, name: string, value: unknown): void => {
    if (!entry) {
      if (dialect.strict) throw new Refusal('scim.invalid-syntax', `unknown attribute '${name.slice(0, 100)}'`);
      return;
    }
    const { key, attribute } = entry;
    if (attribute.mutability !== 'readWrite') return;
    const canonicalValue = coerce(attribute, value, dialect);
    if (canonicalValue === undefined) return;
    if (result.has(key)) throw new Refusal('scim.invalid-syntax', `${attribute.name} stands twice`);
    result.set(key, canonicalValue);
  };
  for (const [key, value] of Object.entries(body)) {
    const extension = registry.extension(key);
    if (!extension) put(registry.find({ urn: null, name: key }), key, value);
    else if (isObject(value)) {
      for (const [name, item] of Object.entries(value)) put(registry.find({ urn: extension.id, name }), name, item);
    } else if (!isUnassigned(value)) throw new Refusal('scim.invalid-value', `${extension.id} must be an object`);
  }
  return result;
}

/**
 * A user that may be kept: with a userName, and with a word on `active`.
 * @param active what silence on `active` means: new people are active, a PUT leaves it as it is, and a PATCH that
 *   removes it takes the right to act away
 */
export function completeUser(user: Resource, active: boolean): Resource {
  if (!user.has('userName')) throw new Refusal('scim.invalid-value', 'userName is required');
  return user.has('active') ? user : new Map(user).set('active', active);
}

/** The facts of a group that may be kept. */
export function groupFacts(group: Resource): { displayName: string; externalId: string | null } {
  const [displayName, externalId] = [group.get('displayName'), group.get('externalId')];
  if (typeof displayName !== 'string') throw new Refusal('scim.invalid-value', 'displayName is required');
  return { displayName, externalId: typeof externalId === 'string' ? externalId : null };
}

function withoutMembers(body: Message): { members: unknown; rest: Message } {
  const isMembers = ([key]: [string, unknown]): boolean => /^(?:urn:.*:)?members$/i.test(key);
  const entries = Object.entries(body);
  return {
    members: entries.find(isMembers)?.[1],
    rest: Object.fromEntries(entries.filter((entry) => !isMembers(entry))),
  };
}
