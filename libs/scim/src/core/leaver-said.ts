import { isObject } from '@app/kernel';
import { member } from './message.js';

/** How deep `active` can stand: in an object by path, in a list of operations, in the data of a bulk operation. */
const DEEPEST = 8;
/** Lists that are longer hold members or values, not operations. */
const LONGEST = 2000;

/**
 * Whether a body, of PUT, POST, PATCH or Bulk and in whatever dialect, says that somebody is no longer active. It is
 * asked of bodies that were refused, so it reads them as widely as it can.
 */
export function saysInactive(body: unknown, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  if (Array.isArray(body)) return body.length <= LONGEST && body.some((item) => saysInactive(item, depth + 1));
  // what could not be read as JSON is still bytes: millions of entries to look through, none of them a name
  if (!isObject(body) || ArrayBuffer.isView(body)) return false;
  const path = member(body, 'path');
  if (typeof path === 'string' && isActive(path)) {
    const op = member(body, 'op');
    return (typeof op === 'string' && op.toLowerCase() === 'remove') || isOff(member(body, 'value'));
  }
  return Object.entries(body).some(([key, value]) => (isActive(key) ? isOff(value) : saysInactive(value, depth + 1)));
}

const isActive = (name: string): boolean => /(^|:)active$/i.test(name.trim());

function isOff(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0 || (value.length === 1 && isOff(value[0]));
  if (isObject(value)) return isOff(member(value, 'active') ?? member(value, 'value'));
  if (typeof value === 'string') return ['', 'false'].includes(value.trim().toLowerCase());
  return value === false || value === null || value === undefined;
}
