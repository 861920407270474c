import { Refusal } from '@app/kernel';
import { refusalAnswer } from '../answer.js';
import type { Step } from './step.js';

/** A replica that cannot prove its knowledge to be current judges nobody: 503, not 401, and no record (R-FEN-2). */
export const freshness: Step = ({ message }, { fence }) =>
  fence.isFresh() ? undefined : { answer: refusalAnswer(message?.id, new Refusal('fence.not-fresh')) };
