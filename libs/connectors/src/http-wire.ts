import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '@app/kernel';
import { MODERN, type Era } from './core/era.js';
import { type RpcAnswer, answerIn, errorIn } from './core/message.js';
import { mirrored } from './core/mirrored.js';
import { askingProgress, progressIn } from './core/progress.js';
import { requestText } from './core/request-text.js';
import { within } from './deadline.js';
import { type EndSignal, onAbort } from './end-signal.js';
import { refusedWith, unreadable } from './guard/fault.js';
import type { HttpLine } from './http-line.js';
import { type HttpReply, type Posting, post } from './http-post.js';
import { Inbox } from './inbox.js';
import { resumable } from './resumable.js';
import type { Hooks, Sending } from './session.js';

const STREAM = 'text/event-stream';
const EITHER = `application/json, ${STREAM}`;
const ASIDE_MS = 5_000;
const GOODBYE_MS = 500;
const LATE_MS = 5;
/** Cancellations and answers that wait to be sent; one who asks on and on is not answered. */
const MOST_ASIDES = 1_000;

type Params = Readonly<Record<string, unknown>>;
export type Exchange = Readonly<{ id: number; reply: HttpReply }>;

/**
 * Single messages to an HTTP upstream and what comes back with each. Every header is built here from a fixed list; nothing
 * of the client's request, its `Authorization` least of all, has a way into it (R-TOK-1).
 */
export class HttpWire {
  ended = false;
  era: Era = 'legacy';
  version = '';
  sessionId: string | null = null;
  readonly inbox: Inbox;
  private lastId = 0;
  private asides = 0;

  /** @param isLane whether it serves a single client, which may be asked and take its time */
  constructor(
    private readonly line: HttpLine,
    hooks: Hooks,
    private readonly isLane: boolean,
  ) {
    line.hold();
    this.inbox = new Inbox(hooks, (message) => this.aside(message));
  }

  async exchange(method: string, params: Params, sending: Sending): Promise<Exchange> {
    const id = ++this.lastId;
    const { signal, beforeWrite, onProgress, repeated, dialogue } = sending;
    const isModern = this.era === 'modern';
    const posting: Posting = {
      path: this.line.path,
      headers: isModern ? [...this.headers(), ...mirrored(method, params, repeated)] : this.headers(),
      session: this.sessionId,
      body: isModern
        ? requestText(id, method, params, dialogue, onProgress !== undefined)
        : JSON.stringify({ jsonrpc: '2.0', id, method, params: onProgress ? askingProgress(params, id) : params }),
      id,
      signal,
      beforeWrite,
      onOther: (message) => {
        const progress = progressIn(message);
        if (progress?.id === id) onProgress?.(progress.told);
        else this.inbox.take(message, dialogue);
      },
    };
    // Who is asked may take their time: that must not keep others waiting for a connection.
    const pool = this.isLane ? this.line.aside : this.line.pool;
    if (isModern) return { id, reply: await post(pool, posting) };
    // A modern upstream takes the closed stream for the cancellation; a legacy one must be told.
    const forget = onAbort(signal, () => this.cancel(id));
    const leave = dialogue && this.inbox.enter(dialogue);
    try {
      const reply = await resumable(pool, posting, this.headers(STREAM));
      // What was logged on the session's own stream before the answer may come after it.
      if (this.isLane && dialogue && dialogue.logLevel !== null) await pause(LATE_MS);
      return { id, reply };
    } finally {
      forget();
      leave?.();
    }
  }

  /** The session's own stream (handshake era). @returns the status of the answer, when the stream has ended */
  async hearSession(signal: EndSignal, onOpen: (status: number) => void): Promise<number> {
    const { sessionId: session } = this;
    const get = { method: 'GET', headers: this.headers(STREAM), session, body: null, id: null } as const;
    const reply = await this.stream({ ...get, signal, onOpen });
    return reply.status;
  }

  /** A request that is answered when the stream ends (modern era). @returns 404 when the upstream has no such stream */
  async listen(told: Params, signal: EndSignal, onOpen: () => void): Promise<number> {
    const method = 'subscriptions/listen';
    const id = ++this.lastId;
    const body = requestText(id, method, told, undefined, false);
    const headers = [...this.headers(), ...mirrored(method, {})];
    const { status, message } = await this.stream({ headers, body, id, signal, onOpen });
    return errorIn(message) ? 404 : status;
  }

  async tell(message: object, signal: EndSignal): Promise<void> {
    const headers = this.headers();
    await post(this.line.aside, { path: this.line.path, headers, body: JSON.stringify(message), id: null, signal });
  }

  /** The answer to a request. A refusal of our credentials or of our era is ours to deal with and never passed on. */
  answerTo({ id, reply: { status, message } }: Exchange): RpcAnswer {
    const answer = answerIn(message, id) ?? (status >= 400 && status < 500 ? errorIn(message) : null);
    if (answer && status !== 401 && status !== 403 && status < 500) return answer;
    if (status >= 400 && status !== 500 && status !== 502 && status !== 504) {
      throw refusedWith(status);
    }
    if (status === 200) throw unreadable();
    throw new Refusal(status >= 500 ? 'upstream.lost' : 'upstream.unusable', `it answers with status ${status}`);
  }

  /** A server of the handshake era is told that the session is over. */
  async end(): Promise<void> {
    const isKnown = !this.ended && this.sessionId !== null;
    this.ended = true;
    this.inbox.end();
    if (isKnown) {
      const goodbye = {
        path: this.line.path,
        method: 'DELETE',
        headers: this.headers(),
        body: null,
        id: null,
      } as const;
      // a courtesy: a server that does not hear it forgets the session by itself
      await within(GOODBYE_MS, undefined, (signal) => post(this.line.aside, { ...goodbye, signal })).catch(() => {});
    }
    await this.line.release();
  }

  private stream(posting: Omit<Posting, 'path'>): Promise<HttpReply> {
    const onOther = (message: unknown): void => this.inbox.take(message);
    return post(this.line.aside, { ...posting, path: this.line.path, onOther, isEndless: true });
  }

  /** Names and values in turn. */
  private headers(accept = EITHER): string[] {
    const headers = ['content-type', 'application/json', 'accept', accept];
    if (this.era === 'modern') headers.push('mcp-protocol-version', MODERN);
    if (this.era === 'legacy' && this.version) headers.push('mcp-protocol-version', this.version);
    if (this.era === 'legacy' && this.sessionId) headers.push('mcp-session-id', this.sessionId);
    return headers;
  }

  private cancel(requestId: number): void {
    this.aside({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } });
  }

  private aside(message: object): void {
    if (this.ended || this.asides >= MOST_ASIDES) return;
    this.asides += 1;
    void within(ASIDE_MS, undefined, (signal) => this.tell(message, signal))
      .catch(() => {}) // as on a pipe: if it cannot be sent, the next request will show
      .finally(() => (this.asides -= 1));
  }
}
