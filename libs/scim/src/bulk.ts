import { Injectable, Logger } from '@nestjs/common';
import { type Actor, Refusal, Surroundings } from '@app/kernel';
import type { SourceRow } from '@app/directory';
import { scimRoot } from './addresses.js';
import { type BulkEndpoint, BulkRun } from './bulk-run.js';
import { BULK_RESPONSE, parseBulk } from './core/bulk-request.js';
import { planned } from './core/bulk-plan.js';
import { dialects } from './core/dialect.js';
import { ScimAgents } from './agents.js';
import { ScimGroups } from './groups.js';
import { RefusedWrites } from './refused-writes.js';
import { ScimUsers } from './users.js';

/** RFC 7644 §3.7: many operations in one request, one transaction each. */
@Injectable()
export class ScimBulk {
  private readonly logger = new Logger(ScimBulk.name);
  private readonly endpoints: ReadonlyMap<string, BulkEndpoint>;
  private readonly root: string;

  constructor(
    users: ScimUsers,
    groups: ScimGroups,
    agents: ScimAgents,
    private readonly refused: RefusedWrites,
    surroundings: Surroundings,
  ) {
    this.root = scimRoot(surroundings);
    this.endpoints = new Map<string, BulkEndpoint>([
      ['Users', users],
      ['Groups', groups],
      ['Agents', agents],
    ]);
  }

  /**
   * Answers for each operation that was tried, in the order of the request. When the database is lost, the rest is
   * answered alike without being tried.
   * @throws Refusal as `parseBulk` does; before anything is done
   */
  async run(actor: Actor, source: SourceRow, body: unknown) {
    const { failOnErrors, operations } = parseBulk(body, dialects[source.dialect]);
    const run = new BulkRun(operations, this.endpoints, this.root, {
      actor,
      source,
      refuse: async (write, error) => {
        const refusal = error instanceof Refusal ? error : new Refusal('request.failed', undefined, { cause: error });
        if (refusal.status >= 500) this.logger.error(`a bulk operation of request ${actor.request?.id} failed`, error);
        await this.refused.record(actor, source, write, refusal);
        return refusal;
      },
    });
    for (const step of planned(operations)) {
      if (run.failures >= failOnErrors) break;
      await run.take(step);
    }
    return { schemas: [BULK_RESPONSE], Operations: run.results() };
  }
}
