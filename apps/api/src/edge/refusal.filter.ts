import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '@app/kernel';
import { refusalOf } from './problem.js';
import { RefusedRequests } from './refused-requests.js';
import { sendRefusal } from './send-refusal.js';

/** Where whatever went wrong becomes a refusal that is recorded and answered. */
@Catch()
export class RefusalFilter implements ExceptionFilter {
  private readonly logger = new Logger(RefusalFilter.name);

  constructor(private readonly refused: RefusedRequests) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const refusal = refusalOf(error, request.url) ?? new Refusal('request.failed', undefined, { cause: error });
    request.refusedFor = refusal.code;
    if (refusal.status >= 500 && refusal.status !== 501) this.logger.error(`request ${request.id} failed`, error);
    await this.refused.record(request, refusal);
    if (reply.sent) return; // a stream that broke: there is no second head
    sendRefusal(request, reply, refusal);
  }
}
