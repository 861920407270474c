import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MailLine } from './mail-line.js';

/** Connections as the test lets them be. */
const lines: Line[] = [];
class Line extends EventEmitter {
  isDeaf = false;
  isSilent = false;
  isEnded = false;
  constructor() {
    super();
    lines.push(this);
  }
  connect = () => Promise.resolve();
  query(text: string, values: string[] = []): Promise<void> {
    if (this.isSilent) return new Promise((_, reject) => setTimeout(reject, 100, new Error('Query read timeout')));
    if (text.includes('pg_notify') && !this.isDeaf) {
      queueMicrotask(() => this.emit('notification', { payload: values[1] }));
    }
    return Promise.resolve();
  }
  end(): Promise<void> {
    if (!this.isEnded) queueMicrotask(() => this.emit('end'));
    this.isEnded = true;
    return Promise.resolve();
  }
}
vi.mock('pg', () => ({
  default: {
    Client: function Client() {
      return new Line();
    },
  },
}));

describe('the line on which a process is woken', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    lines.length = 0;
  });
  afterEach(() => void vi.useRealTimers());
  const open = async () => {
    const words: (string | null)[] = [];
    const line = new MailLine('postgres://nowhere', (word) => void words.push(word));
    await vi.advanceTimersByTimeAsync(10);
    return { words, line };
  };
  const last = () => lines.at(-1)!;

  it('is not asked for what waits while it hears, and tells words of others [mcp.mailbox.line]', async () => {
    const { words, line } = await open();
    await vi.advanceTimersByTimeAsync(60_000);
    last().emit('notification', { payload: 'm a' });
    last().emit('notification', { payload: 'hello of another process' });
    expect(words).toEqual([null, 'm a']);
    await line.close();
  });

  it('that broke in silence is noticed, and another takes its place [mcp.mailbox.line]', async () => {
    const { words, line } = await open();
    last().isSilent = true;
    await vi.advanceTimersByTimeAsync(12_000);
    expect([lines.length, lines[0]?.isEnded]).toEqual([2, true]);
    expect(words.length).toBeGreaterThan(1); // words may have been lost
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lines).toHaveLength(2); // the end of the first says nothing of the second
    await line.close();
  });

  it('on which nothing arrives any more is made up for by looking [mcp.mailbox.line]', async () => {
    const { words, line } = await open();
    last().isDeaf = true;
    await vi.advanceTimersByTimeAsync(25_000);
    expect(words.length).toBeGreaterThan(3);
    await line.close();
  });

  it('may fail twice, and ends no process by it [mcp.mailbox.line]', async () => {
    const { line } = await open();
    const [first] = lines;
    for (const fault of ['one', 'two']) first?.emit('error', new Error(fault));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(lines).toHaveLength(2);
    await line.close();
  });
});
