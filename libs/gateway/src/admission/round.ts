import { Refusal } from '@app/kernel';
import { refusalAnswer } from '../answer.js';
import type { Call, Ending } from '../call.js';
import type { House } from '../house.js';
import { requestOf } from '../rounds/request-of.js';
import { bearerOf } from '../rounds/states.js';
import { found } from '../found.js';

/**
 * A request that brings a state back goes on with another one: the state must be the one that this very caller was given
 * for this very request. It is a call of its own all the same: it was decided anew, and counts and is recorded again.
 */
export function round(call: Call, house: House): Ending | void {
  const { id, era, params } = found(call.message);
  const { requestState } = params;
  if (era === 'legacy' || requestState === undefined) return;
  const bearer = bearerOf(found(call.token));
  const continued =
    typeof requestState === 'string'
      ? house.rounds.states.take(bearer, requestOf(call, house), requestState, house.clock.now())
      : null;
  if (!continued) return { answer: refusalAnswer(id, new Refusal('round.invalid'), 200), refused: 'state_invalid' };
  call.continued = continued;
}
