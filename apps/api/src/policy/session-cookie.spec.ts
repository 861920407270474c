import type { FastifyReply } from 'fastify';
import { expect, it, vi } from 'vitest';
import { SystemClock } from '@app/kernel';
import { SessionCookie } from './session-cookie.js';

const surroundings = {
  databaseUrl: '',
  redisUrl: undefined,
  masterKey: Buffer.alloc(32),
  ledgerOrigin: 'test',
  fenceLeaseMs: 1000,
  fenceHeartbeatMs: 100,
  clock: new SystemClock(),
};

it.each([
  ['https://surety.example', '__Host-surety', true],
  ['http://127.0.0.1:4180', 'surety_session', false],
])('at %s is called %s, secure: %s, and no script reads it [api.session]', (publicUrl, name, secure) => {
  const setCookie = vi.fn<(...what: unknown[]) => unknown>();
  const expires = new Date(0);
  new SessionCookie({ ...surroundings, publicUrl }).set({ setCookie } as unknown as FastifyReply, 'x', expires);
  expect(setCookie).toHaveBeenCalledWith(name, 'x', { path: '/', httpOnly: true, sameSite: 'lax', secure, expires });
});
