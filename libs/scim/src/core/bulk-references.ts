import { isObject } from '@app/kernel';
import type { Message } from './message.js';

/** Ids by the bulkIds under which the resources were asked for. */
export type Ids = ReadonlyMap<string, string>;

const prefix = 'bulkId:';
const inFilter = /"bulkId:([^"\\]+)"/g;

/** The bulkIds that some data refers to (RFC 7644 §3.7.2): whole strings, and those in the filter of a PATCH path. */
export function referencesIn(data: unknown, found = new Set<string>(), name = ''): Set<string> {
  if (typeof data === 'string') {
    if (data.startsWith(prefix)) found.add(data.slice(prefix.length));
    else if (name === 'path') for (const [, bulkId = ''] of data.matchAll(inFilter)) found.add(bulkId);
  } else if (Array.isArray(data)) for (const item of data) referencesIn(item, found);
  else if (isObject(data)) for (const key of Object.keys(data)) referencesIn(data[key], found, key.toLowerCase());
  return found;
}

/** The bulkId that a path such as `/Users/bulkId:a` refers to. */
export const referenceOf = (path: string): string | undefined => path.split(`/${prefix}`, 2)[1];

/** The same data with ids in place of what refers to them. */
export function withIds(data: unknown, ids: Ids, name = ''): unknown {
  const idOf = (bulkId: string): string => ids.get(bulkId) ?? `${prefix}${bulkId}`;
  if (typeof data === 'string') {
    if (data.startsWith(prefix)) return idOf(data.slice(prefix.length));
    return name === 'path' ? data.replace(inFilter, (_, bulkId: string) => `"${idOf(bulkId)}"`) : data;
  }
  if (Array.isArray(data)) return data.map((item) => withIds(item, ids));
  if (!isObject(data)) return data;
  return Object.fromEntries(Object.entries(data).map(([key, item]) => [key, withIds(item, ids, key.toLowerCase())]));
}

export type Addition = Readonly<{ op: 'add'; path: string; value: unknown }>;

/**
 * Breaks a circle of references: the resource without what refers to resources that do not exist yet, and the PATCH
 * operations that bring it in afterwards.
 */
export function apart(data: Message, late: ReadonlySet<string>, prefixed = ''): { now: Message; later: Addition[] } {
  const isLate = (value: unknown): boolean => [...referencesIn(value)].some((bulkId) => late.has(bulkId));
  const now: [string, unknown][] = [];
  const later: Addition[] = [];
  for (const [key, value] of Object.entries(data)) {
    const path = `${prefixed}${key}`;
    if (!isLate(value)) now.push([key, value]);
    else if (Array.isArray(value)) {
      now.push([key, value.filter((item) => !isLate(item))]);
      later.push({ op: 'add', path, value: value.filter(isLate) });
    } else if (isObject(value) && /^urn:/i.test(key)) {
      const inner = apart(value, late, `${key}:`);
      now.push([key, inner.now]);
      later.push(...inner.later);
    } else later.push({ op: 'add', path, value });
  }
  return { now: Object.fromEntries(now), later };
}
