import { describe, expect, it, vi } from 'vitest';
import type { Dialogue } from './dialogue.js';
import { Lanes } from './lanes.js';
import type { Session } from './session.js';

const never = new AbortController().signal;
const dialogue = (
  conversation: string,
  capabilities: object = { elicitation: {} },
  caller = conversation,
): Dialogue => ({
  key: { caller, conversation },
  capabilities: capabilities as Dialogue['capabilities'],
  logLevel: null,
  ask: () => Promise.reject(new Error('nobody')),
  tell: () => {},
});

/** A server that gives every client a session, and writes down which it had and which were closed. */
function server(mostBranches: number) {
  const opened: string[] = [];
  const closed: string[] = [];
  const branch = async ({ key: { conversation: key } }: Dialogue): Promise<Session> => {
    opened.push(key);
    return { key, ended: false, close: async () => void closed.push(key) } as unknown as Session;
  };
  const shared = { mostBranches, branch } as unknown as Session;
  return { opened, closed, shared };
}

describe('lanes', () => {
  it('give every client one session, for all its calls at once [connectors.lanes]', async () => {
    const { opened, shared } = server(8);
    const lanes = new Lanes();
    const used = await Promise.all(
      ['ada', 'bob', 'ada'].map((key) =>
        lanes.use({ shared, dialogue: dialogue(key) }, never, async (session) => session as unknown as { key: string }),
      ),
    );
    expect(used.map(({ key }) => key)).toEqual(['ada', 'bob', 'ada']);
    expect(opened).toEqual(['ada', 'bob']);
    const changed = dialogue('ada', { elicitation: {}, sampling: {} });
    await lanes.use({ shared, dialogue: changed }, never, async () => {});
    expect(opened).toEqual(['ada', 'bob', 'ada']);
    await lanes.close();
  });

  it('are bounded: the one unused for longest makes room, and who finds none waits [connectors.lanes.bounded]', async () => {
    const { opened, closed, shared } = server(2);
    const lanes = new Lanes();
    const idle = async (): Promise<void> => {};
    for (const key of ['ada', 'bob', 'ada', 'eve']) await lanes.use({ shared, dialogue: dialogue(key) }, never, idle);
    expect(closed).toEqual(['bob']);
    let release = (): void => {};
    const busy = new Promise<void>((resolve) => (release = resolve));
    const calls = ['ada', 'eve'].map((key) => lanes.use({ shared, dialogue: dialogue(key) }, never, () => busy));
    const late = lanes.use({ shared, dialogue: dialogue('late') }, never, async () => opened.at(-1));
    await new Promise((resolve) => setImmediate(resolve));
    expect(opened).not.toContain('late');
    release();
    expect(await late).toBe('late');
    expect(opened).toEqual(['ada', 'bob', 'eve', 'late']);
    expect(closed).toHaveLength(2);
    await Promise.all(calls);
    await lanes.close();
    expect(closed).toHaveLength(4);
  });

  it('let nobody wait for ever, nor too many [connectors.lanes.bounded]', async () => {
    const { shared } = server(1);
    const lanes = new Lanes();
    let release = (): void => {};
    const busy = new Promise<void>((resolve) => (release = resolve));
    const first = lanes.use({ shared, dialogue: dialogue('ada') }, never, () => busy);
    const giveUp = new AbortController();
    const waiting = Array.from({ length: 64 }, (_, n) =>
      lanes.use({ shared, dialogue: dialogue(`c${n}`) }, giveUp.signal, async () => {}),
    );
    const over = lanes.use({ shared, dialogue: dialogue('over') }, never, async () => {});
    await expect(over).rejects.toMatchObject({ code: 'upstream.busy' });
    giveUp.abort(new Error('gone'));
    for (const each of waiting) await expect(each).rejects.toThrow('gone');
    release();
    await first;
    await lanes.close();
    await expect(lanes.use({ shared, dialogue: dialogue('ada') }, never, async () => {})).rejects.toMatchObject({
      code: 'upstream.unavailable',
    });
  });

  it('leave room for others, whatever one caller declares and however often it asks [connectors.lanes.share]', async () => {
    const { opened, closed, shared } = server(8);
    const lanes = new Lanes();
    const idle = async (): Promise<void> => {};
    const eve = (n: number): Dialogue => dialogue(`eve ${n}`, { elicitation: { [`x${n}`]: {} } }, 'eve');
    await lanes.use({ shared, dialogue: dialogue('ada') }, never, idle);
    for (let n = 0; n < 20; n++) await lanes.use({ shared, dialogue: eve(n) }, never, idle);
    expect(closed).toHaveLength(18);
    expect(closed).not.toContain('ada');
    let release = (): void => {};
    const busy = new Promise<void>((resolve) => (release = resolve));
    const hers = Array.from({ length: 18 }, (_, n) => lanes.use({ shared, dialogue: eve(n) }, never, () => busy));
    await expect(lanes.use({ shared, dialogue: eve(19) }, never, idle)).rejects.toMatchObject({
      code: 'upstream.busy',
    });
    const others = ['bob', 'joe', 'sue', 'tim', 'zoe'];
    for (const name of others) await lanes.use({ shared, dialogue: dialogue(name) }, never, idle);
    expect(opened.slice(-5)).toEqual(others);
    release();
    await Promise.all(hers);
    await lanes.close();
  });

  it('that nobody has used for ten minutes are closed [connectors.lanes.idle]', async () => {
    vi.useFakeTimers();
    try {
      const { closed, shared } = server(8);
      const lanes = new Lanes();
      await lanes.use({ shared, dialogue: dialogue('ada') }, never, async () => {});
      const call = lanes.use({ shared, dialogue: dialogue('bob') }, never, () => new Promise(() => {}));
      await vi.advanceTimersByTimeAsync(540_000);
      expect(closed).toEqual([]);
      await vi.advanceTimersByTimeAsync(120_000);
      expect(closed).toEqual(['ada']);
      expect(call).toBeInstanceOf(Promise);
      await lanes.close();
    } finally {
      vi.useRealTimers();
    }
  });
});
