import { Refusal } from '@app/kernel';
import { errorAnswer, refusalAnswer, resultAnswer } from '../answer.js';
import type { Call, Ending } from '../call.js';
import { isComplete, passedOn } from '../core/result.js';
import { found } from './step.js';

/** The upstream's answer in the form of the client's era. */
export function release(call: Call): Ending {
  const { id, era } = found(call.message);
  const reply = found(call.reply);
  if ('error' in reply) {
    call.outcome = 'protocol_error';
    return { answer: errorAnswer(id, 200, { ...reply.error, code: codeFor(reply.error.code) }) };
  }
  if (id === undefined || !isComplete(reply.result)) {
    call.outcome = 'protocol_error';
    return { answer: refusalAnswer(id, new Refusal('upstream.unusable'), 200) };
  }
  call.outcome = reply.result['isError'] === true ? 'tool_error' : 'ok';
  call.resultText = JSON.stringify(passedOn(era, reply.result));
  return { answer: resultAnswer(id, call.resultText) };
}

/** Codes of the range that is reserved for revisions mean something between the upstream and us only. */
const codeFor = (code: number): number => {
  if (code === -32002) return -32602;
  return code >= -32099 && code <= -32000 ? -32603 : code;
};
