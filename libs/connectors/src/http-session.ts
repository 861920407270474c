import { Refusal, isObject } from '@app/kernel';
import { bridged } from './core/bridged.js';
import { type Described, describedIn, hasSubscriptions, nothingDescribed, tellsOfChanges } from './core/described.js';
import { type Era, contradicts, eraByHttp, handshake, legacyVersions, servesModern } from './core/era.js';
import { type RpcAnswer, answerIn, errorIn } from './core/message.js';
import { changesOf, everyListChange } from './core/notices.js';
import { within } from './deadline.js';
import type { Dialogue } from './dialogue.js';
import { refusedWith } from './guard/fault.js';
import type { Reach } from './guard/reach.js';
import { HttpLine } from './http-line.js';
import { type Exchange, HttpWire } from './http-wire.js';
import { Listening } from './listening.js';
import { type Hooks, type Sending, type Session, noHooks } from './session.js';
import { subscribe } from './subscribing.js';

const MOST_BRANCHES = 64;
const PROBE_MS = 30_000;
const OPENING_MS = 5_000;

type Params = Readonly<Record<string, unknown>>;

/** A session with an upstream behind a Streamable HTTP endpoint, which may come back as a server of the other era. */
export class HttpSession implements Session {
  readonly mostBranches = MOST_BRANCHES;
  described: Described = nothingDescribed;
  private renewing: Promise<void> | undefined;
  private closing: Promise<void> | undefined;
  /** Its stream of notifications was open once; a refusal of it now means that the session is forgotten. */
  private wasHeard = false;
  private watched: ReadonlySet<string> = new Set();
  private readonly listening = new Listening();
  private watching = new Listening();
  private readonly wire: HttpWire;

  /** @param lane what its one client declared; null: it serves all requests without a client */
  private constructor(
    private readonly line: HttpLine,
    private readonly hooks: Hooks,
    private readonly lane: Params | null,
  ) {
    this.wire = new HttpWire(line, hooks, lane !== null);
  }

  static async open(address: string, hooks: Hooks, reach: Reach): Promise<HttpSession> {
    const session = new HttpSession(HttpLine.to(address, reach), hooks, null);
    return session.opened((signal) => session.settle(signal));
  }

  get ended(): boolean {
    return this.wire.ended;
  }

  get era(): Era {
    return this.wire.era;
  }

  branch(dialogue: Dialogue, hooks: Hooks = noHooks): Promise<HttpSession> {
    const session = new HttpSession(this.line, hooks, bridged(dialogue.capabilities));
    const leave = session.wire.inbox.enter(dialogue);
    return session.opened((signal) => session.initialize(signal)).finally(leave);
  }

  async request(method: string, params: Params, sending: Sending): Promise<RpcAnswer> {
    if (this.renewing) await this.renewing;
    const { wire } = this;
    const { sessionId, era } = wire;
    const first = await wire.exchange(method, params, sending);
    const isForgotten = era === 'legacy' && sessionId !== null && refusedUnread(first);
    const isContradicted = contradicted(era, first) || (!isForgotten && isOfNobody(first));
    if (!isContradicted && !isForgotten) return wire.answerTo(first);
    await this.renew(isContradicted && wire.era === era ? undefined : sessionId);
    // One that is what we took it for may have read it, whatever it says; one that is not, or forgot us, has not.
    if (!isForgotten && wire.era === era) return wire.answerTo(first);
    return wire.answerTo(await wire.exchange(method, params, sending));
  }

  async watch(uris: ReadonlySet<string>): Promise<void> {
    if (this.era === 'legacy') {
      const known = this.watched;
      this.watched = new Set(uris);
      if (hasSubscriptions(this.described)) await subscribe(this, known, uris);
      return;
    }
    const former = this.watching;
    this.watching = new Listening();
    if (uris.size > 0) await this.listens(this.watching, changesOf(uris), () => this.hooks.onUpdated(null));
    former.end();
  }

  close(): Promise<void> {
    this.listening.end();
    this.watching.end();
    return (this.closing ??= this.wire.end());
  }

  private async opened(open: (signal: AbortSignal) => Promise<void>): Promise<this> {
    try {
      await within(PROBE_MS, undefined, open);
      return this;
    } catch (failure) {
      await this.close();
      throw failure;
    }
  }

  /** Finds out the upstream's era and, for a legacy one, opens its session. */
  private async settle(signal: AbortSignal): Promise<void> {
    const { wire } = this;
    wire.era = 'modern';
    wire.inbox.isModern = true;
    const { status, message } = (await wire.exchange('server/discover', {}, { signal })).reply;
    const era = eraByHttp(status, message);
    if (era === 'no-evidence') throw refusedWith(status);
    if (era === 'legacy') return this.initialize(signal);
    if (!isObject(message) || !servesModern(message['result'])) {
      throw new Refusal('upstream.unavailable', 'no common protocol version');
    }
    wire.sessionId = null;
    this.described = describedIn(message['result']);
    this.listening.end();
    if (this.lane === null && tellsOfChanges(this.described)) {
      void this.listens(this.listening, everyListChange, () => this.hooks.onListChanged());
    }
  }

  private async initialize(signal: AbortSignal): Promise<void> {
    const { wire } = this;
    wire.era = 'legacy';
    wire.inbox.isModern = false;
    wire.version = '';
    wire.sessionId = null;
    this.wasHeard = false;
    this.watched = new Set();
    this.watching.end();
    const exchange = await wire.exchange('initialize', handshake(this.lane ?? {}), { signal });
    const answer = wire.answerTo(exchange);
    const result = 'result' in answer ? answer.result : {};
    const version = String(result['protocolVersion']);
    if (!legacyVersions.includes(version)) throw new Refusal('upstream.unavailable', 'no common protocol version');
    wire.version = version;
    wire.sessionId = exchange.reply.sessionId;
    this.described = describedIn(result);
    await wire.tell({ jsonrpc: '2.0', method: 'notifications/initialized' }, signal);
    // What is asked on that stream before it is open is lost, and its call waits in vain.
    if (this.lane) await this.hears();
    else if (wire.sessionId !== null || tellsOfChanges(this.described)) void this.hears();
  }

  /** @param used the session that was forgotten; undefined: the upstream is of another era than we thought */
  private async renew(used: string | null | undefined): Promise<void> {
    if (!this.renewing && used !== undefined && this.wire.sessionId !== used) return;
    const anew = (signal: AbortSignal): Promise<void> =>
      used === undefined ? this.settle(signal) : this.initialize(signal);
    this.renewing ??= within(PROBE_MS, undefined, anew)
      .then(
        () => this.hooks.onForgotten(),
        (fault: unknown) => {
          this.wire.ended = true; // half a session is none
          throw fault;
        },
      )
      .finally(() => (this.renewing = undefined));
    await this.renewing;
  }

  /** Keeps the stream open on which a server of the handshake era tells and asks by itself. */
  private hears(): Promise<void> {
    return opening((opened) => {
      const hear = async (cut: AbortSignal): Promise<number> => {
        const { sessionId: used } = this.wire;
        const status = await this.wire.hearSession(cut, (opening) => {
          this.wasHeard ||= opening === 200;
          opened();
        });
        // the next request would find out as well, but until it comes nothing would be heard
        if (used !== null && this.wasHeard && [400, 404].includes(status)) {
          void this.renew(used).catch(() => {}); // the next request finds it out, and says so
        }
        return status;
      };
      this.listening.begin(
        (cut) => hear(cut).finally(opened),
        () => {
          this.hooks.onListChanged();
          this.hooks.onUpdated(null);
        },
      );
    });
  }

  /** The same of the modern era, for what it is asked for. */
  private listens(listening: Listening, told: Params, onGap: () => void): Promise<void> {
    return opening((opened) => listening.begin((cut) => this.wire.listen(told, cut, opened).finally(opened), onGap));
  }
}

/** Resolves when a stream is open, or 5 seconds have passed without one. */
const opening = (open: (opened: () => void) => void): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, OPENING_MS).unref();
    open(resolve);
  });

const refusedUnread = ({ id, reply }: Exchange): boolean =>
  [400, 404].includes(reply.status) && answerIn(reply.message, id) === null;

/** Whoever answered this does not speak the protocol; it may be somebody else than before. */
const isOfNobody = (exchange: Exchange): boolean =>
  (refusedUnread(exchange) || exchange.reply.status === 405) && errorIn(exchange.reply.message) === null;

/** An answer to this very request was given by somebody who has read it, unless it says that the era is another one. */
const contradicted = (era: Era, { id, reply: { status, message } }: Exchange): boolean =>
  contradicts(era, status, message) && (era === 'legacy' || answerIn(message, id) === null);
