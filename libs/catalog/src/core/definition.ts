import { createHash } from 'node:crypto';
import { canonicalJson } from '@app/kernel';

/** A tool as its server states it (MCP 2026-07-28 `Tool`); fields that we do not know stay with it. */
export type ToolDefinition = Readonly<{
  name: string;
  description?: string;
  inputSchema?: unknown;
  outputSchema?: unknown;
  annotations?: unknown;
  [field: string]: unknown;
}>;

/** What a grant means by "this tool": a change in any of these needs a new approval (R-ACC-7). */
const meaning = ['name', 'description', 'inputSchema', 'outputSchema', 'annotations'] as const;

/** SHA-256, in hexadecimal, over the RFC 8785 form of the fields that carry the tool's meaning. */
export function definitionHash(definition: ToolDefinition): string {
  const text = canonicalJson(Object.fromEntries(meaning.map((field) => [field, definition[field]]))) ?? '';
  return createHash('sha256').update(text).digest('hex');
}

/** Which of the fields that carry meaning differ. */
export const changedFields = (before: ToolDefinition, after: ToolDefinition): string[] =>
  meaning.filter((field) => canonicalJson(before[field]) !== canonicalJson(after[field]));
