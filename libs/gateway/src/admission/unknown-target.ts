import { isObject } from '@app/kernel';
import { errorAnswer } from '../answer.js';
import type { Call, Ending } from '../call.js';
import { governedAs } from '../core/methods.js';
import { found } from '../found.js';

/**
 * The same answer for what does not exist and for what this agent may not see (R-ACC-6), by the name that was asked for.
 * Of a resource its URI is told again in `data` (MCP 2026-07-28 §resources).
 */
export function unknownTarget({ message }: Call, reason: string): Ending {
  const { id, params } = found(message);
  return {
    answer: errorAnswer(id, 200, { code: -32602, ...said(governedAs(found(message)), params) }),
    refused: reason,
  };
}

function said(
  as: ReturnType<typeof governedAs>,
  params: Readonly<Record<string, unknown>>,
): { message: string; data?: unknown } {
  const ref = as === 'completion' && isObject(params['ref']) ? params['ref'] : params;
  if (as === 'task') return { message: 'Unknown task' };
  if (as === 'tool') return { message: `Unknown tool: ${String(ref['name'])}` };
  if (as === 'prompt' || ref['type'] === 'ref/prompt') return { message: `Unknown prompt: ${String(ref['name'])}` };
  return { message: 'Resource not found', data: { uri: ref['uri'] } };
}
