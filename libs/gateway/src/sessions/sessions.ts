import { hash, randomBytes } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Refusal } from '@app/kernel';
import { Mailbox } from '../mailbox/mailbox.js';
import type { McpSession, Said, Watched } from './mcp-session.js';
import { SessionStore } from './session-store.js';

/** For how long a process goes by what it knows of a session, in milliseconds. */
const REMEMBERED_MS = 10_000;
const MOST_REMEMBERED = 100_000;
/** How often signs of life are written down, in milliseconds. */
const SEEN_MS = 30_000;
/** What a client may declare of itself, in characters. */
const LONGEST_CAPABILITIES = 16 * 1024;

type Remembered = Readonly<{ session: McpSession | null; until: number }>;

/**
 * Sessions of the handshake era, which any process serves: a row that is looked up once and remembered for some seconds.
 * Whoever changes or ends one tells the others, so that it usually takes no seconds; a process that cannot be told goes by
 * what it remembers until then. A session gives no right, so what it may be old about is comfort.
 */
@Injectable()
export class Sessions implements OnApplicationShutdown {
  private readonly known = new Map<string, Remembered>();
  /** Lookups that are under way: what was changed meanwhile they may have missed. */
  private readonly looking = new Set<{ readonly key: string; isStale: boolean }>();
  private readonly alive = new Set<string>();
  private readonly listeners: ((hash: string) => void)[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: SessionStore,
    private readonly mailbox: Mailbox,
  ) {
    mailbox.hear((word) => {
      if (!word.startsWith(CHANGED)) return;
      const changed = word.slice(CHANGED.length);
      this.forget(changed);
      for (const listener of this.listeners) listener(changed);
    });
  }

  /**
   * Begins one. Its id is told to its owner and to nobody else; only its hash is kept.
   * @throws Refusal mcp-session.too-many, request.too-large, database.unavailable
   */
  async begin(
    facts: Omit<McpSession, 'hash' | 'logLevel' | 'subscriptions'>,
  ): Promise<{ id: string; session: McpSession }> {
    bounded(facts.capabilities);
    const id = randomBytes(24).toString('base64url');
    const session = { ...facts, hash: hash('sha256', id), logLevel: null, subscriptions: [] };
    if (!(await this.store.enter(session))) throw new Refusal('mcp-session.too-many');
    this.remember(session.hash, session);
    return { id, session };
  }

  /** How many this process has served lately. */
  get active(): number {
    const now = performance.now();
    let count = 0;
    for (const { session, until } of this.known.values()) if (session && until > now) count += 1;
    return count;
  }

  /** The session with this id; at once, if it is remembered. Null when there is none that goes on. */
  of(tenant: string, id: string): McpSession | null | Promise<McpSession | null> {
    if (id.length > 128) return null;
    const key = hash('sha256', id);
    const known = this.known.get(key);
    if (!known || known.until <= performance.now()) return this.byHash(tenant, key);
    if (known.session) this.showsLife(key);
    return known.session;
  }

  /** As it is now. */
  async byHash(tenant: string, key: string): Promise<McpSession | null> {
    for (;;) {
      const look = { key, isStale: false };
      this.looking.add(look);
      const session = await this.store.find(tenant, key).finally(() => this.looking.delete(look));
      if (look.isStale) continue;
      // what is unknown is not remembered: guessing would fill the memory
      if (session) this.remember(key, session);
      return session;
    }
  }

  async change(session: McpSession, said: Said): Promise<void> {
    if (said.capabilities) bounded(said.capabilities);
    await this.store.change(session, said);
    this.tell(session.hash);
  }

  /** @throws Refusal mcp-subscription.too-many, database.unavailable */
  async watch(session: McpSession, resource: Watched): Promise<void> {
    if (!(await this.store.watch(session, resource))) throw new Refusal('mcp-subscription.too-many');
    this.tell(session.hash);
  }

  async unwatch(session: McpSession, resource: Watched): Promise<void> {
    await this.store.unwatch(session, resource);
    this.tell(session.hash);
  }

  async end(session: McpSession): Promise<void> {
    await this.store.end(session);
    this.tell(session.hash);
  }

  /** A stream of it is open, or a request came. */
  showsLife(key: string): void {
    this.alive.add(key);
    this.timer ??= setTimeout(() => void this.write(), SEEN_MS).unref();
  }

  /** Called with the hash of a session that was changed or ended, in whichever process. */
  onChange(listener: (hash: string) => void): void {
    this.listeners.push(listener);
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.write();
  }

  private async write(): Promise<void> {
    this.timer = undefined;
    const hashes = [...this.alive];
    this.alive.clear();
    if (hashes.length > 0) await this.store.seen(hashes).catch(() => this.unwritten(hashes));
  }

  /** Somebody who is there is not taken for silent because the database was away. */
  private unwritten(hashes: readonly string[]): void {
    if (this.alive.size < MOST_REMEMBERED) hashes.forEach((key) => this.alive.add(key));
  }

  private forget(key: string): void {
    this.known.delete(key);
    for (const look of this.looking) if (look.key === key) look.isStale = true;
  }

  private tell(key: string): void {
    this.forget(key);
    this.mailbox.shout(`${CHANGED}${key}`);
  }

  private remember(key: string, session: McpSession): void {
    const now = performance.now();
    this.known.delete(key); // so that they stand in the order in which they were looked up
    this.known.set(key, { session, until: now + REMEMBERED_MS });
    for (const [oldest, { until }] of this.known) {
      if (until > now && this.known.size <= MOST_REMEMBERED) break;
      this.known.delete(oldest);
    }
    this.showsLife(key);
  }
}

const CHANGED = 'session ';

function bounded(capabilities: McpSession['capabilities']): void {
  if (JSON.stringify(capabilities).length > LONGEST_CAPABILITIES) throw new Refusal('request.too-large');
}
