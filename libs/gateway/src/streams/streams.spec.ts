import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Listener, Over } from './listeners.js';
import { Streams } from './streams.js';

const agentId = '00000000-0000-7000-8000-00000000000a';
const token = { agentId, personId: null, chain: [agentId], delegations: [], expiresAt: new Date(8.64e15) };

function open() {
  const alive: string[] = [];
  const heard: ((word: string) => void)[] = [];
  const shouted: string[] = [];
  const nothing = () => undefined;
  const house = {
    access: { visible: () => [], onChange: nothing },
    tokens: { isRevoked: () => false, onChange: nothing },
    fence: { isFresh: () => true, standing: nothing, onChange: nothing },
    clock: { now: () => new Date() },
    sessions: { byHash: () => Promise.resolve(null), onChange: nothing, showsLife: (hash: string) => alive.push(hash) },
    mailbox: {
      post: () => Promise.resolve(),
      take: () => nothing,
      shout: (word: string) => void shouted.push(word),
      hear: (hear: (word: string) => void) => void heard.push(hear),
    },
  };
  const streams = new Streams(Buffer.alloc(32, 1), house as unknown as ConstructorParameters<typeof Streams>[1]);
  const listener = (fields: Partial<Listener> = {}, waiting = 0) => {
    const over: Over[] = [];
    const written: string[] = [];
    const pipe = { waiting, isOpen: true, onGone: nothing, end: nothing, write: (text: string) => written.push(text) };
    const made = { pipe, token, chain: [agentId], server: null, session: 'h', marks: null, changed: nothing };
    const added = { ...made, ends: (why: Over) => void over.push(why), ...fields } as unknown as Listener;
    streams.listeners.add(added);
    return { listener: added, over, written };
  };
  return { streams, alive, shouted, hear: (word: string) => heard.forEach((each) => each(word)), listener };
}

const session = { hash: 'h' } as Parameters<Streams['takePlace']>[0];

describe('open streams', () => {
  afterEach(() => void vi.useRealTimers());

  it('keep their session in use for as long as they are open [mcp.session.life]', () => {
    vi.useFakeTimers();
    const { alive, listener, streams } = open();
    listener();
    listener({ session: null });
    vi.advanceTimersByTime(120_000);
    expect(alive).toEqual(['h', 'h']);
    streams.close();
  });

  it('of the same answer or session are one, in whichever process; others go on [mcp.stream.one]', () => {
    const { streams, listener, shouted, hear } = open();
    const changes = listener();
    const [one, two] = [listener({ answers: 's.one' }), listener({ answers: 's.two' })];
    const stranger = listener({ session: 'other', answers: 's.one' });
    streams.takePlace(session, 's.one');
    expect([changes, one, two, stranger].map(({ over }) => over)).toEqual([[], ['replaced'], [], []]);
    hear(shouted[0]!.replace(/^stream \S+/, 'stream elsewhere').replace('s.one', 's.two'));
    hear(shouted[0]!.replace(/^stream \S+/, 'stream elsewhere').replace('s.one', ''));
    expect([changes, two, stranger].map(({ over }) => over)).toEqual([['replaced'], ['replaced'], []]);
    streams.close();
  });

  it('whose client does not read end instead of filling the memory [mcp.stream.unread]', () => {
    const { streams, listener } = open();
    const [reads, idles] = [listener({}, 1_000), listener({}, 256 * 1024)];
    for (const { listener: each } of [reads, idles]) streams.listeners.tell(each, 'news');
    expect([reads.written, reads.over]).toEqual([['news'], []]);
    expect([idles.written, idles.over]).toEqual([[], ['unread']]);
    streams.close();
  });

  it('are not opened any more when the process is being stopped [mcp.stream.stopping]', () => {
    const { streams } = open();
    expect(streams.full(token as never)).toBeNull();
    streams.close();
    expect(streams.full(token as never)?.code).toBe('gateway.stopping');
  });

  it('of one caller may not fill the memory together, where each of them may wait for much [mcp.stream.unread]', () => {
    const { streams, listener } = open();
    const many = Array.from({ length: 10 }, () => listener({}, 8 * 1024 * 1024));
    const other = listener(
      { token: { ...token, agentId: 'somebody else' } as unknown as Listener['token'] },
      8 * 1024 * 1024,
    );
    for (const { listener: each } of [...many, other]) streams.listeners.tell(each, 'more', 16 * 1024 * 1024);
    expect(many.filter(({ over }) => over.includes('unread'))).toHaveLength(3);
    expect(many.filter(({ written }) => written.includes('more'))).toHaveLength(7);
    expect(other.written).toEqual(['more']);
    streams.close();
  });
});
