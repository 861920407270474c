import helmet from '@fastify/helmet';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { believeClientCertHeader } from '@app/auth';
import { Refusal, newId } from '@app/kernel';
import { LONGEST_BODY } from '@app/scim';
import { withoutSlash } from '../scim/speak-scim.js';
import { type Limit, limitAttempts } from './attempts.js';
import { sendRefusal } from './send-refusal.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** When the head of the request had arrived, by this machine's clock. */
    receivedAt: Date;
  }
}

/** What a web server is told of the place it stands in. */
export type Edge = Readonly<{
  /** PEM, when it ends TLS itself; every client is then asked for a certificate, and none is refused for having none. */
  tls?: Readonly<{ cert: string; key: string }> | undefined;
  /** Whether to believe `Client-Cert` (RFC 9440). */
  clientCertHeader?: boolean;
  /** Addresses and networks of proxies whose `X-Forwarded-For` says from where a request comes. */
  trustedProxies?: readonly string[];
  attempts?: readonly Limit[];
}>;

/** Longest time that a call under way may take after the program was asked to stop. */
const DRAIN_MS = 8_000;

/**
 * The web server under all apps of a process. What must run for every request, also for those that middleware answers
 * (`/oauth`), is registered here: hooks that come after `NestFactory.create` never see them.
 */
export function makeAdapter({ tls, clientCertHeader, trustedProxies = [], attempts }: Edge = {}): FastifyAdapter {
  const adapter = new FastifyAdapter({
    ...(tls && { https: { ...tls, requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2' as const } }),
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    bodyLimit: LONGEST_BODY,
    genReqId: newId,
    requestIdHeader: false,
    logger: false,
    forceCloseConnections: 'idle',
    rewriteUrl: withoutSlash,
    // what cannot be routed reaches no hook and no filter
    frameworkErrors: ({ message }: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendRefusal(request, reply, new Refusal('request.invalid', message)),
    routerOptions: { maxParamLength: 200 },
  });
  const server = adapter.getInstance();
  void server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
  });
  // Calls under way may end; a client that merely keeps its connection does not keep the program from stopping.
  server.addHook('preClose', (done) => {
    setTimeout(() => server.server.closeAllConnections(), DRAIN_MS).unref();
    done();
  });
  server.addHook('onRequest', (request, reply, done) => {
    request.receivedAt = new Date();
    reply.raw.setHeader('x-request-id', request.id);
    if (clientCertHeader) believeClientCertHeader(request.raw);
    done();
  });
  if (attempts) limitAttempts(server, attempts);
  return adapter;
}
