import { Refusal } from '@app/kernel';
import type { CallOutcome } from '@app/ledger';
import { empty, refusalAnswer } from '../answer.js';
import { type Call, type Ending, Stop } from '../call.js';
import { forwarded } from '../core/result.js';
import { chainOf } from '../core/standing.js';
import type { House } from '../house.js';
import { decisionAgain, dutiesOn } from './decision.js';
import { freshness } from './freshness.js';
import { progressOf } from './progress.js';
import { standing } from './standing.js';
import { found } from './step.js';

const outcomes: Readonly<Record<string, CallOutcome['status']>> = {
  'upstream.timeout': 'timeout',
  'upstream.lost': 'unknown',
  'upstream.unusable': 'protocol_error',
};

/**
 * Sends what was judged, and only that. In the very turn in which the first byte is written, fence and
 * decision are asked once more (R-FEN-3); while the call is out, so they are whenever one of them has changed.
 */
export async function forward(call: Call, house: House): Promise<Ending | undefined> {
  // Nothing goes out whose intent is not durable.
  if (!call.allowed) throw new Error('a call without a recorded intent');
  const { serverId } = found(found(call.decision).tool ?? undefined);
  const { tool, args, repeated } = sent(call);
  const { params, era } = found(call.message);
  const chain = chainOf(found(call.token), (id) => house.fence.standing(id));
  const recheck = (): Stop | null => stopped(call, house);
  const open = house.calls.open(chain?.ids ?? [], recheck);
  // free text may tell what the result must not
  const mayTell = (): boolean => !dutiesOn(call, house).some((duty) => 'redact' in duty);
  const progress = progressOf(call, recheck, open.abort, mayTell);
  const { signal: gone } = call.request;
  const leave = (): void => open.abort(new Stop({ answer: empty(499) }, 'cancelled'));
  // In the handshake era a closed connection is not a cancellation (MCP 2025-11-25 §cancellation).
  if (era === 'modern') gone.addEventListener('abort', leave, { once: true });
  try {
    if (era === 'modern' && gone.aborted) leave();
    call.reply = await house.upstreams.request(serverId, 'tools/call', forwarded(tool, args, params), {
      signal: open.signal,
      repeated,
      ...progress,
      beforeWrite: () => {
        const stop = recheck();
        if (stop) throw stop;
        call.sent = true;
      },
    });
    return undefined;
  } catch (failure) {
    return ended(call, failure);
  } finally {
    progress.end();
    open.close();
    gone.removeEventListener('abort', leave);
  }
}

/** An absent object of arguments stays absent. */
function sent(call: Call) {
  const { tool, args } = found(call.target);
  const isAbsent = found(call.message).params['arguments'] === undefined;
  return call.forwardedAs ?? { tool, args: isAbsent ? undefined : args, repeated: call.repeated };
}

function stopped(call: Call, house: House): Stop | null {
  const ending = freshness(call, house) ?? standing(call, house) ?? decisionAgain(call, house);
  return ending ? new Stop(ending as Ending, 'cancelled') : null;
}

function ended(call: Call, failure: unknown): Ending {
  if (failure instanceof Stop) {
    call.outcome = failure.outcome;
    return failure.ending;
  }
  if (!(failure instanceof Refusal)) throw failure;
  call.outcome = outcomes[failure.code] ?? 'upstream_unavailable';
  return { answer: refusalAnswer(call.message?.id, failure, 200) };
}
