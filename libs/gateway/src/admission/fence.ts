import type { Call, Ending } from '../call.js';
import type { House } from '../house.js';
import { decisionAgain } from './decision.js';
import { freshness } from './freshness.js';
import { standing } from './standing.js';

/** The upstream has answered; whoever lost the right meanwhile does not hear what (R-FEN-3). */
export function fence(call: Call, house: House): Ending | undefined {
  const ending = freshness(call, house) ?? standing(call, house) ?? decisionAgain(call, house);
  if (ending) call.outcome = 'withheld';
  return ending;
}
