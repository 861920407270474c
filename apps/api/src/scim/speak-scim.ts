import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

const SCIM = 'application/scim+json';

/**
 * Lets bodies of SCIM through as they came: they are read when it is known who sends them (`ScimExchange`). To SCIM
 * `application/json` means the same as its own type (RFC 7644 §3.1).
 */
export function speakScim(server: FastifyInstance): void {
  server.addContentTypeParser(SCIM, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.addHook('onRequest', ({ raw }, _reply, done) => {
    const isJson = /^application\/json *(;|$)/i.test(raw.headers['content-type'] ?? '');
    if (isJson && raw.url?.startsWith('/scim/')) raw.headers['content-type'] = SCIM;
    done();
  });
}

/** Providers whose base address ends in a slash ask for `/Users/`. */
export function withoutSlash({ url = '/' }: IncomingMessage): string {
  if (!url.startsWith('/scim/')) return url;
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  return path.endsWith('/') ? path.slice(0, -1) + url.slice(path.length) : url;
}
