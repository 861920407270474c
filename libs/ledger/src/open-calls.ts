import { Injectable } from '@nestjs/common';
import { Clock } from '@app/kernel';
import { Db } from '@app/database';
import { CallLog } from './call-log.js';
import { CALL_INTENT, CALL_OUTCOME } from './core/call-record.js';

/** Longer than any call may take: an allowed call without outcome for so long lost its gateway. */
const GIVEN_UP_AFTER_MS = 5 * 60_000;

/**
 * Calls whose gateway died between intent and outcome: nobody will ever know, and the log says so. A live gateway that
 * answers later all the same cannot write a second outcome.
 */
@Injectable()
export class OpenCalls {
  constructor(
    private readonly db: Db,
    private readonly log: CallLog,
    private readonly clock: Clock,
  ) {}

  /** @returns how many calls were closed as `unknown` */
  async close(): Promise<number> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - GIVEN_UP_AFTER_MS);
    const open = await this.db.upkeep('every-tenant', (tx) =>
      tx.query<{ tenant: string; callId: string; at: Date }[]>(
        `SELECT i.tenant_id AS tenant, i.call_id AS "callId", i.at FROM ledger_entry i
         WHERE i.type = $1 AND i.at < $3
           AND i.entry::jsonb -> 'd' ->> 'decision' = 'allow'
           AND NOT EXISTS (SELECT FROM ledger_entry o WHERE o.call_id = i.call_id AND o.type = $2)`,
        [CALL_INTENT, CALL_OUTCOME, before.toISOString()],
      ),
    );
    for (const { tenant, callId, at } of open) {
      const latencyUs = (now.getTime() - at.getTime()) * 1000;
      await this.log.outcome({ tenant, callId, at: now, status: 'unknown', latencyUs, resultDigest: null });
    }
    return open.length;
  }
}
