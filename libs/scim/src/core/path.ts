import { Refusal } from '@app/kernel';
import type { Attribute } from './attribute.js';
import { type Filter, FilterParser } from './filter.js';
import { tokensOf } from './lexer.js';
import { type Registry, subAttribute } from './registry.js';

/** What a PATCH path points at. */
export type Target = Readonly<{
  key: string;
  attribute: Attribute;
  filter: Filter | null;
  sub: Attribute | null;
}>;

/**
 * Reads a PATCH path (RFC 7644 §3.5.2): `attr`, `attr.sub`, `attr[filter]`, `attr[filter].sub`, each with or without
 * a URN before it.
 * @throws Refusal `scim.invalid-path`
 */
export function parsePath(text: string, registry: Registry): Target {
  const parser = new FilterParser(tokensOf(text, 'scim.invalid-path'), 'scim.invalid-path');
  const { path, filter } = parser.target();
  const subName = filter === null ? path.sub : parser.subAfterElement();
  parser.end();
  const entry = registry.find(path);
  if (!entry) throw new Refusal('scim.invalid-path', 'there is no such attribute');
  const { key, attribute } = entry;
  if (filter !== null && !(attribute.multiValued && attribute.subAttributes)) {
    throw new Refusal('scim.invalid-path', `${attribute.name} has no elements to choose from`);
  }
  const sub = subName === null ? null : subAttribute(attribute, subName);
  if (sub === undefined) throw new Refusal('scim.invalid-path', `${attribute.name} has no such sub-attribute`);
  return { key, attribute, filter, sub };
}
