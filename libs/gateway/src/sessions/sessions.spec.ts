import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Mailbox } from '../mailbox/mailbox.js';
import type { McpSession } from './mcp-session.js';
import { SessionStore } from './session-store.js';
import { Sessions } from './sessions.js';

const session = (hash: string): McpSession => ({
  hash,
  tenant: 't',
  agentId: 'a',
  personId: null,
  clientId: 'c',
  server: null,
  transport: 'streamable',
  revision: '2025-11-25',
  capabilities: {},
  logLevel: null,
  subscriptions: [],
});

/** A store whose answers come when the test lets them. */
class Slow extends SessionStore {
  rows = new Map<string, McpSession>();
  isAway = false;
  written: string[][] = [];
  wait: Promise<void> = Promise.resolve();
  enter = () => Promise.resolve(true);
  async find(_: string, hash: string) {
    const row = this.rows.get(hash) ?? null;
    await this.wait;
    return row;
  }
  change = () => Promise.resolve();
  watch = () => Promise.resolve(true);
  unwatch = () => Promise.resolve();
  end = () => Promise.resolve(true);
  async seen(hashes: readonly string[]) {
    if (this.isAway) throw new Error('the database is away');
    this.written.push([...hashes]);
  }
}

const open = () => {
  const store = new Slow();
  const hearers: ((word: string) => void)[] = [];
  const mailbox = { hear: (hear: (word: string) => void) => void hearers.push(hear), shout: () => undefined };
  const sessions = new Sessions(store, mailbox as unknown as Mailbox);
  return { store, sessions, shout: (word: string) => hearers.forEach((hear) => hear(word)) };
};

describe('sessions', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are looked up again when one changed while it was looked up [mcp.session.lookup]', async () => {
    const { store, sessions, shout } = open();
    store.rows.set('h', session('h'));
    let go: () => void = () => undefined;
    store.wait = new Promise((resolve) => (go = resolve));
    const found = sessions.byHash('t', 'h');
    store.rows.delete('h'); // it ended at another process
    shout('session h');
    go();
    expect(await found).toBeNull();
  });

  it('that nobody asks for any more take no memory [mcp.session.memory]', async () => {
    const { store, sessions } = open();
    for (const hash of ['a', 'b', 'c']) store.rows.set(hash, session(hash));
    await sessions.byHash('t', 'a');
    await sessions.byHash('t', 'b');
    vi.advanceTimersByTime(11_000);
    await sessions.byHash('t', 'c');
    expect([...(sessions as unknown as { known: Map<string, unknown> }).known.keys()]).toEqual(['c']);
  });

  it('that showed life while the database was away are written when it is back [mcp.session.life]', async () => {
    const { store, sessions } = open();
    store.isAway = true;
    sessions.showsLife('a');
    await vi.advanceTimersByTimeAsync(30_000);
    store.isAway = false;
    sessions.showsLife('b');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(store.written.map((hashes) => hashes.sort())).toEqual([['a', 'b']]);
  });
});
