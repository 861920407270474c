import type { FastifyInstance } from 'fastify';

/** Longest form that an identity provider's page may post, in bytes. */
const BODY_LIMIT = 512 * 1024;

/** Whoever posts an answer is unknown as yet, so less of it is read than of others' requests. */
export function limitAnswers(server: FastifyInstance): void {
  server.addHook('onRoute', (route) => {
    if (route.url === '/sign-in/:providerId/callback') route.bodyLimit = BODY_LIMIT;
  });
}
