import { errorAnswer } from '../answer.js';
import { BadJson, readJson } from '../core/json-text.js';
import { classify, postedIn } from '../core/protocol.js';
import type { Step } from './step.js';

/**
 * The body is one JSON-RPC message that means the same to everybody, well formed in its era. Who opens a stream or ends a
 * session sends none.
 */
export const message: Step = (call) => {
  const { body, headers } = call.request;
  if (call.door !== 'post' && call.door !== 'messages') return undefined;
  try {
    const json = readJson(body);
    const posted = postedIn(json, headers);
    if (posted) {
      call.posted = posted;
      return undefined;
    }
    const read = classify(json, headers);
    if ('fault' in read) return { answer: errorAnswer(read.id, read.status, read), refused: read.fault };
    call.message = read;
    return undefined;
  } catch (bad) {
    if (!(bad instanceof BadJson)) throw bad;
    return { answer: errorAnswer(null, 400, bad), refused: 'malformed' };
  }
};
