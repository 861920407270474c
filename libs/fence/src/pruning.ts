import { Injectable } from '@nestjs/common';
import { Db } from '@app/database';

const AT_ONCE = 10_000;

/**
 * Removes from the list of changes what every replica has applied. One that has registered but acknowledged nothing yet
 * reads from a number that nobody knows, so nothing is removed beside it; one without a row reads everything anyway.
 */
@Injectable()
export class FencePruning {
  constructor(private readonly db: Db) {}

  /** @returns how many rows went */
  async prune(): Promise<number> {
    let removed = 0;
    for (;;) {
      const count = await this.db.upkeep('every-tenant', async (tx) => {
        const [, gone] = await tx.query<[unknown, number]>(
          `DELETE FROM fence_change WHERE ctid = ANY (ARRAY(
             SELECT ctid FROM fence_change
             WHERE seq <= (SELECT LEAST(fence.seq, (SELECT min(acked_seq) FROM fence_replica)) FROM fence)
             LIMIT ${AT_ONCE}))`,
        );
        return gone;
      });
      removed += count;
      if (count < AT_ONCE) return removed;
    }
  }
}
