import helmet from '@fastify/helmet';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { newId } from '@app/kernel';

/** Largest request body, in bytes: a group of 50,000 members as one SCIM resource fits. */
const BODY_LIMIT = 8 * 1024 * 1024;

/** Longest time that a call under way may take after the program was asked to stop. */
const DRAIN_MS = 8_000;

/**
 * The web server under all apps of a process. What must run for every request, also for those that middleware answers
 * (`/oauth`), is registered here: hooks that come after `NestFactory.create` never see them.
 */
export function makeAdapter(): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    genReqId: newId,
    requestIdHeader: false,
    logger: false,
    forceCloseConnections: 'idle',
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
    reply.raw.setHeader('x-request-id', request.id);
    done();
  });
  return adapter;
}
