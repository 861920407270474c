import { Injectable } from '@nestjs/common';
import { Clock } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { CallLog } from './call-log.js';
import { CALL_INTENT, CALL_OUTCOME } from './core/call-record.js';

/** Longer than any call may take: an allowed call without outcome for so long lost its gateway. */
const GIVEN_UP_AFTER_MS = 5 * 60_000;
/** Leaves that are looked at in one statement. */
const STRETCH = 50_000;

type Looked = Readonly<{ tenant: string; from: number; to: number }>;
type Open = Readonly<{ callId: string; at: Date }>;

/**
 * Calls whose gateway died between intent and outcome: nobody will ever know, and the log says so. A live gateway that
 * answers later all the same cannot write a second outcome. Every leaf is looked at once it is old enough, and never
 * again: the log grows for ever, and this runs every minute.
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
    let closed = 0;
    for (const { tenant, from, to } of await this.unseen()) {
      let next = from;
      for (let at = from; at < to && next === at; at = Math.min(at + STRETCH, to)) {
        const stretch = { tenant, from: at, to: Math.min(at + STRETCH, to) };
        const found = await this.db.upkeep('every-tenant', async (tx) => ({
          open: await openBefore(tx, stretch, before),
          next: await firstYoung(tx, stretch, before),
        }));
        for (const { callId, at: arrived } of found.open) {
          const latencyUs = (now.getTime() - arrived.getTime()) * 1000;
          await this.log.outcome({ tenant, callId, at: now, status: 'unknown', latencyUs, resultDigest: null });
        }
        closed += found.open.length;
        next = found.next;
        await this.remember(tenant, next);
      }
    }
    return closed;
  }

  private unseen(): Promise<Looked[]> {
    return this.db.upkeep('every-tenant', async (tx) => {
      const rows = await tx.query<{ tenant: string; from: string; to: string }[]>(
        `SELECT t.id AS tenant, coalesce(c.seq, 0) AS from,
           (SELECT coalesce(max(p.seq) + 1, 0) FROM ledger_place p WHERE p.tenant_id = t.id) AS to
         FROM tenant t LEFT JOIN ledger_closed c ON c.tenant_id = t.id`,
      );
      return rows.map(({ tenant, from, to }) => ({ tenant, from: Number(from), to: Number(to) }));
    });
  }

  private remember(tenant: string, seq: number): Promise<unknown> {
    return this.db.upkeep('every-tenant', (tx) =>
      tx.query(
        `INSERT INTO ledger_closed AS c (tenant_id, seq) VALUES ($1, $2)
         ON CONFLICT (tenant_id) DO UPDATE SET seq = greatest(c.seq, excluded.seq)`,
        [tenant, seq],
      ),
    );
  }
}

const INTENTS = `ledger_entry i WHERE i.tenant_id = $1 AND i.type = '${CALL_INTENT}' AND i.seq >= $2 AND i.seq < $3`;

function openBefore(tx: Tx, { tenant, from, to }: Looked, before: Date): Promise<Open[]> {
  return tx.query<Open[]>(
    `SELECT i.call_id AS "callId", i.at FROM ${INTENTS} AND i.at < $4
       AND NOT EXISTS (SELECT FROM ledger_entry o WHERE o.call_id = i.call_id AND o.type = '${CALL_OUTCOME}')
       AND i.entry::jsonb -> 'd' ->> 'decision' = 'allow'`,
    [tenant, from, to, before],
  );
}

/** Where to go on: the first call that may still be under way. */
async function firstYoung(tx: Tx, { tenant, from, to }: Looked, before: Date): Promise<number> {
  const [row] = await tx.query<{ seq: string | null }[]>(`SELECT min(i.seq) AS seq FROM ${INTENTS} AND i.at >= $4`, [
    tenant,
    from,
    to,
    before,
  ]);
  return Number(row?.seq ?? to);
}
