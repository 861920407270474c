import { Injectable } from '@nestjs/common';
import { type Actor, Clock } from '@app/kernel';
import { Db } from '@app/database';

const AHEAD_MS = 30 * 86_400_000;

/** Provisioning tokens that end soon: without another one joiners and leavers would no longer arrive. */
@Injectable()
export class ExpiringTokens {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /**
   * Tells administrators of each live token that ends within 30 days, and that no other of its source outlives, once.
   * Run by a timer.
   * @returns of how many
   */
  tell(actor: Actor): Promise<number> {
    return this.db.write(actor, async (tx) => {
      const now = this.clock.now();
      const [ending] = await tx.query<[{ id: string; sourceId: string; expiresAt: Date }[], number]>(
        `UPDATE source_token t SET expiry_told_at = $1
         WHERE t.expiry_told_at IS NULL AND t.revoked_at IS NULL AND t.expires_at > $1 AND t.expires_at <= $2
           AND NOT EXISTS (SELECT FROM source_token later WHERE later.source_id = t.source_id
             AND later.revoked_at IS NULL AND later.expires_at > t.expires_at)
         RETURNING id, source_id AS "sourceId", expires_at AS "expiresAt"`,
        [now, new Date(now.getTime() + AHEAD_MS)],
      );
      if (ending.length === 0) return tx.unchanged(0);
      for (const { id: tokenId, sourceId, expiresAt } of ending) {
        const deadline = expiresAt.toISOString();
        tx.record({ action: 'source.token-expiring', subject: sourceId, detail: { tokenId, expiresAt: deadline } });
        const payload = { template: 'source.token-expiring', to: { role: 'admin' }, data: { sourceId, deadline } };
        tx.send({ topic: 'notify', payload });
      }
      return ending.length;
    });
  }
}
