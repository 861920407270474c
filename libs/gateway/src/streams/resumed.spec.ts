import { expect, it } from 'vitest';
import type { Call } from '../call.js';
import type { House } from '../house.js';
import type { McpSession } from '../sessions/mcp-session.js';
import { Listeners } from './listeners.js';
import type { Forwarded } from './replay.js';
import { resume } from './resumed.js';

it('an answer that is resumed and not read ends instead of filling the memory [mcp.stream.unread]', () => {
  let take: (said: Forwarded) => void = () => undefined;
  const pipe = {
    waiting: 0,
    isOpen: true,
    ended: 0,
    begin: () => undefined,
    onGone: () => undefined,
    write: (text: string) => void (pipe.waiting += text.length),
    end: () => void (pipe.ended += 1),
  };
  const listeners = new Listeners(
    () => null,
    () => true,
    () => 0,
  );
  const nothing = () => undefined;
  const streams = { listeners, takePlace: nothing, chain: () => [] };
  const mailbox = {
    post: () => Promise.resolve(),
    take: (_: string, taker: typeof take) => ((take = taker), nothing),
  };
  const token = { agentId: 'a', personId: null, chain: ['a'], delegations: [], expiresAt: new Date(8.64e15) };
  const call = { token, server: null, request: { stream: { take: () => pipe } } } as unknown as Call;
  const place = { stream: 's.x', seq: 0, isLast: false, request: 1 };
  resume(call, { streams, mailbox } as unknown as House, { hash: 'h' } as McpSession, place);
  const text = 'x'.repeat(100_000);
  for (let seq = 1; seq <= 100; seq++) take({ first: 1, event: { seq, text, isLast: false }, about: null });
  expect(pipe.waiting).toBeGreaterThan(1_000_000);
  expect(pipe.waiting).toBeLessThan(1_300_000);
  expect(pipe.ended).toBe(1);
  expect(listeners.size).toBe(0);
});
