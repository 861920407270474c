import { refusalAnswer } from '../answer.js';
import { freshness } from '../admission/freshness.js';
import { standing } from '../admission/standing.js';
import type { Call, Ending } from '../call.js';
import { found } from '../found.js';
import type { House } from '../house.js';

/**
 * Why no stream may be opened for this call, asked in the very turn in which it would be: whatever was judged before may
 * have ended while something was waited for, and streams that are not open yet nobody ends.
 */
export function barred(call: Call, house: House): Ending | undefined {
  const refusal = house.streams.full(found(call.token));
  if (refusal) return { answer: refusalAnswer(call.message?.id, refusal), fault: refusal.code };
  return freshness(call, house) ?? standing(call, house);
}
