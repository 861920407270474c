import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from '@app/kernel';
import { scimError } from '@app/scim';
import { isAuthzen, sendAuthzenError } from '../decisions/speak-authzen.js';
import { sendSetError } from '../signals/speak-set.js';
import { problemOf } from './problem.js';

/** Seconds after which a provider may ask again whom we could not serve. */
const RETRY_AFTER_S = 5;

/** A refusal as an HTTP answer: RFC 9457, under `/scim` RFC 7644 §3.12, under `/ssf` RFC 8935 §2.3, under `/access` AuthZEN. */
export function sendRefusal(
  { url, id }: Pick<FastifyRequest, 'url' | 'id'>,
  reply: FastifyReply,
  refusal: Refusal,
): void {
  if (url.startsWith('/ssf/')) return void sendSetError(reply, refusal);
  if (isAuthzen(url)) return sendAuthzenError(reply, refusal);
  if (/^\/scim\b/i.test(url)) return void sendScimError(reply, refusal);
  void reply.code(refusal.status).type('application/problem+json').send(problemOf(refusal, id));
}

function sendScimError(reply: FastifyReply, refusal: Refusal): FastifyReply {
  if (refusal.status === 401) void reply.header('www-authenticate', 'Bearer realm="scim"');
  if (refusal.status === 503) void reply.header('retry-after', RETRY_AFTER_S);
  return reply.code(refusal.status).type('application/scim+json').send(scimError(refusal));
}
