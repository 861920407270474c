import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Preconditions } from '@app/scim';

/** What the request asks of the version that it changes (RFC 9110 §13.1). */
export const When = createParamDecorator((_: unknown, context: ExecutionContext): Preconditions => {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = context
    .switchToHttp()
    .getRequest<FastifyRequest>().headers;
  return { ...(ifMatch !== undefined && { ifMatch }), ...(ifNoneMatch !== undefined && { ifNoneMatch }) };
});
