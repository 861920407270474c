import { Refusal } from '@app/kernel';
import { challenge, refusalAnswer } from '../answer.js';
import type { Call, Ending } from '../call.js';
import type { Objection } from '../core/standing.js';
import type { House } from '../house.js';
import { found } from '../found.js';
import { knownToken } from '../known-token.js';

/** Everybody in the chain is active now, and the token is not older than their last restriction (R-FEN-1). */
export function standing(call: Call, house: House): Ending | undefined {
  const { fence, publicUrl } = house;
  const reason = reasonAgainst(call, house);
  if (reason === null) return undefined;
  if (reason !== 'behind') return { answer: challenge(call, new Refusal('token.revoked'), publicUrl), refused: reason };
  // The token is newer than what we know: the client need not sign in again, we must catch up.
  void fence.sync();
  return { answer: refusalAnswer(call.message?.id, new Refusal('fence.not-fresh')), fault: 'fence.not-fresh' };
}

function reasonAgainst(call: Call, { fence, tokens }: House): Objection | 'token_revoked' | null {
  const token = found(call.token);
  return tokens.isRevoked(token) ? 'token_revoked' : knownToken(token).seenBy(fence).objection;
}
