import { Pool } from 'undici';
import { Refusal, isObject } from '@app/kernel';
import { upstreamUrl } from '@app/catalog';
import { MODERN, type Era, eraByHttp, handshake, legacyVersions, modernParams, servesModern } from './core/era.js';
import { encodeHeader } from './core/header-value.js';
import { capabilitiesIn, everyListChange, isListChanged, tellsOfChanges } from './core/list-changed.js';
import { type RpcAnswer, answerIn, errorIn, replyTo } from './core/message.js';
import { askingProgress, progressIn } from './core/progress.js';
import { parameterHeaders } from './core/parameter-headers.js';
import { onAbort, within } from './deadline.js';
import { type HttpReply, post } from './http-post.js';
import { Listening } from './listening.js';
import type { OnListChanged, Sending, Session } from './session.js';

const CONNECTIONS = 16;
const PROBE_MS = 30_000;
const ASIDE_MS = 5_000;
/** Cancellations and answers that wait to be sent; one who asks on and on is not answered. */
const MOST_ASIDES = 1_000;

type Params = Readonly<Record<string, unknown>>;

/**
 * An upstream behind a Streamable HTTP endpoint. Every header is built here from a fixed list; nothing of the client's
 * request, its `Authorization` least of all, has a way into it (R-TOK-1).
 */
export class HttpSession implements Session {
  ended = false;
  capabilities: ReadonlySet<string> = new Set();
  private era: Era = 'legacy';
  private version = '';
  private sessionId: string | null = null;
  private renewing: Promise<void> | undefined;
  private lastId = 0;
  private asides = 0;
  private readonly listening = new Listening();

  private constructor(
    private readonly pool: Pool,
    private readonly path: string,
    private readonly onListChanged: OnListChanged,
  ) {}

  static async open(address: string, onListChanged: OnListChanged): Promise<HttpSession> {
    const url = upstreamUrl(address);
    if (!url) throw new Refusal('upstream.unavailable', 'its address is not one that is called');
    const pool = new Pool(url.origin, { connections: CONNECTIONS, headersTimeout: 0, bodyTimeout: 0 });
    const session = new HttpSession(pool, `${url.pathname}${url.search}`, onListChanged);
    try {
      await within(PROBE_MS, undefined, (signal) => session.settle(signal));
    } catch (failure) {
      await session.close();
      throw failure;
    }
    return session;
  }

  async request(method: string, params: Params, sending: Sending): Promise<RpcAnswer> {
    const id = ++this.lastId;
    if (this.era === 'modern') return this.answerTo(id, await this.send(id, method, modernParams(params), sending));
    const used = this.sessionId;
    const reply = await this.send(id, method, params, sending);
    const refused = [400, 404].includes(reply.status) && answerIn(reply.message, id) === null;
    if (used === null || !refused) return this.answerTo(id, reply);
    // The session is over, so the request was refused unread: a new one, and once more, judged again before it is sent.
    await this.renew(used);
    const next = ++this.lastId;
    return this.answerTo(next, await this.send(next, method, params, sending));
  }

  async close(): Promise<void> {
    this.ended = true;
    this.listening.end();
    await this.pool.destroy();
  }

  /** Finds out the upstream's era and, for a legacy one, opens its session. */
  private async settle(signal: AbortSignal): Promise<void> {
    this.era = 'modern';
    const id = ++this.lastId;
    const { status, message } = await this.send(id, 'server/discover', modernParams({}), { signal });
    const era = eraByHttp(status, message);
    if (era === 'no-evidence') throw new Refusal('upstream.unavailable', `it answers with status ${status}`);
    this.era = era;
    if (era === 'legacy') return this.initialize(signal);
    if (!isObject(message) || !servesModern(message['result'])) {
      throw new Refusal('upstream.unavailable', 'no common protocol version');
    }
    this.capabilities = capabilitiesIn(message['result']);
    if (tellsOfChanges(message['result'])) this.listening.begin((cut) => this.hear(cut), this.onListChanged);
  }

  private async initialize(signal: AbortSignal): Promise<void> {
    this.version = '';
    this.sessionId = null;
    const id = ++this.lastId;
    const reply = await this.send(id, 'initialize', handshake, { signal });
    const answer = this.answerTo(id, reply);
    const result = 'result' in answer ? answer.result : {};
    const version = String(result['protocolVersion']);
    if (!legacyVersions.includes(version)) throw new Refusal('upstream.unavailable', 'no common protocol version');
    this.version = version;
    this.sessionId = reply.sessionId;
    this.capabilities = capabilitiesIn(result);
    await this.tell({ jsonrpc: '2.0', method: 'notifications/initialized' }, signal);
    if (tellsOfChanges(result)) this.listening.begin((cut) => this.hear(cut), this.onListChanged);
  }

  private async renew(used: string): Promise<void> {
    if (this.sessionId !== used && this.sessionId !== null) return;
    this.renewing ??= within(PROBE_MS, undefined, (signal) => this.initialize(signal)).finally(() => {
      this.renewing = undefined;
    });
    await this.renewing;
  }

  private async send(id: number, method: string, params: Params, sending: Sending): Promise<HttpReply> {
    const { signal, beforeWrite, onProgress, repeated } = sending;
    const asked = onProgress ? askingProgress(params, id) : params;
    // A modern upstream takes the closed stream for the cancellation; a legacy one must be told.
    const forget = this.era === 'modern' ? undefined : onAbort(signal, () => this.cancel(id));
    try {
      return await post(this.pool, {
        path: this.path,
        headers: { ...this.headers(), ...(this.era === 'modern' ? mirrored(method, params, repeated) : {}) },
        body: JSON.stringify({ jsonrpc: '2.0', id, method, params: asked }),
        id,
        signal,
        beforeWrite,
        onOther: (message) => {
          const progress = progressIn(message);
          if (progress?.id === id) onProgress?.(progress.told);
          else this.take(message);
        },
      });
    } finally {
      forget?.();
    }
  }

  /**
   * The stream on which the upstream tells of changes: a request of the modern era that is answered at its end, a GET of
   * the other one. @returns the status of the answer, when the stream has ended
   */
  private async hear(signal: AbortSignal): Promise<number> {
    const id = ++this.lastId;
    const onOther = (message: unknown): void => this.take(message);
    const common = { path: this.path, signal, onOther, isEndless: true };
    if (this.era === 'legacy') {
      const headers = { ...this.headers(), accept: 'text/event-stream' };
      return (await post(this.pool, { ...common, method: 'GET', headers, body: null, id: null })).status;
    }
    const method = 'subscriptions/listen';
    const body = JSON.stringify({ jsonrpc: '2.0', id, method, params: modernParams(everyListChange) });
    const headers = { ...this.headers(), ...mirrored(method, {}, undefined) };
    const { status, message } = await post(this.pool, { ...common, headers, body, id });
    return errorIn(message) ? 404 : status;
  }

  private take(message: unknown): void {
    if (isListChanged(message)) this.onListChanged();
    else this.reply(message);
  }

  private headers(): Record<string, string> {
    return {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(this.era === 'modern' ? { 'mcp-protocol-version': MODERN } : {}),
      ...(this.era === 'legacy' && this.version ? { 'mcp-protocol-version': this.version } : {}),
      ...(this.era === 'legacy' && this.sessionId ? { 'mcp-session-id': this.sessionId } : {}),
    };
  }

  private cancel(requestId: number): void {
    this.aside({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } });
  }

  private reply(message: unknown): void {
    const reply = this.era === 'legacy' ? replyTo(message) : null;
    if (reply) this.aside(reply);
  }

  private aside(message: object): void {
    if (this.ended || this.asides >= MOST_ASIDES) return;
    this.asides += 1;
    void within(ASIDE_MS, undefined, (signal) => this.tell(message, signal))
      .catch(() => {}) // as on a pipe: if it cannot be sent, the next request will show
      .finally(() => (this.asides -= 1));
  }

  private async tell(message: object, signal: AbortSignal): Promise<void> {
    await post(this.pool, {
      path: this.path,
      headers: this.headers(),
      body: JSON.stringify(message),
      id: null,
      signal,
    });
  }

  /** A refusal of our credentials or of our era is ours to deal with and never passed on. */
  private answerTo(id: number, { status, message }: HttpReply): RpcAnswer {
    const answer = answerIn(message, id) ?? (status >= 400 && status < 500 ? errorIn(message) : null);
    if (answer && status !== 401 && status !== 403 && status < 500) return answer;
    if (status === 400 || status === 404 || status === 405) this.ended = true;
    if (status >= 400 && status !== 500 && status !== 502 && status !== 504) {
      throw new Refusal('upstream.unavailable', `it answers with status ${status}`);
    }
    throw new Refusal(status >= 500 ? 'upstream.lost' : 'upstream.unusable', `it answers with status ${status}`);
  }
}

/** The headers that repeat the body (MCP 2026-07-28), computed from the body that is sent. */
function mirrored(method: string, params: Params, repeated: Sending['repeated']): Record<string, string> {
  const named = method === 'tools/call' && typeof params['name'] === 'string';
  return {
    'mcp-method': method,
    ...(named ? { 'mcp-name': encodeHeader(String(params['name'])) } : {}),
    ...(named ? parameterHeaders(repeated ?? [], params['arguments']) : {}),
  };
}
