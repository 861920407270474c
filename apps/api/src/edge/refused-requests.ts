import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Db } from '@app/database';
import type { Refusal } from '@app/kernel';
import { RefusedWrites } from '@app/scim';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The ledger's memory of refusals: the refused work was rolled back, the fact of the attempt is kept. Recorded are
 * missing rights of known callers, and every write of an identity provider that we did not take, except for asking too
 * often: the limit protects the ledger as well.
 */
@Injectable()
export class RefusedRequests {
  private readonly logger = new Logger(RefusedRequests.name);

  constructor(
    private readonly db: Db,
    private readonly writes: RefusedWrites,
  ) {}

  /** The refusal stands whether or not it can be recorded. */
  async record(request: FastifyRequest, refusal: Refusal): Promise<void> {
    const { identity, method, id: requestId, routeOptions, body } = request;
    const { code, status } = refusal;
    const route = routeOptions.url ?? '';
    if (!identity || status === 429) return;
    const isWriteOfSource = identity.kind === 'source' && !reading.has(method) && !route.endsWith('/.search');
    if (!isWriteOfSource && status !== 401 && status !== 403) return;
    if (identity.kind === 'source') {
      const id = idIn(request.params);
      const write = { method, route, ...(id !== undefined && { id }), body };
      return this.writes.record(identity.actor, identity.source, write, refusal);
    }
    const subject = identity.kind === 'person' ? identity.personId : identity.stream.id;
    const event = { action: 'request.refused', subject, detail: { code, method, route, requestId } };
    await this.db
      .write(identity.actor, (tx) => Promise.resolve(tx.record(event)))
      .catch((cause: unknown) => this.logger.error(`a refusal was not recorded (request ${requestId})`, cause));
  }
}

const idIn = (params: unknown): string | undefined =>
  typeof params === 'object' && params !== null && 'id' in params && typeof params.id === 'string'
    ? params.id
    : undefined;
