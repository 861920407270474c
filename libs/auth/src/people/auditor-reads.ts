import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, Clock } from '@app/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Db } from '@app/database';
import { minutesAfter } from '../core/session.js';

/** The same auditor looking at the same thing again is recorded after this long. */
const AGAIN_MINUTES = 10;

@Entity('auditor_read')
export class AuditorReadRow {
  @PrimaryColumn({ type: 'uuid', name: 'person_id' }) personId: string;
  @PrimaryColumn({ type: 'bytea' }) what: Buffer;
  @Column({ type: 'timestamptz', name: 'expires_at' }) expiresAt: Date;
}

/**
 * Who watches is watched: what an auditor asks for stands in the ledger before it is answered. Route and object are
 * recorded, once in ten minutes; the database decides, so that replicas do not count apart.
 */
@Injectable()
export class AuditorReads {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** @param object the id in the route, if there is one */
  note(actor: Actor, method: string, route: string, object: string | null): Promise<void> {
    const now = this.clock.now();
    const what = hash('sha256', JSON.stringify([method, route, object]), 'buffer');
    return this.db.write(actor, async (tx) => {
      const due = await tx.query<unknown[]>(
        `INSERT INTO auditor_read (person_id, what, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (person_id, what) DO UPDATE SET expires_at = $3 WHERE auditor_read.expires_at <= $4
         RETURNING what`,
        [actor.id, what, minutesAfter(now, AGAIN_MINUTES), now],
      );
      if (due.length === 0) return tx.unchanged(undefined);
      tx.record({ action: 'auditor.read', subject: actor.id, detail: { method, route, object } });
    });
  }
}
