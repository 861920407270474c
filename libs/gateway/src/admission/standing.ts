import { Refusal } from '@app/kernel';
import { refusalAnswer, unauthorized } from '../answer.js';
import type { Call, Ending } from '../call.js';
import { objection } from '../core/standing.js';
import type { House } from '../house.js';
import { found } from './step.js';

/** Agent, owner and acting person are active now, and the token is not older than their last restriction (R-FEN-1). */
export function standing(call: Call, { fence, publicUrl }: House): Ending | undefined {
  const reason = objection(found(call.token), (id) => fence.standing(id));
  if (reason === null) return undefined;
  const id = call.message?.id;
  if (reason !== 'behind')
    return { answer: unauthorized(id, new Refusal('token.revoked'), publicUrl), refused: reason };
  // The token is newer than what we know: the client need not sign in again, we must catch up.
  void fence.sync();
  return { answer: refusalAnswer(id, new Refusal('fence.not-fresh')) };
}
