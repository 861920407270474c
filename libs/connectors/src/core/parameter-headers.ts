import { isObject } from '@app/kernel';
import { encodeHeader } from './header-value.js';

/** An argument that a tool wants repeated in a header: `Mcp-Param-<name>` carries the value at `path`. */
export type HeaderParameter = Readonly<{ name: string; path: readonly string[] }>;

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const data = new Set(['const', 'enum', 'default', 'examples', 'x-mcp-header']);
const maps = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);

/**
 * The `x-mcp-header` annotations of an input schema (MCP 2026-07-28), or null when one of them is not legal: then the
 * tool must not be offered over HTTP. Legal are string, integer and boolean properties that are reached through
 * `properties` alone, with distinct names that are RFC 9110 tokens.
 */
export function headerParameters(inputSchema: unknown): HeaderParameter[] | null {
  const found: HeaderParameter[] = [];
  if (!collect(inputSchema, [], true, found)) return null;
  return new Set(found.map(({ name }) => name.toLowerCase())).size === found.length ? found : null;
}

function collect(schema: unknown, path: readonly string[], reachable: boolean, found: HeaderParameter[]): boolean {
  if (Array.isArray(schema)) return schema.every((inner) => collect(inner, path, false, found));
  if (!isObject(schema)) return true;
  const name = schema['x-mcp-header'];
  if (name !== undefined) {
    const typed = ['string', 'integer', 'boolean'].includes(String(schema['type']));
    if (!reachable || path.length === 0 || !typed || typeof name !== 'string' || !token.test(name)) return false;
    found.push({ name, path });
  }
  return Object.entries(schema).every(([key, inner]) => {
    if (data.has(key)) return true;
    if (!maps.has(key) || !isObject(inner)) return collect(inner, path, false, found);
    const open = reachable && key === 'properties';
    return Object.entries(inner).every(([property, sub]) => collect(sub, [...path, property], open, found));
  });
}

/** The argument's value as header text; undefined when it is absent, null or of a kind that no header carries. */
export function headerText(args: unknown, path: readonly string[]): string | undefined {
  let value: unknown = args;
  for (const step of path) value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

/** The `Mcp-Param-*` headers of a call, computed from the arguments that are really sent: names and values in turn. */
export function parameterHeaders(parameters: readonly HeaderParameter[], args: unknown): string[] {
  const headers: string[] = [];
  for (const { name, path } of parameters) {
    const text = headerText(args, path);
    if (text !== undefined) headers.push(`mcp-param-${name.toLowerCase()}`, encodeHeader(text));
  }
  return headers;
}
