import { createParser } from 'eventsource-parser';
import type { Dispatcher, Pool } from 'undici';
import { Refusal, isObject } from '@app/kernel';
import { onAbort } from './deadline.js';

const MOST_BYTES = 10 * 1024 * 1024;
/** After the answer a stream should end by itself; one that does not is cut. */
const LINGER_MS = 1_000;

/** `message` is the JSON of the body, or of the stream's event that answers the request; undefined when neither came. */
export type HttpReply = Readonly<{ status: number; sessionId: string | null; message: unknown }>;
export type Posting = Readonly<{
  /** `GET` opens a stream on which the upstream tells of itself. */
  method?: 'POST' | 'GET';
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
  /** Which message of a stream ends it; null for notifications. */
  id: number | null;
  signal?: AbortSignal | undefined;
  beforeWrite?: (() => void) | undefined;
  /** Every other message of a stream. */
  onOther?: (message: unknown) => void;
  /** Takes every event of a stream as it came, instead of the above. */
  onEvent?: (event: string | undefined, data: string) => void;
  /** A stream that stays open; only its single events are bounded in size. */
  isEndless?: boolean;
}>;

/**
 * One request of the Streamable HTTP transport. Redirects are not followed.
 * @throws Refusal `upstream.unavailable` when nothing was sent, `upstream.lost` when it broke afterwards
 */
export const post = (pool: Pool, posting: Posting): Promise<HttpReply> =>
  new Promise((resolve, reject) => {
    const exchange = new Exchange(posting, resolve, reject);
    const { method = 'POST', path, headers, body } = posting;
    pool.dispatch({ method, path, headers, body }, exchange);
  });

class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private reason: Error | undefined;
  private started = false;
  private done = false;
  private status = 0;
  private sessionId: string | null = null;
  private bytes = 0;
  private readonly chunks: Buffer[] = [];
  private stream: { feed(text: string): void } | undefined;
  private readonly decoder = new TextDecoder();
  private linger: NodeJS.Timeout | undefined;
  private readonly forget: () => void;

  constructor(
    private readonly posting: Posting,
    private readonly resolve: (reply: HttpReply) => void,
    private readonly reject: (error: unknown) => void,
  ) {
    this.forget = onAbort(posting.signal, (reason) => this.cut(reason));
  }

  /** undici calls this in the turn in which it writes to the socket: the last moment at which nothing has been sent. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.reason) throw this.reason;
    try {
      this.posting.beforeWrite?.();
    } catch (stop) {
      this.reason = asError(stop);
      throw this.reason;
    }
    this.started = true;
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.status = status;
    const session = headers['mcp-session-id'];
    this.sessionId = typeof session === 'string' && /^[\x21-\x7e]{1,512}$/.test(session) ? session : null;
    if (!String(headers['content-type']).startsWith('text/event-stream')) return;
    this.stream = createParser({ onEvent: ({ event, data }) => this.takeEvent(event, data) });
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes > MOST_BYTES) return this.cut(new Refusal('upstream.unusable', 'too large'));
    if (this.stream) this.stream.feed(this.decoder.decode(chunk, { stream: true }));
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.stream && this.posting.id !== null)
      return this.fail(new Refusal('upstream.lost', 'the stream ended early'));
    this.answer(parsed(Buffer.concat(this.chunks).toString('utf8')));
  }

  onResponseError(_: Dispatcher.DispatchController, cause: Error): void {
    this.fail(
      this.reason ?? new Refusal(this.started ? 'upstream.lost' : 'upstream.unavailable', undefined, { cause }),
    );
  }

  private takeEvent(event: string | undefined, data: string): void {
    if (this.posting.isEndless) this.bytes = 0;
    if (this.posting.onEvent) return this.posting.onEvent(event, data);
    const message = parsed(data);
    if (message === undefined || this.done) return;
    if (isObject(message) && message['id'] === this.posting.id && !('method' in message)) this.answer(message);
    else this.posting.onOther?.(message);
  }

  private answer(message: unknown): void {
    if (!this.settle()) return;
    this.resolve({ status: this.status, sessionId: this.sessionId, message });
    if (this.stream) this.linger = setTimeout(() => this.controller?.abort(new Error('answered')), LINGER_MS).unref();
  }

  private fail(error: unknown): void {
    clearTimeout(this.linger);
    if (this.settle()) this.reject(error);
  }

  private cut(reason: Error): void {
    this.reason ??= reason;
    this.controller?.abort(reason);
    this.fail(reason);
  }

  private settle(): boolean {
    const first = !this.done;
    this.done = true;
    this.forget?.();
    return first;
  }
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** The JSON value, or undefined when it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
