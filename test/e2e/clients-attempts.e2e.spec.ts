import type { FastifyReply, FastifyRequest } from 'fastify';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { makeAdapter } from '../../apps/api/src/boot.js';
import { type Limit, limitAttempts, usualLimits } from '../../apps/api/src/edge/attempts.js';

const every: Limit = { path: '/oauth/token', points: 3, seconds: 60, counts: 'all' };
const failing: Limit = { ...every, counts: 'failures' };
let app: NestFastifyApplication | undefined;
afterEach(() => app?.close());

class Nothing {}
Module({})(Nothing);

/** A server whose `/oauth` is middleware, as ours is; it answers 401 to whoever says `wrong`. */
async function serve(
  adapter: FastifyAdapter,
  after?: (adapter: FastifyAdapter) => void,
): Promise<NestFastifyApplication> {
  const made = await NestFactory.create<NestFastifyApplication>(Nothing, adapter, { logger: false });
  made.use('/oauth', (request: IncomingMessage, response: ServerResponse) => {
    response.statusCode = request.headers['x-say'] === 'wrong' ? 401 : 200;
    response.end('{}');
  });
  after?.(adapter);
  await made.init();
  await made.getHttpAdapter().getInstance().ready();
  return (app = made);
}
async function knock(times: number, say: string, over: { path?: string; method?: 'GET' | 'POST'; from?: string } = {}) {
  const { path = '/oauth/token', method = 'POST', from = '192.0.2.1' } = over;
  const answers = [];
  for (let i = 0; i < times; i++) {
    const headers = { 'x-say': say };
    answers.push(await app!.inject({ method, url: path, headers, remoteAddress: from }));
  }
  return answers;
}
const statuses = async (...asked: Parameters<typeof knock>) =>
  (await knock(...asked)).map(({ statusCode }) => statusCode);

describe('a limit of attempts', () => {
  it('holds for what middleware answers when it is there before the application [edge.attempts.order]', async () => {
    await serve(makeAdapter({ attempts: [every] }));
    const answers = await knock(5, 'right');
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429, 429]);
    expect(answers[3]!.headers).toMatchObject({
      'retry-after': '60',
      'content-type': expect.stringContaining('application/problem+json'),
    });
    expect(answers[3]!.json()).toMatchObject({ code: 'oauth.rate-limited' });
  });

  it('would hold for nothing of it, were it added to the application [edge.attempts.order]', async () => {
    await serve(new FastifyAdapter(), (adapter) => limitAttempts(adapter.getInstance(), [every]));
    expect(await statuses(5, 'right')).toEqual([200, 200, 200, 200, 200]);
  });

  it('counts failures only, where busy clients are honest ones, and then turns all from there away [edge.attempts]', async () => {
    await serve(makeAdapter({ attempts: [failing] }));
    expect(await statuses(10, 'right')).toEqual(Array(10).fill(200));
    expect(await statuses(4, 'wrong')).toEqual([401, 401, 401, 429]);
    expect(await statuses(1, 'right')).toEqual([429]);
    expect(await statuses(1, 'right', { from: '192.0.2.2' })).toEqual([200]);
    expect(await statuses(1, 'right', { path: '/oauth/token/introspection' })).toEqual([429]);
    expect(await statuses(1, 'right', { path: '/oauth/tokens' })).toEqual([200]);
    expect(await statuses(1, 'right', { method: 'GET' })).toEqual([200]);
  });

  it.each(['/%6fauth/token', '/OAUTH/token', '/oauth/%74oken?x=%zz'])(
    'cannot be passed by writing the address otherwise, as %s [edge.attempts.spelling]',
    async (path) => {
      await serve(makeAdapter({ attempts: [every] }));
      expect(await statuses(4, 'right', { path })).toEqual([200, 200, 200, 429]);
    },
  );

  it('holds for reading as well where answers come by GET [edge.attempts.reading]', async () => {
    await serve(makeAdapter({ attempts: [{ ...failing, methods: ['POST', 'GET', 'HEAD'] }] }));
    expect(await statuses(4, 'wrong', { method: 'GET' })).toEqual([401, 401, 401, 429]);
    expect(usualLimits.find(({ path }) => path === '/sign-in')?.methods).toContain('GET');
  });

  it('counts a refusal that leads a browser to a page as the failure it is [edge.attempts]', async () => {
    await serve(makeAdapter({ attempts: [{ ...failing, path: '/sign-in', methods: ['GET'] }] }), (adapter) =>
      adapter.getInstance().get('/sign-in/refused', (request: FastifyRequest, reply: FastifyReply) => {
        request.refusedFor = 'sign-in.denied';
        return reply.redirect('/sign-in', 303);
      }),
    );
    const asked = { method: 'GET', path: '/sign-in/refused' } as const;
    expect(await statuses(4, 'right', asked)).toEqual([303, 303, 303, 429]);
  });

  it('takes a whole IPv6 network for one [edge.attempts]', async () => {
    await serve(makeAdapter({ attempts: [every] }));
    const from = (last: string) => ({ from: `2001:db8:1:2::${last}` });
    expect(await statuses(2, 'right', from('1'))).toEqual([200, 200]);
    expect(await statuses(2, 'right', from('2'))).toEqual([200, 429]);
    expect(await statuses(1, 'right', { from: '2001:db8:1:3::1' })).toEqual([200]);
  });
});
