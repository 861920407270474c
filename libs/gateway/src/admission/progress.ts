import type { Progress } from '@app/connectors';
import { isObject } from '@app/kernel';
import type { Call } from '../call.js';
import { takesEvents } from '../core/protocol.js';
import { found } from '../found.js';

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
  if (token === null) return silent;
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
      const params = { progressToken: token, ...(mayTell() ? told : figures(told)) };
      call.request.notify(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params }));
    },
    end: () => {
      over = true; // an upstream may go on telling after its answer, or after the call was given up
      clearInterval(timer);
    },
  };
}

const silent: Progressing = { end: () => undefined };

/** The token that the client asked by, or null when it did not ask or would not take a stream; over HTTP+SSE it has one. */
function progressToken({ door, request, message }: Call): string | number | null {
  const meta = found(message).params['_meta'];
  const token = isObject(meta) ? meta['progressToken'] : undefined;
  if (token === undefined || (door !== 'messages' && !takesEvents(request.headers))) return null;
  return typeof token === 'string' || Number.isSafeInteger(token) ? (token as string | number) : null;
}

/** What tells nothing of the result: neither words nor fields that nobody knows. */
const figures = ({ progress, total }: Progress): Progress => ({ progress, ...(total !== undefined && { total }) });
