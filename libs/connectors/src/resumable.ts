import { Refusal, isObject } from '@app/kernel';
import { type EndSignal, onAbort, throwIfEnded } from './end-signal.js';
import { type HttpReply, type Mark, type Posting, post } from './http-post.js';
import type { HttpLine } from './http-line.js';

const RETRY_MS = 1_000;
const SHORTEST_MS = 50;
const LONGEST_MS = 10_000;
/** Streams in a row that brought nothing new. */
const MOST_IN_VAIN = 5;

/**
 * Sends a request of the handshake era. When the stream of its answer ends too early and its events bore ids, it is taken
 * up again where it broke (MCP 2025-11-25 §resumability), until the caller's signal fires. The request is sent only once.
 * @param headers of the requests by which a stream is taken up
 * @throws as `post`
 */
export async function resumable(
  pool: HttpLine['pool'],
  posting: Posting,
  headers: readonly string[],
): Promise<HttpReply> {
  let mark: string | undefined;
  let wait = RETRY_MS;
  let inVain = 0;
  const onMark = ({ id, retryMs }: Mark): void => {
    if (id !== undefined && id !== mark) inVain = 0;
    mark = id ?? mark;
    wait = retryMs ?? wait;
  };
  const onAnswered = async (sent: Promise<HttpReply>): Promise<HttpReply | null> => {
    try {
      return await sent;
    } catch (failure) {
      throwIfEnded(posting.signal);
      const isBroken = failure instanceof Refusal && ['upstream.lost', 'upstream.unavailable'].includes(failure.code);
      if (!isBroken || !isHeaderSafe(mark) || inVain >= MOST_IN_VAIN) throw failure;
      return null;
    }
  };
  const again = { ...posting, method: 'GET', body: null, beforeWrite: undefined, isEndless: true, onMark } as const;
  let reply = await onAnswered(post(pool, { ...posting, onMark }));
  while (!reply) {
    inVain += 1;
    await pausing(Math.min(LONGEST_MS, Math.max(SHORTEST_MS, wait)), posting.signal);
    const from = [...headers, 'last-event-id', String(mark)];
    reply = await onAnswered(post(pool, { ...again, headers: from }));
    if (reply && !(isObject(reply.message) && reply.message['id'] === posting.id)) {
      throw new Refusal('upstream.lost', `its stream cannot be taken up again, status ${reply.status}`);
    }
  }
  return reply;
}

/** @throws the signal's reason */
const pausing = (ms: number, signal: EndSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      forget();
      resolve();
    }, ms).unref();
    const forget = onAbort(signal, (reason) => {
      clearTimeout(timer);
      reject(reason);
    });
  });

const isHeaderSafe = (mark: string | undefined): boolean => mark !== undefined && /^[\x21-\x7e]{1,1024}$/.test(mark);
