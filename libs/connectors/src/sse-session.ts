import { Refusal } from '@app/kernel';
import { Conversation } from './conversation.js';
import { bridged } from './core/bridged.js';
import { type Described, describedIn, hasSubscriptions, nothingDescribed } from './core/described.js';
import { handshake, legacyVersions } from './core/era.js';
import type { RpcAnswer } from './core/message.js';
import { parsed } from './core/parsed.js';
import { within } from './deadline.js';
import type { Dialogue } from './dialogue.js';
import { refusedWith } from './guard/fault.js';
import type { Reach } from './guard/reach.js';
import { HttpLine } from './http-line.js';
import { post } from './http-post.js';
import { type Hooks, type Sending, type Session, noHooks } from './session.js';
import { subscribe } from './subscribing.js';

const MOST_BRANCHES = 64;
const HANDSHAKE_MS = 30_000;
const POST_MS = 30_000;

/**
 * An upstream of the HTTP+SSE transport (MCP 2024-11-05): one stream carries everything that it says, and what we say
 * is posted to the endpoint that the stream names first. That endpoint must be of the same origin, or the upstream could
 * have us call others in its stead.
 */
export class SseSession implements Session {
  readonly mostBranches = MOST_BRANCHES;
  readonly era = 'legacy';
  described: Described = nothingDescribed;
  private endpoint = '';
  private watched: ReadonlySet<string> = new Set();
  private closing: Promise<void> | undefined;
  private readonly talk: Conversation;
  private readonly stream = new AbortController();

  private constructor(
    private readonly line: HttpLine,
    hooks: Hooks,
  ) {
    line.hold();
    this.talk = new Conversation((message, beforeWrite) => this.write(message, beforeWrite), hooks);
  }

  static async open(address: string, hooks: Hooks, reach: Reach): Promise<SseSession> {
    return new SseSession(HttpLine.to(address, reach), hooks).opened({});
  }

  branch(dialogue: Dialogue, hooks: Hooks = noHooks): Promise<SseSession> {
    const session = new SseSession(this.line, hooks);
    const leave = session.talk.inbox.enter(dialogue);
    return session.opened(bridged(dialogue.capabilities)).finally(leave);
  }

  get ended(): boolean {
    return this.talk.ended;
  }

  request(method: string, params: Readonly<Record<string, unknown>>, sending: Sending): Promise<RpcAnswer> {
    return this.talk.ask(method, params, sending);
  }

  async watch(uris: ReadonlySet<string>): Promise<void> {
    const known = this.watched;
    this.watched = new Set(uris);
    if (hasSubscriptions(this.described)) await subscribe(this, known, uris);
  }

  close(): Promise<void> {
    return (this.closing ??= this.leave());
  }

  private async leave(): Promise<void> {
    this.talk.end();
    this.stream.abort(new Error('closed'));
    await this.line.release();
  }

  private async opened(capabilities: Readonly<Record<string, unknown>>): Promise<this> {
    try {
      await within(HANDSHAKE_MS, undefined, (signal) => this.settle(capabilities, signal));
      return this;
    } catch (failure) {
      await this.close();
      throw failure;
    }
  }

  private async settle(capabilities: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<void> {
    await this.listen(signal);
    const answer = await this.talk.ask('initialize', handshake(capabilities), { signal });
    const result = 'result' in answer ? answer.result : {};
    if (!legacyVersions.includes(String(result['protocolVersion']))) {
      throw new Refusal('upstream.unavailable', 'no common protocol version');
    }
    this.described = describedIn(result);
    this.talk.tell({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  /** Opens the stream; resolves when it has named the endpoint. Its end is the end of the session. */
  private listen(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Refusal('upstream.timeout')), { once: true });
      const ended = post(this.line.aside, {
        method: 'GET',
        path: this.line.path,
        headers: ['accept', 'text/event-stream'],
        body: null,
        id: null,
        signal: this.stream.signal,
        isEndless: true,
        onEvent: (event, data) => {
          if (event !== 'endpoint') return this.talk.take(parsed(data));
          const endpoint = URL.canParse(data, this.line.url.href) ? new URL(data, this.line.url) : null;
          if (this.endpoint !== '' || endpoint?.origin !== this.line.url.origin) {
            this.stream.abort(new Refusal('upstream.unavailable', 'its endpoint is of another origin'));
            return false;
          }
          this.endpoint = `${endpoint.pathname}${endpoint.search}`;
          resolve();
          return true;
        },
      });
      const over = (reason: unknown): void => {
        this.talk.end();
        reject(reason instanceof Error ? reason : new Refusal('upstream.unavailable'));
      };
      ended.then(({ status }) => over(refusedWith(status)), over);
    });
  }

  private async write(message: object, beforeWrite?: () => void): Promise<void> {
    await within(POST_MS, undefined, async (signal) => {
      const { status } = await post(this.line.pool, {
        path: this.endpoint,
        headers: ['content-type', 'application/json'],
        body: JSON.stringify(message),
        id: null,
        signal,
        beforeWrite,
      });
      if (status === 404 || status === 410) this.talk.end();
      if (status >= 500) throw new Refusal('upstream.lost', `it answers with status ${status}`);
      if (status >= 400) throw refusedWith(status);
    });
  }
}
