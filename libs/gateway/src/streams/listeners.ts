import type { VerifiedToken } from '@app/auth';
import type { Objection } from '../core/standing.js';
import type { List, Marks } from '../core/marks.js';
import { type McpSession, inWhoseName } from '../sessions/mcp-session.js';
import type { Pipe } from './pipe.js';

/** Why an open stream may not go on. */
export type Over =
  Objection | 'token_revoked' | 'token_expired' | 'not_fresh' | 'shutdown' | 'replaced' | 'session_ended' | 'unread';

/** A stream that stays open, with no more than is needed to judge it and to tell it of changes: there are thousands. */
export type Listener = {
  readonly pipe: Pipe;
  readonly token: VerifiedToken;
  /** Everybody without whom it may not go on. */
  readonly chain: readonly string[];
  readonly server: string | null;
  /** The session that it is of; null in the stateless era. */
  readonly session: string | null;
  /** Of an answer that was resumed its stream's name; absent of a stream of changes. */
  readonly answers?: string;
  /** What it shows its client, as the client knows it; null: it is told of no changes. */
  marks: Marks | null;
  /** Told which lists have changed, and how all of them are now. */
  readonly changed: (changed: readonly List[], now: Marks) => void;
  /** Told why it ends; it may still write, and the pipe is ended after that. */
  readonly ends: (why: Over) => void;
  /** Told that its session is another one now. */
  readonly renewed?: (session: McpSession) => void;
};

/** Judges an open stream: null when it may go on. */
export type Judge = (listener: Listener) => Over | null;

/** How often streams are judged that nobody told of a change: the lease and tokens end by time alone. */
const LOOK_MS = 250;
/** What a client that does not read may leave in our memory, in bytes; it comes back, and hears what it has missed. */
const MOST_UNREAD = 256 * 1024;
/** The same of all streams of one caller on which more than that may wait. */
const MOST_OF_ONE = 64 * 1024 * 1024;
const nobody: ReadonlySet<Listener> = new Set();

/** Every stream that stays open, in this process. */
export class Listeners {
  private readonly all = new Set<Listener>();
  private readonly counts = new Map<string, number>();
  private readonly bySession = new Map<string, Set<Listener>>();
  private timer: NodeJS.Timeout | undefined;

  /** @param isFresh whether anybody may be judged at all */
  constructor(
    private readonly judge: Judge,
    private readonly isFresh: () => boolean,
    private readonly now: () => number,
  ) {}

  get size(): number {
    return this.all.size;
  }

  [Symbol.iterator](): Iterator<Listener> {
    return this.all.values();
  }

  add(listener: Listener): void {
    this.all.add(listener);
    this.counts.set(inWhoseName(listener.token), this.countOf(listener.token) + 1);
    const { session } = listener;
    if (session !== null) this.bySession.set(session, new Set(this.bySession.get(session)).add(listener));
    listener.pipe.onGone(() => this.forget(listener));
    this.timer ??= setInterval(() => this.look(), LOOK_MS).unref();
  }

  /** Says something on it, unless its client does not read. */
  tell(listener: Listener, text: string, most = MOST_UNREAD): void {
    const { waiting } = listener.pipe;
    if (waiting >= most || (waiting >= MOST_UNREAD && this.unreadOf(listener.token) >= MOST_OF_ONE)) {
      this.end(listener, 'unread');
    } else listener.pipe.write(text);
  }

  end(listener: Listener, why: Over): void {
    if (!this.all.has(listener)) return;
    this.forget(listener);
    listener.ends(why);
    listener.pipe.end();
  }

  /** Something has changed for these people and agents; null: for anybody. */
  judgeAll(ids: ReadonlySet<string> | null): void {
    for (const listener of this.all) {
      if (ids !== null && !listener.chain.some((id) => ids.has(id))) continue;
      const why = this.judged(listener);
      if (why) this.end(listener, why);
    }
  }

  endAll(why: Over): void {
    for (const listener of this.all) this.end(listener, why);
  }

  of(session: string): readonly Listener[] {
    return [...(this.bySession.get(session) ?? nobody)];
  }

  /** How many streams this agent has open for this person. */
  countOf(token: VerifiedToken): number {
    return this.counts.get(inWhoseName(token)) ?? 0;
  }

  private unreadOf(token: VerifiedToken): number {
    const caller = inWhoseName(token);
    let unread = 0;
    for (const listener of this.all) if (inWhoseName(listener.token) === caller) unread += listener.pipe.waiting;
    return unread;
  }

  private forget(listener: Listener): void {
    if (!this.all.delete(listener)) return;
    const left = this.countOf(listener.token) - 1;
    if (left > 0) this.counts.set(inWhoseName(listener.token), left);
    else this.counts.delete(inWhoseName(listener.token));
    const ofSession = this.bySession.get(listener.session ?? '');
    if (ofSession?.delete(listener) && ofSession.size === 0) this.bySession.delete(listener.session ?? '');
    if (this.all.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Cheap, because it runs for all of them four times a second: one question for all, and a comparison for each. */
  private look(): void {
    if (!this.isFresh()) return this.endAll('not_fresh');
    const now = this.now();
    for (const listener of this.all) {
      if (listener.token.expiresAt.getTime() <= now) this.end(listener, 'token_expired');
    }
  }

  /** A stream that cannot be judged ends. */
  private judged(listener: Listener): Over | null {
    try {
      return this.judge(listener);
    } catch {
      return 'not_fresh';
    }
  }
}
