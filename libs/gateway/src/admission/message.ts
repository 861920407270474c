import { errorAnswer } from '../answer.js';
import { BadJson, readJson } from '../core/json-text.js';
import { classify } from '../core/protocol.js';
import type { Step } from './step.js';

/** The body is one JSON-RPC message that means the same to everybody, well formed in its era. */
export const message: Step = (call) => {
  const { body, headers } = call.request;
  try {
    const read = classify(readJson(body), headers);
    if ('fault' in read) return { answer: errorAnswer(read.id, read.status, read), refused: read.fault };
    call.message = read;
    return undefined;
  } catch (bad) {
    if (!(bad instanceof BadJson)) throw bad;
    return { answer: errorAnswer(null, 400, bad), refused: 'malformed' };
  }
};
