import type { Message } from './protocol.js';
import { ownResult } from './result.js';
import { sentenceOf } from './sentences.js';

/** A refusal that the model reads, as the text of a result: what was decided, and what it can do about it. */
export function saidOf(id: string, era: Message['era'], code: string, reason = sentenceOf(code)): string {
  const fields = {
    content: [{ type: 'text', text: reason }],
    isError: true,
    _meta: { 'surety.dev/decision': { id, code, reason } },
  };
  return JSON.stringify(ownResult(era, fields));
}
