import { createParser } from 'eventsource-parser';
import type { Dispatcher } from 'undici';
import { Refusal, isObject } from '@app/kernel';
import { parsed } from './core/parsed.js';
import { type EndSignal, onAbort } from './end-signal.js';
import { faultOf, tooLarge } from './guard/fault.js';
import type { Way } from './guard/way.js';
import { EventLines } from './limits/event-lines.js';
import { Pace } from './limits/pace.js';

/** After the answer a stream should end by itself; one that does not is cut. */
const LINGER_MS = 1_000;
/** Each part of an answer is kept, however small it is, and takes so much room at least. */
const LEAST_BYTES = 64;

/** `message` is the JSON of the body, or of the stream's event that answers the request; undefined when neither came. */
export type HttpReply = Readonly<{ status: number; sessionId: string | null; message: unknown }>;
/** From where a stream may be taken up again, and after how long (MCP 2025-11-25 §resumability). */
export type Mark = Readonly<{ id?: string; retryMs?: number }>;
export type Posting = Readonly<{
  /** `GET` opens a stream on which the upstream tells of itself; `DELETE` ends a session. */
  method?: 'POST' | 'GET' | 'DELETE';
  path: string;
  /** Names and values in turn. */
  headers: string[];
  /** The session that the headers name. */
  session?: string | null;
  body: string | null;
  /** Which message of a stream ends it; null for notifications. */
  id: number | null;
  signal?: EndSignal | undefined;
  beforeWrite?: (() => void) | undefined;
  /** Every other message of a stream. */
  onOther?: (message: unknown) => void;
  /** Takes every event of a stream as it came, instead of the above. @returns whether somebody waited for it */
  onEvent?: (event: string | undefined, data: string) => boolean;
  /** The upstream has begun to answer. */
  onOpen?: (status: number) => void;
  onMark?: (mark: Mark) => void;
  /** A stream that stays open; only its single events are bounded in size. */
  isEndless?: boolean;
}>;

/**
 * One request of the Streamable HTTP transport. Redirects are not followed.
 * @throws Refusal `upstream.unavailable` when nothing was sent, `upstream.lost` when it broke afterwards
 */
export const post = (way: Way, posting: Posting): Promise<HttpReply> =>
  new Promise((resolve, reject) => {
    const exchange = new Exchange(posting, way, resolve, reject);
    const { method = 'POST', path, headers, body } = posting;
    way.dispatch({ method, path, headers, body }, exchange);
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
  private stream: EventLines | undefined;
  private pace: Pace | undefined;
  private linger: NodeJS.Timeout | undefined;
  private readonly forget: () => void;

  constructor(
    private readonly posting: Posting,
    private readonly way: Way,
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
    this.posting.onOpen?.(status);
    const session = headers['mcp-session-id'];
    this.sessionId = typeof session === 'string' && /^[\x21-\x7e]{1,512}$/.test(session) ? session : null;
    if (!String(headers['content-type']).startsWith('text/event-stream')) return;
    const parser = createParser({
      onEvent: ({ id, event, data }) => {
        if (id !== undefined) this.posting.onMark?.({ id });
        this.takeEvent(event, data);
      },
      onRetry: (retryMs) => this.posting.onMark?.({ retryMs }),
    });
    // by itself the parser looks at an unended line, and at all that follows a line, again and again
    const pace = (this.pace = new Pace((ms) => this.rest(ms)));
    this.stream = new EventLines((line) => {
      pace.line(line.length);
      parser.feed(`${line}\n`);
    });
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.bytes += Math.max(chunk.length, LEAST_BYTES);
    const { mostBytes } = this.way;
    if (this.bytes > mostBytes) return this.cut(tooLarge(mostBytes));
    if (this.stream) this.stream.take(chunk);
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.stream && this.posting.id !== null)
      return this.fail(new Refusal('upstream.lost', 'the stream ended early'));
    const [first = nothing, ...more] = this.chunks;
    const body = more.length === 0 ? first : Buffer.concat(this.chunks);
    this.answer(parsed(this.hushed(body.toString('utf8'))));
  }

  onResponseError(_: Dispatcher.DispatchController, cause: Error): void {
    this.fail(this.reason ?? faultOf(cause, this.started));
  }

  private hushed(text: string): string {
    return this.way.hushed(text, this.posting.session ?? undefined);
  }

  private takeEvent(event: string | undefined, said: string): void {
    if (this.posting.isEndless) this.bytes = 0;
    const data = event === undefined || event === 'message' ? this.hushed(said) : said;
    if (this.posting.onEvent) {
      if (this.posting.onEvent(event, data)) this.pace?.answered();
      return;
    }
    const message = parsed(data);
    if (message === undefined || this.done) return;
    if (isObject(message) && message['id'] === this.posting.id && !('method' in message)) this.answer(message);
    else this.posting.onOther?.(message);
  }

  /** Of one that floods us nothing is read for a while. */
  private rest(ms: number): void {
    const { controller } = this;
    controller?.pause();
    setTimeout(() => controller?.resume(), ms).unref();
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

const nothing = Buffer.alloc(0);

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
