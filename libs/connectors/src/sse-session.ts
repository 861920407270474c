import { Pool } from 'undici';
import { Refusal } from '@app/kernel';
import { upstreamUrl } from '@app/catalog';
import { Conversation } from './conversation.js';
import { handshake, legacyVersions } from './core/era.js';
import { capabilitiesIn } from './core/list-changed.js';
import type { RpcAnswer } from './core/message.js';
import { within } from './deadline.js';
import { parsed, post } from './http-post.js';
import type { OnListChanged, Sending, Session } from './session.js';

const CONNECTIONS = 16;
const HANDSHAKE_MS = 30_000;
const POST_MS = 30_000;

/**
 * An upstream of the HTTP+SSE transport (MCP 2024-11-05): one stream carries everything that it says, and what we say
 * is posted to the endpoint that the stream names first. That endpoint must be of the same origin, or the upstream could
 * have us call others in its stead.
 */
export class SseSession implements Session {
  capabilities: ReadonlySet<string> = new Set();
  private endpoint = '';
  private readonly line: Conversation;
  private readonly stream = new AbortController();

  private constructor(
    private readonly pool: Pool,
    private readonly url: URL,
    onListChanged: OnListChanged,
  ) {
    this.line = new Conversation((message, beforeWrite) => this.write(message, beforeWrite), onListChanged);
  }

  static async open(address: string, onListChanged: OnListChanged): Promise<SseSession> {
    const url = upstreamUrl(address);
    if (!url) throw new Refusal('upstream.unavailable', 'its address is not one that is called');
    const pool = new Pool(url.origin, { connections: CONNECTIONS, headersTimeout: 0, bodyTimeout: 0 });
    const session = new SseSession(pool, url, onListChanged);
    try {
      await within(HANDSHAKE_MS, undefined, (signal) => session.settle(signal));
    } catch (failure) {
      await session.close();
      throw failure;
    }
    return session;
  }

  get ended(): boolean {
    return this.line.ended;
  }

  request(method: string, params: Readonly<Record<string, unknown>>, sending: Sending): Promise<RpcAnswer> {
    return this.line.ask(method, params, sending);
  }

  async close(): Promise<void> {
    this.line.end();
    this.stream.abort(new Error('closed'));
    await this.pool.destroy();
  }

  private async settle(signal: AbortSignal): Promise<void> {
    await this.listen(signal);
    const answer = await this.line.ask('initialize', handshake, { signal });
    const result = 'result' in answer ? answer.result : {};
    if (!legacyVersions.includes(String(result['protocolVersion']))) {
      throw new Refusal('upstream.unavailable', 'no common protocol version');
    }
    this.capabilities = capabilitiesIn(result);
    this.line.tell({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  /** Opens the stream; resolves when it has named the endpoint. Its end is the end of the session. */
  private listen(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Refusal('upstream.timeout')), { once: true });
      const ended = post(this.pool, {
        method: 'GET',
        path: `${this.url.pathname}${this.url.search}`,
        headers: { accept: 'text/event-stream' },
        body: null,
        id: null,
        signal: this.stream.signal,
        isEndless: true,
        onEvent: (event, data) => {
          if (event !== 'endpoint') return this.line.take(parsed(data));
          const endpoint = URL.canParse(data, this.url.href) ? new URL(data, this.url) : null;
          if (this.endpoint !== '' || endpoint?.origin !== this.url.origin) {
            return this.stream.abort(new Refusal('upstream.unavailable', 'its endpoint is of another origin'));
          }
          this.endpoint = `${endpoint.pathname}${endpoint.search}`;
          resolve();
        },
      });
      const over = (reason: unknown): void => {
        this.line.end();
        reject(reason instanceof Error ? reason : new Refusal('upstream.unavailable'));
      };
      ended.then(({ status }) => over(new Refusal('upstream.unavailable', `it answers with status ${status}`)), over);
    });
  }

  private async write(message: object, beforeWrite?: () => void): Promise<void> {
    await within(POST_MS, undefined, async (signal) => {
      const { status } = await post(this.pool, {
        path: this.endpoint,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(message),
        id: null,
        signal,
        beforeWrite,
      });
      if (status === 404 || status === 410) this.line.end();
      if (status >= 500) throw new Refusal('upstream.lost', `it answers with status ${status}`);
      if (status >= 400) throw new Refusal('upstream.unavailable', `it answers with status ${status}`);
    });
  }
}
