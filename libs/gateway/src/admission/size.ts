import { Refusal } from '@app/kernel';
import { errorAnswer, refusalAnswer } from '../answer.js';
import { one } from '../core/protocol.js';
import type { Step } from './step.js';

/** Longest body, in bytes. */
export const MOST_BYTES = 1024 * 1024;

/** Before anything is parsed: a body of another kind or of more than 1 MB is not looked at. */
export const size: Step = ({ door, request: { body, headers } }) => {
  if (body.length > MOST_BYTES) return { answer: refusalAnswer(null, new Refusal('request.too-large')) };
  if (door !== 'post' && door !== 'messages') return undefined; // whatever it holds is not read
  const type = one(headers, 'content-type') ?? '';
  if (type === 'application/json' || /^application\/json\s*(;|$)/i.test(type)) return undefined;
  return { answer: errorAnswer(null, 415, { code: -32600, message: 'Content-Type must be application/json' }) };
};
