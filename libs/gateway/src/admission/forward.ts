import { Refusal, isObject } from '@app/kernel';
import type { CallOutcome } from '@app/ledger';
import { refusalAnswer } from '../answer.js';
import { type Call, type Ending, Stop } from '../call.js';
import { forwarded } from '../core/result.js';
import type { House } from '../house.js';
import { type Send, converse } from '../rounds/converse.js';
import { isSubscribing, subscribed } from '../streams/subscribed.js';
import { cameWith } from '../telemetry/came-with.js';
import { found } from '../found.js';

type Fields = Readonly<Record<string, unknown>>;

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
  if (call.allowedIn === undefined) throw new Error('a call without a recorded intent');
  const { serverId } = found(found(call.decision).tool ?? undefined);
  const { method, params } = found(call.message);
  const judged = traced(call, forwarded(sent(call), params));
  const { repeated } = call.forwardedAs ?? call;
  const send: Send = (round, dialogue, { signal, abort, beforeWrite, onProgress }) => {
    const params = round === null ? judged : { ...judged, ...round };
    return house.upstreams.request(serverId, method, params, {
      signal,
      abort,
      beforeWrite,
      onProgress,
      repeated,
      dialogue,
    });
  };
  call.sentAt = performance.now();
  try {
    call.reply = await (isSubscribing(method) ? subscribed(call, house) : converse(call, house, send));
    return undefined;
  } catch (failure) {
    return ended(call, failure);
  } finally {
    call.repliedAt = performance.now();
  }
}

/**
 * With the trace context of our span instead of the client's, so that what the upstream does hangs below it; where nothing
 * is traced with the client's own. One that is not well formed is nobody's.
 */
function traced(call: Call, params: Fields): Fields {
  const carrier = call.onward ? call.onward() : cameWith(call);
  const own = isObject(params['_meta']) ? params['_meta'] : nothing;
  if (!carrier && !('traceparent' in own) && !('tracestate' in own)) return params;
  const { traceparent: _, tracestate: __, ...meta } = own;
  const { _meta: ___, ...rest } = params;
  if (!carrier && Object.keys(meta).length === 0) return rest;
  return { ...rest, _meta: { ...meta, ...carrier } };
}

const nothing: Fields = {};

function sent({ target, forwardedAs }: Call): Fields {
  return forwardedAs ? { name: forwardedAs.tool, arguments: forwardedAs.args } : found(target).params;
}

function ended(call: Call, failure: unknown): Ending {
  if (failure instanceof Stop) {
    call.outcome = failure.outcome;
    return failure.ending;
  }
  if (!(failure instanceof Refusal)) throw failure;
  call.outcome = outcomes[failure.code] ?? 'upstream_unavailable';
  return { answer: refusalAnswer(call.message?.id, failure, 200), fault: failure.code };
}
