import { errorAnswer } from '../answer.js';
import type { Call, Ending } from '../call.js';

/** The same answer for a tool that does not exist and for one that this agent may not see (R-ACC-6). */
export const unknownTool = (call: Call, name: unknown, reason: string): Ending => ({
  answer: errorAnswer(call.message?.id, 200, { code: -32602, message: `Unknown tool: ${String(name)}` }),
  refused: reason,
});
