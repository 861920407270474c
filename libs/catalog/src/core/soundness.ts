import { type ToolDefinition, identifierOf } from './definition.js';
import type { Kind } from './words.js';

const MOST_BYTES = 256 * 1024;
const DEEPEST = 64;
/** Names of tools: one to 128 characters (MCP 2026-07-28 §tools). Those of prompts and URIs: visible ASCII, bounded. */
const names = { tool: /^[A-Za-z0-9_.\-/]{1,128}$/, prompt: /^[\x21-\x7e]{1,256}$/, uri: /^[\x21-\x7e]{1,2048}$/ };

/** In JSON: NUL, and halves of surrogate pairs, which are escaped only when they stand alone. */
const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/**
 * Whether a definition may enter the catalog. It comes from the party that is being judged: plain names, bounded size
 * and depth, and only text and numbers that the database can hold.
 */
export function isSound(definition: ToolDefinition, kind: Kind = 'tool'): boolean {
  const name = kind === 'tool' || kind === 'prompt' ? names[kind] : names.uri;
  if (!name.test(identifierOf(kind, definition))) return false;
  if (depthOf(definition) > DEEPEST) return false;
  const text = JSON.stringify(definition);
  return Buffer.byteLength(text) <= MOST_BYTES && !unstorable.test(text);
}

function depthOf(value: unknown, limit = DEEPEST + 1): number {
  if (typeof value === 'number') return Number.isFinite(value) ? 0 : Infinity; // 1e999 is JSON, and no number
  if (typeof value !== 'object' || value === null || limit === 0) return 0;
  return 1 + Object.values(value).reduce((deepest: number, inner) => Math.max(deepest, depthOf(inner, limit - 1)), 0);
}
