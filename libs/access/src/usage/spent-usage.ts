import { Injectable } from '@nestjs/common';
import { Clock } from '@app/kernel';
import { Db } from '@app/database';
import { ABSOLUTE_HOURS } from './scope.js';

/** Counters and marks for which nobody asks any more; removing them only keeps the tables small. Run by a timer. */
@Injectable()
export class SpentUsage {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  async sweep(): Promise<void> {
    const now = this.clock.now();
    const over = new Date(now.getTime() - 2 * ABSOLUTE_HOURS * 3_600_000);
    await this.db.upkeep('every-tenant', async (tx) => {
      await tx.query('DELETE FROM usage_counter WHERE ends_at < $1', [now]);
      await tx.query('DELETE FROM session_mark WHERE marked_at < $1', [over]);
      await tx.query('DELETE FROM agent_session WHERE used_at < $1', [over]);
    });
  }
}
