import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Refusal, refusals } from '@app/kernel';

export const isAuthzen = (url: string): boolean => url.startsWith('/access/v1/');

/** AuthZEN 1.0 §10.1.3: the answer carries the request's own identifier, if it has one. */
export function speakAuthzen(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    const given = request.headers['x-request-id'];
    if (isAuthzen(request.url) && typeof given === 'string' && /^[\x21-\x7e]{1,256}$/.test(given)) {
      reply.raw.setHeader('x-request-id', given);
    }
    done();
  });
}

/** §10.1.2: the body of an error is a message; ours begins with its code. */
export function sendAuthzenError(reply: FastifyReply, { code, status, detail }: Refusal): void {
  if (status === 401) void reply.header('www-authenticate', 'Bearer');
  const said = `${code}: ${refusals[code].sentence}`;
  void reply
    .code(status)
    .type('text/plain; charset=utf-8')
    .send(detail === undefined ? said : `${said} ${detail}`);
}
