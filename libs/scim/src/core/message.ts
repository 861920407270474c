import { Refusal, isObject } from '@app/kernel';
import type { Dialect } from './dialect.js';

export type Message = Readonly<Record<string, unknown>>;

/**
 * A JSON object that says, in `schemas`, that it is what is asked for (RFC 7643 §3). Providers may leave `schemas`
 * out; a strict one may not.
 * @throws Refusal `scim.invalid-syntax`
 */
export function message(body: unknown, urn: string, dialect: Dialect): Message {
  if (!isObject(body)) throw new Refusal('scim.invalid-syntax', 'the body must be an object');
  const schemas = member(body, 'schemas');
  if (schemas === undefined && !dialect.strict) return body;
  const named = Array.isArray(schemas) && schemas.some((item) => isSame(item, urn));
  if (!named) throw new Refusal('scim.invalid-syntax', `schemas must name ${urn}`);
  return body;
}

/** A member of an object by its name in any case. */
export function member(object: Message, name: string): unknown {
  const key = Object.keys(object).find((candidate) => isSame(candidate, name));
  return key === undefined ? undefined : object[key];
}

const isSame = (item: unknown, name: string): boolean =>
  item === name ||
  (typeof item === 'string' && item.length === name.length && item.toLowerCase() === name.toLowerCase());
