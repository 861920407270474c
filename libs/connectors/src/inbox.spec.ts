import { describe, expect, it, vi } from 'vitest';
import type { RpcAnswer } from './core/message.js';
import type { Dialogue } from './dialogue.js';
import { Inbox } from './inbox.js';
import { noHooks } from './session.js';

const declined: RpcAnswer = { result: { action: 'decline' } };
const question = (id: number | string, method = 'elicitation/create') => ({ jsonrpc: '2.0', id, method, params: {} });

/** An inbox, what it replied, and a client whose answers wait until they are given. */
function world() {
  const replies: object[] = [];
  const inbox = new Inbox(noHooks, (message) => void replies.push(message));
  const open: ((answer: RpcAnswer) => void)[] = [];
  const signals: AbortSignal[] = [];
  const dialogue: Dialogue = {
    key: { caller: 'ada', conversation: 'c' },
    capabilities: { elicitation: {} },
    logLevel: 'info',
    ask: (_, signal) =>
      new Promise((resolve, reject) => {
        open.push(resolve);
        signals.push(signal);
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      }),
    tell: vi.fn<Dialogue['tell']>(),
  };
  return { inbox, replies, open, signals, dialogue };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('what an upstream asks', () => {
  it('is asked once, however often it is heard, and answered under its own id [connectors.questions]', async () => {
    const { inbox, replies, open, dialogue } = world();
    inbox.enter(dialogue);
    for (const id of ['7', 7, '7']) inbox.take(question(id));
    expect(open).toHaveLength(2);
    for (const answer of open) answer(declined);
    await turn();
    expect(replies).toEqual([
      { jsonrpc: '2.0', id: '7', ...declined },
      { jsonrpc: '2.0', id: 7, ...declined },
    ]);
  });

  it('has no answer when it was taken back, and our refusal when its call ended [connectors.questions.over]', async () => {
    const { inbox, replies, signals, dialogue } = world();
    const leave = inbox.enter(dialogue);
    inbox.take(question(1));
    inbox.take(question(2));
    inbox.take({ method: 'notifications/cancelled', params: { requestId: 1 } });
    await turn();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(replies).toEqual([]);
    leave();
    await turn();
    expect(replies).toMatchObject([{ id: 2, error: { code: -32603 } }]);
    inbox.take(question(3));
    await turn();
    expect(replies).toMatchObject([{ id: 2 }, { id: 3, error: { code: -32601 } }]);
  });

  it('is refused beyond sixteen questions at a time [connectors.questions.bounded]', async () => {
    const { inbox, replies, open, dialogue } = world();
    inbox.enter(dialogue);
    for (let id = 1; id <= 17; id++) inbox.take(question(id));
    await turn();
    expect(open).toHaveLength(16);
    expect(replies).toMatchObject([{ id: 17, error: { code: -32603 } }]);
  });

  it('by a modern server in a request of its own is not answered at all [connectors.questions.modern]', async () => {
    const { inbox, replies, open, dialogue } = world();
    inbox.isModern = true;
    inbox.enter(dialogue);
    inbox.take(question(1), dialogue);
    inbox.take(question(2, 'ping'), dialogue);
    await turn();
    expect([open, replies]).toEqual([[], []]);
  });

  it('on the stream of a call without a client is not taken to another one’s [connectors.default-deny]', async () => {
    const { inbox, replies, open, dialogue } = world();
    const stranger: Dialogue = { ...dialogue, key: { caller: 'a call that is over', conversation: 'c' } };
    inbox.enter(dialogue);
    inbox.take(question(1), stranger);
    await turn();
    expect(open).toEqual([]);
    expect(replies).toMatchObject([{ id: 1, error: { code: -32601 } }]);
  });

  it('and what it logs goes to the call that came last and listens [connectors.log]', () => {
    const { inbox, dialogue } = world();
    const deaf: Dialogue = { ...dialogue, logLevel: null };
    const later: Dialogue = { ...dialogue, tell: vi.fn<Dialogue['tell']>() };
    const leaves = [dialogue, later, deaf].map((each) => inbox.enter(each));
    const message = { method: 'notifications/message', params: { level: 'error', data: { kept: 1 } } };
    inbox.take({ jsonrpc: '2.0', ...message });
    expect(later.tell).toHaveBeenCalledExactlyOnceWith(message);
    for (const leave of leaves) leave();
    inbox.take({ jsonrpc: '2.0', ...message });
    expect([dialogue.tell, deaf.tell]).toEqual([dialogue.tell, deaf.tell]);
    expect(dialogue.tell).not.toHaveBeenCalled();
  });
});
