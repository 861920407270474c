import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '@app/database';
import { type ProviderTime, ProviderTimes } from '@app/lifecycle';
import { types } from './core/event-types.js';
import { OLDEST_MS } from './core/statement.js';

/** Events that tell of a leaver before, or while, SCIM does. */
const leaving = [types.accountDisabled, types.accountPurged, types.scimDeactivate, types.scimDelete];

/** Lets leaver receipts say how long the provider's own clock was ahead of the SCIM write. */
@Injectable()
export class LeavingTold implements OnModuleInit {
  constructor(private readonly times: ProviderTimes) {}

  onModuleInit(): void {
    this.times.register(leavingTold);
  }
}

/** The earliest event of this leaving: after the person was last let in, and not older than any event that is accepted. */
async function leavingTold(tx: Tx, personId: string, committed: Date): Promise<ProviderTime | null> {
  const rows = await tx.query<{ at: Date; id: string; type: string }[]>(
    `SELECT e.event_at AS at, e.signal_id AS id, e.event_type AS type FROM signal_effect e
     WHERE e.person_id = $1 AND e.event_type = ANY ($2) AND e.event_at BETWEEN $3 AND $4
       AND e.event_at > coalesce((SELECT max(l.at) FROM lifecycle_event l WHERE l.person_id = $1 AND l.at < $4
         AND l.kind IN ('joiner', 'reinstated', 'rehire')), '-infinity')
     ORDER BY e.event_at, e.id LIMIT 1`,
    [personId, leaving, new Date(committed.getTime() - OLDEST_MS), committed],
  );
  const [first] = rows;
  return first ? { at: first.at, basis: `signal ${first.id}: ${first.type}` } : null;
}
