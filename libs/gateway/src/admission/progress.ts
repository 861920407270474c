import type { Progress } from '@app/connectors';
import { isObject } from '@app/kernel';
import type { Call } from '../call.js';
import { one } from '../core/protocol.js';
import { found } from './step.js';

/** How often a stream is judged of which the upstream tells nothing: freshness and grants end by time alone. */
const LOOK_MS = 250;

type Progressing = Readonly<{ onProgress?: (told: Progress) => void; end: () => void }>;

/**
 * How the client hears of progress: when it asked for it and takes event streams. Each event is judged before it is
 * sent (R-FEN-3), and so is the open stream from time to time; either may be what ends the call.
 * @param mayTell whether what the upstream says in words may be heard
 */
export function progressOf(
  call: Call,
  recheck: () => Error | null,
  abort: (reason: Error) => void,
  mayTell: () => boolean,
): Progressing {
  const token = progressToken(call);
  if (token === null) return { end: () => undefined };
  let last = -Infinity;
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  const isGood = (): boolean => {
    const stop = recheck();
    if (stop) abort(stop);
    return stop === null;
  };
  return {
    onProgress: (told) => {
      if (over || !(told.progress > last) || !isGood()) return;
      last = told.progress;
      timer ??= setInterval(isGood, LOOK_MS).unref();
      const params = { progressToken: token, ...(mayTell() ? told : { ...told, message: undefined }) };
      call.request.notify(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params }));
    },
    end: () => {
      over = true; // an upstream may go on telling after its answer, or after the call was given up
      clearInterval(timer);
    },
  };
}

/** The token that the client asked by, or null when it did not ask or would not take a stream. */
function progressToken({ request, message }: Call): string | number | null {
  if (!/(^|[\s,])text\/event-stream\s*([,;]|$)/i.test(one(request.headers, 'accept') ?? '')) return null;
  const meta = found(message).params['_meta'];
  const token = isObject(meta) ? meta['progressToken'] : undefined;
  return typeof token === 'string' || Number.isSafeInteger(token) ? (token as string | number) : null;
}
