import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '@app/kernel';
import { scimTypeOf } from '@app/scim';
import { problemOf, refusalOf } from './problem.js';
import { RefusedRequests } from './refused-requests.js';

/** The one place where a refusal becomes an HTTP answer: RFC 9457, and under `/scim/v2` RFC 7644 §3.12. */
@Catch()
export class RefusalFilter implements ExceptionFilter {
  private readonly logger = new Logger(RefusalFilter.name);

  constructor(private readonly refused: RefusedRequests) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const refusal = refusalOf(error) ?? new Refusal('request.failed', undefined, { cause: error });
    if (refusal.status >= 500) this.logger.error(`request ${request.id} failed`, error);
    await this.refused.record(request, refusal);
    if (reply.sent) return; // a stream that broke: there is no second head
    void (request.url.startsWith('/scim/') ? sendScimError(reply, refusal) : sendProblem(reply, refusal, request.id));
  }
}

const sendProblem = (reply: FastifyReply, refusal: Refusal, requestId: string): FastifyReply =>
  reply.code(refusal.status).type('application/problem+json').send(problemOf(refusal, requestId));

function sendScimError(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const scimType = scimTypeOf(refusal.code);
  if (refusal.status === 401) void reply.header('www-authenticate', 'Bearer realm="scim"');
  return reply
    .code(refusal.status)
    .type('application/scim+json')
    .send({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(refusal.status),
      ...(scimType && { scimType }),
      detail: refusal.message,
    });
}
