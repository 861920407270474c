export type Risk = 'read' | 'write' | 'destructive' | 'unknown';

/**
 * What a tool's annotations claim (MCP `ToolAnnotations`). They come from the party that is being judged: good for a
 * first class and a question to a person, never for leave to skip a check. Silence is `unknown`, which is treated as
 * writing.
 */
export function riskOf(annotations: unknown): Risk {
  if (typeof annotations !== 'object' || annotations === null) return 'unknown';
  const { readOnlyHint, destructiveHint } = annotations as { readOnlyHint?: unknown; destructiveHint?: unknown };
  if (readOnlyHint === true) return 'read';
  if (destructiveHint === true) return 'destructive';
  return readOnlyHint === false && destructiveHint === false ? 'write' : 'unknown';
}
