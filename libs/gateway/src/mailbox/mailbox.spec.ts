import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Allowance } from './allowance.js';
import { Mailbox } from './mailbox.js';
import { type Mail, MailStore } from './mail-store.js';

/** A store that takes its time, and says what was put. */
class Slow extends MailStore {
  readonly waiting: Mail[] = [];
  posted: (address: string | null) => void = () => undefined;
  full = false;
  async put(address: string, bodies: readonly string[]) {
    await pause(5);
    if (this.full) return false;
    this.waiting.push(...bodies.map((body) => ({ address, body })));
    this.posted(address);
    return true;
  }
  async collect(addresses: readonly string[]) {
    await pause(5);
    const found = this.waiting.filter(({ address }) => addresses.includes(address));
    for (const mail of found) this.waiting.splice(this.waiting.indexOf(mail), 1);
    return found;
  }
  async shout() {}
  listen(posted: (address: string | null) => void) {
    this.posted = posted;
  }
  async close() {}
}
const plain = {
  seal: (_: string, secret: Buffer | string) => String(secret),
  open: (_: string, sealed: string) => Buffer.from(sealed),
};
const open = () => {
  const store = new Slow();
  const mailbox = new Mailbox(store, plain);
  mailbox.onApplicationBootstrap();
  return { store, mailbox };
};

describe('a mailbox', () => {
  it('gives at once what this process takes itself, and nothing of it is stored [mcp.mailbox]', async () => {
    const { store, mailbox } = open();
    const taken: unknown[] = [];
    mailbox.take('a', (body) => void taken.push(body));
    const posted = mailbox.post('a', 1, { two: 2 });
    expect(taken).toEqual([1, { two: 2 }]);
    await posted;
    expect(store.waiting).toEqual([]);
  });

  it('keeps the order of one poster, whoever begins to take when [mcp.mailbox.order]', async () => {
    const { mailbox } = open();
    const taken: unknown[] = [];
    const first = mailbox.post('a', 1);
    const second = mailbox.post('a', 2);
    mailbox.take('a', (body) => void taken.push(body), { earlier: true });
    const third = mailbox.post('a', 3);
    await Promise.all([first, second, third]);
    await mailbox.post('a', 4);
    await expect.poll(() => taken).toEqual([1, 2, 3, 4]);
  });

  it('keeps the order of a poster elsewhere, although the first look takes longer than the second [mcp.mailbox.order]', async () => {
    const { store, mailbox } = open();
    const taken: unknown[] = [];
    mailbox.take('a', (body) => void taken.push(body));
    const waits = [40, 0];
    const collect = store.collect.bind(store);
    store.collect = async (addresses) => {
      await pause(waits.shift() ?? 0);
      return collect(addresses);
    };
    const put = (body: string) => store.waiting.push({ address: 'a', body });
    for (const body of ['1', '2']) {
      put(body);
      store.posted('a');
    }
    await pause(25); // by now the second look has found both, if it was made beside the first
    put('3');
    await pause(30);
    store.posted('a');
    await expect.poll(() => taken).toEqual([1, 2, 3]);
  });

  it('gives nothing to who has stopped, and says when it is full [mcp.mailbox]', async () => {
    const { store, mailbox } = open();
    const taken: unknown[] = [];
    mailbox.take('a', (body) => void taken.push(body))();
    await mailbox.post('a', 1);
    expect([taken, store.waiting.length]).toEqual([[], 1]);
    store.full = true;
    await expect(mailbox.post('a', 2)).rejects.toThrow('More messages wait');
    store.full = false;
    await mailbox.post('b', 1); // and that one failed stops nobody
    expect(store.waiting).toHaveLength(2);
  });

  it('leaves so much for one caller in the database, and no more for a while [mcp.mailbox.share]', async () => {
    const { mailbox } = open();
    const much = 'x'.repeat(16 * 1024 * 1024 - 100);
    for (const at of ['a', 'b', 'c']) await mailbox.postFor('eve', at, much);
    await mailbox.postFor('eve', 'd', 'x');
    const full = expect.objectContaining({ code: 'mcp-mailbox.full' }) as unknown;
    await expect(mailbox.postFor('eve', 'e', much)).rejects.toEqual(full);
    await mailbox.postFor('ada', 'f', much);
    await mailbox.post('g', much);
    // what is given at once takes no room
    const taken: unknown[] = [];
    mailbox.take('h', (body) => void taken.push(body));
    await mailbox.postFor('eve', 'h', much);
    expect(taken).toHaveLength(1);
  });

  it('leaves so much in the database in all, whoever it is for [mcp.mailbox.share]', () => {
    const allowance = new Allowance();
    const much = 60 * 1024 * 1024;
    const taken = Array.from({ length: 100 }, (_, n) => allowance.take(`caller ${n}`, much, 0));
    expect(taken.filter(Boolean)).toHaveLength(17);
    expect(allowance.take(null, much, 0)).toBe(false);
    const small = new Allowance();
    let rows = 0;
    while (small.take('eve', 1, 0)) rows += 1;
    expect(rows).toBe((64 * 1024 * 1024) / 512);
    expect(small.take('eve', 1, 5 * 60_000)).toBe(true);
  });
});
