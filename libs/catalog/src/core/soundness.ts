import type { ToolDefinition } from './definition.js';

const MOST_BYTES = 256 * 1024;
const DEEPEST = 64;

/**
 * Whether a definition may enter the catalog. It comes from the party that is being judged: names of one to 128
 * characters (MCP 2026-07-28 §tools), bounded size and depth, and only text that the database can hold.
 */
export function isSound(definition: ToolDefinition): boolean {
  if (!/^[A-Za-z0-9_.\-/]{1,128}$/.test(definition.name)) return false;
  if (depthOf(definition) > DEEPEST) return false;
  const text = JSON.stringify(definition);
  return Buffer.byteLength(text) <= MOST_BYTES && !/\\u(0000|d[89ab][0-9a-f]{2}(?!\\u))/.test(text);
}

function depthOf(value: unknown, limit = DEEPEST + 1): number {
  if (typeof value !== 'object' || value === null || limit === 0) return 0;
  return 1 + Math.max(0, ...Object.values(value).map((inner) => depthOf(inner, limit - 1)));
}
