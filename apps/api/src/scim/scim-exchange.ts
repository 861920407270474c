import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, map } from 'rxjs';
import { Refusal, isObject } from '@app/kernel';
import { jsonBody, matches } from '@app/scim';
import { inPieces } from './in-pieces.js';

/**
 * What every exchange under `/scim/v2` has in common: the body is read once it is known who sends it, and the headers
 * of an answer repeat its `meta` (RFC 7643 §3.1, RFC 7644 §3.14).
 */
@Injectable()
export class ScimExchange implements NestInterceptor {
  async intercept(context: ExecutionContext, next: CallHandler<unknown>): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (!request.routeOptions.url?.startsWith('/scim/v2/')) return next.handle();
    if (/^(POST|PUT|PATCH)$/.test(request.method)) request.body = await bodyOf(request);
    return next.handle().pipe(map((answer) => inPieces(headed(request, reply, answer))));
  }
}

function bodyOf({ body }: FastifyRequest): Promise<unknown> {
  if (Buffer.isBuffer(body)) return jsonBody(body);
  throw new Refusal('scim.invalid-syntax', 'the body must be application/scim+json');
}

function headed({ method, headers }: FastifyRequest, reply: FastifyReply, answer: unknown): unknown {
  const meta = isObject(answer) && isObject(answer['meta']) ? answer['meta'] : {};
  const { location, version } = meta;
  if (typeof location === 'string') {
    void reply.header(reply.statusCode === 201 ? 'location' : 'content-location', location);
  }
  if (typeof version !== 'string') return answer;
  void reply.header('etag', version);
  const known = headers['if-none-match'];
  if (!/^(GET|HEAD)$/.test(method) || known === undefined || !matches(known, version)) return answer;
  void reply.code(304).removeHeader('content-type');
  return undefined;
}
