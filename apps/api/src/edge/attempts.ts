import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Refusal } from '@app/kernel';
import { sendRefusal } from './send-refusal.js';

/**
 * So many in so many seconds from one address. What counts failures leaves busy honest clients alone. POST only, unless
 * answers come by GET as well.
 */
export type Limit = Readonly<{
  path: string;
  points: number;
  seconds: number;
  counts: 'all' | 'failures';
  methods?: readonly string[];
}>;

type Counted = Limit & Readonly<{ limiter: RateLimiterMemory }>;

/** Where strangers may try secrets, or make us keep something, before we know who they are. */
export const usualLimits: readonly Limit[] = [
  { path: '/oauth/token', points: 100, seconds: 60, counts: 'failures' },
  { path: '/oauth/reg', points: 20, seconds: 3600, counts: 'all' },
  { path: '/oauth/device', points: 100, seconds: 60, counts: 'failures' },
  { path: '/sign-in', points: 30, seconds: 60, counts: 'failures', methods: ['POST', 'GET', 'HEAD'] },
];

/**
 * Turns away whoever tries too often: on the instance itself, before `NestFactory.create`, because hooks that come later
 * never see what middleware answers. Each process counts for itself.
 */
export function limitAttempts(server: FastifyInstance, limits: readonly Limit[]): void {
  const counted: readonly Counted[] = limits.map((limit) => ({
    ...limit,
    limiter: new RateLimiterMemory({ points: limit.points, duration: limit.seconds, keyPrefix: limit.path }),
  }));
  const limitOn = ({ url, method }: FastifyRequest): Counted | undefined => {
    const asked = routed(url);
    return counted.find(({ path, methods = ['POST'] }) => methods.includes(method) && isBelow(asked, path));
  };
  const isTooOften = async (request: FastifyRequest, reply: FastifyReply, limit: Counted): Promise<boolean> => {
    const { limiter, points } = limit;
    const from = addressOf(request);
    if (limit.counts === 'all') await limiter.penalty(from);
    const used = await limiter.get(from);
    if (used && used.consumedPoints > points - (limit.counts === 'failures' ? 1 : 0)) {
      void reply.header('retry-after', Math.max(1, Math.ceil(used.msBeforeNext / 1000)));
      sendRefusal(request, reply, new Refusal('oauth.rate-limited'));
      return true;
    }
    if (limit.counts === 'failures') {
      reply.raw.once('finish', () => {
        const failed = reply.raw.statusCode >= 400 && reply.raw.statusCode < 500;
        // a browser is led to a page that says why
        if (failed || request.refusedFor !== undefined) void limiter.penalty(from);
      });
    }
    return false;
  };
  server.addHook('onRequest', (request, reply, done) => {
    const limit = limitOn(request);
    if (!limit) return done(); // nearly always, and then there is nothing to wait for
    void (async () => {
      try {
        if (await isTooOften(request, reply, limit)) return;
      } catch (failure) {
        return done(failure as Error);
      }
      done();
    })();
    return undefined;
  });
}

/** As router and middleware read it: `/%73ign-in` and `/OAUTH/token` come to the same place. */
function routed(url: string): string {
  try {
    return decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '').toLowerCase();
  } catch {
    return url;
  }
}

const isBelow = (url: string, path: string): boolean =>
  url === path || (/^[/?]/.test(url.slice(path.length)) && url.startsWith(path));

/** A whole IPv6 network of one household or machine counts as one. */
export function addressOf({ ip }: Pick<FastifyRequest, 'ip'>): string {
  if (!ip.includes(':') || ip.startsWith('::ffff:')) return ip;
  const [head = '', tail] = ip.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  if (tail !== undefined) groups.push(...Array<string>(4).fill('0'));
  return groups.slice(0, 4).join(':');
}
