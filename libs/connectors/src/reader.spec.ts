import { Refusal } from '@app/kernel';
import { expect, it, vi } from 'vitest';
import { ReaderSession, isReader, reader } from './reader.js';
import type { Session } from './session.js';

const never = new AbortController().signal;
const session = (name: string, more: object = {}): Session =>
  ({ name, ended: false, close: async () => {}, ...more }) as unknown as Session;

it('a server that lets nobody in beside its first session is read in that one, and is not tried all the time [connectors.reader.alone]', async () => {
  vi.useFakeTimers();
  try {
    const branch = vi.fn<Session['branch']>(() => Promise.reject(new Refusal('upstream.unavailable')));
    const shared = session('shared', { branch });
    const reading = new ReaderSession(() => {});
    expect(await reading.beside(shared, never)).toBe(shared);
    expect(await reading.beside(shared, never)).toBe(shared);
    expect(branch).toHaveBeenCalledTimes(1);
    const own = session('own');
    branch.mockImplementation(() => Promise.resolve(own));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(await reading.beside(shared, never)).toBe(own);
  } finally {
    vi.useRealTimers();
  }
});

it('what was once read apart is not read otherwise: part of it would seem to be gone [connectors.reader.alone]', async () => {
  const own = session('own') as { ended: boolean } & Session;
  const branch = vi.fn<Session['branch']>(() => Promise.resolve(own));
  const shared = session('shared', { branch });
  const reading = new ReaderSession(() => {});
  await reading.beside(shared, never);
  own.ended = true;
  branch.mockImplementation(() => Promise.reject(new Refusal('upstream.unavailable')));
  await expect(reading.beside(shared, never)).rejects.toMatchObject({ code: 'upstream.unavailable' });
});

it('a server that hangs while it is joined is read in its first session after ten seconds [connectors.reader.alone]', async () => {
  vi.useFakeTimers();
  try {
    const shared = session('shared', { branch: () => new Promise(() => {}) });
    const reading = new ReaderSession(() => {}).beside(shared, never);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await reading).toBe(shared);
  } finally {
    vi.useRealTimers();
  }
});

it('is known by its key, also where its dialogue was wrapped [connectors.reader]', () => {
  expect(isReader({ ...reader })).toBe(true);
  expect(isReader({ ...reader, key: { ...reader.key } })).toBe(false);
});
