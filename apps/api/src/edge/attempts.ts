import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Refusal } from '@app/kernel';
import { sendRefusal } from './send-refusal.js';

/** So many in so many seconds from one address. What `fails` counts leaves busy honest clients alone. */
export type Limit = Readonly<{ path: string; points: number; seconds: number; counts: 'all' | 'failures' }>;

/** Where strangers may try secrets, or make us keep something, before we know who they are. */
export const usualLimits: readonly Limit[] = [
  { path: '/oauth/token', points: 100, seconds: 60, counts: 'failures' },
  { path: '/oauth/reg', points: 20, seconds: 3600, counts: 'all' },
  { path: '/oauth/device', points: 100, seconds: 60, counts: 'failures' },
  { path: '/sign-in', points: 30, seconds: 60, counts: 'failures' },
];

/**
 * Turns away whoever tries too often: on the instance itself, before `NestFactory.create`, because hooks that come later
 * never see what middleware answers. Each process counts for itself.
 */
export function limitAttempts(server: FastifyInstance, limits: readonly Limit[]): void {
  const counted = limits.map((limit) => ({
    ...limit,
    limiter: new RateLimiterMemory({ points: limit.points, duration: limit.seconds, keyPrefix: limit.path }),
  }));
  server.addHook('onRequest', async (request, reply) => {
    const limit = request.method === 'POST' ? counted.find(({ path }) => isBelow(request.url, path)) : undefined;
    if (!limit) return;
    const { limiter, points } = limit;
    const from = addressOf(request);
    if (limit.counts === 'all') await limiter.penalty(from);
    const used = await limiter.get(from);
    if (used && used.consumedPoints > points - (limit.counts === 'failures' ? 1 : 0)) {
      void reply.header('retry-after', Math.max(1, Math.ceil(used.msBeforeNext / 1000)));
      sendRefusal(request, reply, new Refusal('oauth.rate-limited'));
      return reply;
    }
    if (limit.counts === 'failures') {
      reply.raw.once('finish', () => {
        if (reply.raw.statusCode >= 400 && reply.raw.statusCode < 500) void limiter.penalty(from);
      });
    }
    return undefined;
  });
}

const isBelow = (url: string, path: string): boolean =>
  url === path || (/^[/?]/.test(url.slice(path.length)) && url.startsWith(path));

/** A whole IPv6 network of one household or machine counts as one. */
function addressOf({ ip }: FastifyRequest): string {
  if (!ip.includes(':') || ip.startsWith('::ffff:')) return ip;
  const [head = '', tail] = ip.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  if (tail !== undefined) groups.push(...Array<string>(4).fill('0'));
  return groups.slice(0, 4).join(':');
}
