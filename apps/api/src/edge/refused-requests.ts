import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Db } from '@app/database';
import type { Refusal } from '@app/kernel';

/**
 * The ledger's memory of refusals: the refused work was rolled back, the fact of the attempt is kept. Recorded are
 * missing rights of known callers, and every write of an identity provider that we did not take.
 */
@Injectable()
export class RefusedRequests {
  private readonly logger = new Logger(RefusedRequests.name);

  constructor(private readonly db: Db) {}

  /** The refusal stands whether or not it can be recorded. */
  async record(request: FastifyRequest, { code, status }: Refusal): Promise<void> {
    const { identity, method, id, routeOptions } = request;
    if (!identity) return;
    const isWriteOfSource = identity.kind === 'source' && method !== 'GET';
    if (!isWriteOfSource && status !== 401 && status !== 403) return;
    const subject = identity.kind === 'source' ? identity.source.id : identity.personId;
    const detail = { code, method, route: routeOptions.url ?? '', requestId: id };
    await this.db
      .write(identity.actor, (tx) => Promise.resolve(tx.record({ action: 'request.refused', subject, detail })))
      .catch((cause: unknown) => this.logger.error(`a refusal was not recorded (request ${id})`, cause));
  }
}
