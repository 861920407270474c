import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Refusal } from '@app/kernel';
import { setErrorOf } from '@app/signals';

/** Longest pushed token, in bytes. */
const BODY_LIMIT = 65_536;
/** Seconds after which a transmitter may push again what we could not decide on. */
const RETRY_AFTER_S = 30;

/** Lets the web server read pushed tokens as the text that they are. */
export function speakSecurityEvents(server: FastifyInstance): void {
  const options = { parseAs: 'string', bodyLimit: BODY_LIMIT } as const;
  server.addContentTypeParser('application/secevent+jwt', options, (_request, body, done) => done(null, body));
}

/** A refusal as a transmitter reads it (RFC 8935 §2.3): whatever is wrong with the request is a 400. */
export function sendSetError(reply: FastifyReply, { status, code, detail }: Refusal): FastifyReply {
  if (status === 401) void reply.header('www-authenticate', 'Bearer realm="ssf"');
  if (status === 503) void reply.header('retry-after', RETRY_AFTER_S);
  void reply.header('content-language', 'en');
  return reply.code(status === 413 ? 400 : status).send(setErrorOf(code, detail));
}
