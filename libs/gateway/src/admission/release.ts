import { Refusal } from '@app/kernel';
import type { RpcAnswer } from '@app/connectors';
import { type ErrorFields, errorAnswer, refusalAnswer, resultAnswer } from '../answer.js';
import type { Call, Ending } from '../call.js';
import { governedAs } from '../core/methods.js';
import { MISSING_CAPABILITY, errorFor } from '../core/reply-error.js';
import { asks } from '../core/questions.js';
import { isOfForm } from '../core/result-form.js';
import { isComplete, isTask, notCached, passedOn } from '../core/result.js';
import { publicErrorData, publicResult } from '../naming/results.js';
import { found } from '../found.js';

type Result = Extract<RpcAnswer, { result: unknown }>['result'];

/** The upstream's answer in the form of the client's era, and in the names of this endpoint. */
export function release(call: Call): Ending {
  const { id, era, method } = found(call.message);
  const reply = found(call.reply);
  if ('error' in reply) {
    call.outcome = 'protocol_error';
    const error = named(call, errorFor(era, method, reply.error, found(call.target).params));
    return { answer: errorAnswer(id, error.code === MISSING_CAPABILITY ? 400 : 200, error), fault: String(error.code) };
  }
  const { result } = reply;
  if (id === undefined || !mayPass(call, result)) {
    call.outcome = 'protocol_error';
    const unusable = new Refusal('upstream.unusable', 'its result is not one of this method');
    return { answer: refusalAnswer(id, unusable, 200), fault: 'upstream.unusable' };
  }
  call.outcome = statusOf(result);
  const as = found(governedAs(found(call.message)) ?? undefined);
  const told = call.server === null ? publicResult(found(call.target).server, as, result) : result;
  call.resultText = JSON.stringify(passedOn(era, told, as === 'resource' ? notCached : {}));
  return { answer: resultAnswer(id, call.resultText) };
}

/** A question or a task is for a client of the stateless era; its handles are ours by now. */
const mayPass = ({ message }: Call, result: Result): boolean =>
  isComplete(result)
    ? isOfForm(found(message).method, result)
    : message?.era === 'modern' && (asks(result) || isTask(result));

function statusOf(result: Result): Call['outcome'] {
  if (asks(result)) return 'input_required';
  return result['isError'] === true ? 'tool_error' : 'ok';
}

const named = ({ server, target }: Call, error: ErrorFields): ErrorFields =>
  server !== null || error.data === undefined
    ? error
    : { ...error, data: publicErrorData(found(target).server, error.data) };
