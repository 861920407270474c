import { Injectable } from '@nestjs/common';
import type { Actor } from '@app/kernel';
import { Db, type Tx } from '@app/database';

/** Entries read at a time. */
const PAGE = 5_000;

/** When grants last let a call through: gathered from the ledger, so that no call waits for it. */
@Injectable()
export class GrantUses {
  constructor(private readonly db: Db) {}

  /** Up to the newest entry of the ledger; whoever gathers at the same time waits. */
  async gather({ tenant }: Actor): Promise<void> {
    while ((await this.db.upkeep(tenant, (tx) => gatherPage(tx, tenant))) === PAGE);
  }
}

/** @returns how many entries were looked at */
async function gatherPage(tx: Tx, tenant: string): Promise<number> {
  await tx.query('INSERT INTO grant_use_mark (tenant_id, seq) VALUES ($1, 0) ON CONFLICT DO NOTHING', [tenant]);
  const [mark] = await tx.query<{ seq: string }[]>('SELECT seq FROM grant_use_mark WHERE tenant_id = $1 FOR UPDATE', [
    tenant,
  ]);
  const [page] = await tx.query<{ count: number }[]>(
    `WITH page AS (
       SELECT seq, at, entry::jsonb -> 'd' AS said FROM ledger_entry
       WHERE tenant_id = $1 AND type = 'call.intent' AND seq >= $2 ORDER BY seq LIMIT ${PAGE}
     ), used AS (
       SELECT named.id::uuid AS id, max(at) AS at, count(*) AS calls
       FROM page, jsonb_array_elements_text(said -> 'grant_ids') AS named (id)
       WHERE said ->> 'decision' = 'allow' GROUP BY 1
     ), noted AS (
       INSERT INTO grant_use (grant_id, tenant_id, last_used_at, calls) SELECT id, $1, at, calls FROM used
       ON CONFLICT (grant_id) DO UPDATE SET last_used_at = greatest(grant_use.last_used_at, excluded.last_used_at),
         calls = grant_use.calls + excluded.calls
     ), marked AS (
       UPDATE grant_use_mark SET seq = (SELECT max(seq) + 1 FROM page) WHERE tenant_id = $1 AND EXISTS (SELECT FROM page)
     ) SELECT count(*)::int AS count FROM page`,
    [tenant, mark?.seq ?? 0],
  );
  return page?.count ?? 0;
}
