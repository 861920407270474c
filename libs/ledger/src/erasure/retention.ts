import { Injectable } from '@nestjs/common';
import { Clock, Surroundings, system } from '@app/kernel';
import { Db, advisoryLocks } from '@app/database';
import { seal } from './payloads.js';
import { SubjectKeys } from './subject-keys.js';
import { eachOf, tenantsOf } from '../tenants.js';

const USUAL_DAYS = 2_557; // seven years: six for HIPAA, and one to tell
const DAY_MS = 86_400_000;
const BATCH = 1_000;

/** How long personal fields stay, and sealing those that were written before there were keys. Run by a timer. */
@Injectable()
export class PayloadRetention {
  private readonly days: number;

  constructor(
    private readonly db: Db,
    private readonly keys: SubjectKeys,
    private readonly clock: Clock,
    { personalFieldsDays = USUAL_DAYS, personalFieldsLeastDays = 0 }: Surroundings,
  ) {
    this.days = Math.max(personalFieldsDays, personalFieldsLeastDays);
  }

  async run(): Promise<void> {
    await eachOf(await tenantsOf(this.db), async (tenant) => {
      while ((await this.expire(tenant)) === BATCH);
      while ((await this.sealOld(tenant)) === BATCH);
    });
  }

  /** @returns how many fields went because their time was over and nobody must keep them */
  private expire(tenant: string): Promise<number> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - this.days * DAY_MS);
    return this.db.write(system('ledger', tenant), async (tx) => {
      // no hold is being set while it looks for them: what somebody must keep stays from the moment they are told so
      await tx.query('SELECT pg_advisory_xact_lock($1, 0)', [advisoryLocks.erasure]);
      tx.record({ action: 'payload.expired', subject: 'ledger', detail: { before: before.toISOString() } });
      const gone = await tx.query<[unknown, number]>(
        `UPDATE ledger_payload SET sealed = NULL, salt = NULL, value = NULL, gone_at = $2, gone_because = 'expired'
         WHERE (uid, path) IN (
           SELECT p.uid, p.path FROM ledger_payload p WHERE p.at < $1 AND p.gone_at IS NULL
             AND NOT EXISTS (SELECT FROM retention_hold h WHERE h.subject = p.subject AND h.lifted_at IS NULL)
           ORDER BY p.at LIMIT $3)`,
        [before, now, BATCH],
      );
      return gone[1] > 0 ? gone[1] : tx.unchanged(0);
    });
  }

  private sealOld(tenant: string): Promise<number> {
    return this.db.write(system('ledger', tenant), async (tx) => {
      tx.record({ action: 'payload.sealed', subject: 'ledger' });
      const old = await tx.query<{ uid: string; path: string; subject: string; salt: Buffer; value: string }[]>(
        `SELECT uid, path, subject, salt, value FROM ledger_payload WHERE tenant_id = current_tenant()
           AND value IS NOT NULL LIMIT $1 FOR UPDATE SKIP LOCKED`,
        [BATCH],
      );
      if (old.length === 0) return tx.unchanged(0);
      const keys = await this.keys.of(
        tx,
        old.map(({ subject }) => subject),
      );
      const sealed = old.flatMap(({ uid, path, subject, salt, value }) => {
        const key = keys.get(subject);
        return key ? [{ uid, path, key: key.id, sealed: seal(key, uid, path, salt, JSON.parse(value)) }] : [];
      });
      await tx.query(
        `UPDATE ledger_payload p SET sealed = s.sealed, subject_key_id = s.key, salt = NULL, value = NULL
         FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) AS s (uid, path, key, sealed)
         WHERE p.uid = s.uid AND p.path = s.path`,
        [
          sealed.map(({ uid }) => uid),
          sealed.map(({ path }) => path),
          sealed.map(({ key }) => key),
          sealed.map(({ sealed: text }) => text),
        ],
      );
      return old.length;
    });
  }
}
