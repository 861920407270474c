import { Refusal } from '@app/kernel';
import { errorAnswer, resultAnswer } from '../answer.js';
import type { Call, Ending } from '../call.js';
import { governedAs } from '../core/methods.js';
import { saidOf } from '../core/said.js';
import { sentenceOf } from '../core/sentences.js';
import { found } from '../found.js';

/**
 * A refusal of what the caller may see: of a tool as a result that the model reads (MCP 2026-07-28 §tools), of
 * everything else as an error, because its result has no place for it.
 */
export function refused(call: Call, code: string, reason = sentenceOf(code)): Ending {
  const message = found(call.message);
  const id = found(message.id);
  if (governedAs(message) === 'tool')
    return { answer: resultAnswer(id, saidOf(call.id, message.era, code, reason)), refused: code };
  const data = { 'surety.dev/decision': { id: call.id, code, reason } };
  return {
    answer: errorAnswer(id, 200, { code: new Refusal('call.refused').rpc, message: reason, data }),
    refused: code,
  };
}
