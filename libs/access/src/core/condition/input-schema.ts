import { isObject } from '@app/kernel';
import { own, type Steps } from './path.js';

/** References and alternatives are followed, but to no more schemas than this. */
const most = 64;
const types = ['string', 'number', 'boolean', 'null', 'object', 'array'] as const;
export type JsonType = (typeof types)[number];

/**
 * What a schema says of a path: the types it may have (JSON Schema 2020-12 validation §6.1), or null: it names no such
 * path. Only what is named outright under `properties` and `items` counts (core §10.3).
 */
export function typesAt(schema: unknown, steps: Steps): ReadonlySet<JsonType> | null {
  let at = alternatives([schema], schema);
  for (const step of steps) {
    const next = at.map((one) => (typeof step === 'string' ? own(own(one, 'properties'), step) : own(one, 'items')));
    at = alternatives(next, schema);
    if (at.length === 0) return null;
  }
  const said = at.flatMap((one) => saidBy(one) ?? []);
  return new Set(said.length > 0 ? said : types);
}

/** Schemas, what they refer to within the document, and their alternatives (core §8.2.3, §10.2.1). */
function alternatives(schemas: readonly unknown[], root: unknown): readonly unknown[] {
  const found: unknown[] = [];
  const waiting = [...schemas];
  while (waiting.length > 0 && found.length < most) {
    const schema = waiting.shift();
    if (schema !== true && !isObject(schema)) continue;
    found.push(schema);
    const reference = own(schema, '$ref');
    if (typeof reference === 'string') waiting.push(referred(root, reference));
    for (const word of ['anyOf', 'oneOf', 'allOf']) {
      const parts = own(schema, word);
      if (Array.isArray(parts)) waiting.push(...(parts as unknown[]).slice(0, most));
    }
  }
  return found;
}

/** A JSON pointer in a fragment (RFC 6901 §6). */
function referred(root: unknown, reference: string): unknown {
  if (!reference.startsWith('#/')) return undefined;
  let at = root;
  for (const name of reference.slice(2).split('/')) at = own(at, name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return at;
}

function saidBy(schema: unknown): readonly JsonType[] | null {
  const type = own(schema, 'type');
  const listed = own(schema, 'enum') ?? (own(schema, 'const') === undefined ? undefined : [own(schema, 'const')]);
  const named: readonly unknown[] | null = typeof type === 'string' ? [type] : Array.isArray(type) ? type : null;
  if (named)
    return named.flatMap((name) => (name === 'integer' ? 'number' : (types.find((known) => known === name) ?? [])));
  return Array.isArray(listed) ? listed.map(typeOf) : null;
}

export function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return types.find((type) => type === typeof value) ?? 'object';
}
