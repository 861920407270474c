import { createHash } from 'node:crypto';
import { canonicalJson } from '@app/kernel';
import type { Kind } from './words.js';

/**
 * A tool, resource, template or prompt as its server states it (MCP 2026-07-28 `Tool`, `Resource`, `ResourceTemplate`,
 * `Prompt`); fields that we do not know stay with it. `name` is for people where a URI identifies it.
 */
export type ToolDefinition = Readonly<{
  name: string;
  description?: string;
  inputSchema?: unknown;
  outputSchema?: unknown;
  annotations?: unknown;
  [field: string]: unknown;
}>;

/** What a grant means by "this tool": a change in any of these needs a new approval (R-ACC-7). */
const meaning = {
  tool: ['name', 'description', 'inputSchema', 'outputSchema', 'annotations'],
  resource: ['uri', 'name', 'description', 'mimeType'],
  resource_template: ['uriTemplate', 'name', 'description', 'mimeType'],
  prompt: ['name', 'description', 'arguments'],
} as const satisfies Record<Kind, readonly string[]>;

const identifiers = { tool: 'name', resource: 'uri', resource_template: 'uriTemplate', prompt: 'name' } as const;

/** By what its server knows it; empty when that is not a text. */
export function identifierOf(kind: Kind, definition: ToolDefinition): string {
  const value = definition[identifiers[kind]];
  return typeof value === 'string' ? value : '';
}

/** SHA-256, in hexadecimal, over the RFC 8785 form of the fields that carry the meaning. */
export function definitionHash(definition: ToolDefinition, kind: Kind = 'tool'): string {
  const text = canonicalJson(Object.fromEntries(meaning[kind].map((field) => [field, definition[field]])));
  return createHash('sha256').update(text).digest('hex');
}

/** Which of the fields that carry meaning differ. */
export const changedFields = (before: ToolDefinition, after: ToolDefinition, kind: Kind = 'tool'): string[] =>
  meaning[kind].filter((field) => canonicalJson(before[field]) !== canonicalJson(after[field]));
