import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { LessThan, MoreThanOrEqual } from 'typeorm';
import { type Actor, Clock, system } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { type SourceHealth, type Totals, healthOf } from './core/source-health.js';
import { SourceActivityRow } from './source-activity.row.js';
import type { SourceRow } from './source.row.js';
import { SourceTokenRow } from './source-token.row.js';

/** One request of a source, answered. */
export type Activity = Readonly<SourceActivityRow>;

const FLUSH_MS = 1_000;
/** When writing falls behind by this many, the oldest are dropped: this is a log for people, not evidence. */
const MOST_WAITING = 10_000;
const KEPT_DAYS = 30;

type TokenState = Readonly<{ id: string; createdAt: Date; expiresAt: Date; lastUsedAt: Date | null }>;

/** What the status page of a source shows. Times are null for what never happened within the log's 30 days. */
export type SourceStatus = Readonly<{
  lastRequestAt: Date | null;
  lastSuccessAt: Date | null;
  lastWriteAt: Date | null;
  lastHour: Totals;
  lastDay: Totals;
  errors: readonly Readonly<{ code: string; status: number; count: number; lastAt: Date }>[];
  tokens: readonly TokenState[];
  health: SourceHealth;
}>;

/**
 * What sources asked for lately. Requests are noted in memory and written about every second, so that no answer waits
 * for its log; a crash may lose the last second of it. What was changed stands in the ledger.
 */
@Injectable()
export class SourceActivity implements BeforeApplicationShutdown {
  private readonly logger = new Logger(SourceActivity.name);
  private waiting: { tenant: string; activity: Activity }[] = [];
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  note(tenant: string, activity: Activity): void {
    this.waiting.push({ tenant, activity });
    if (this.waiting.length > MOST_WAITING) this.waiting.shift();
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Writes what was noted until now. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.waiting;
    this.waiting = [];
    return (this.flushing = this.flushing.then(() => this.store(batch)));
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.flush();
  }

  /** Newest first. @param before id of the last one seen */
  log(
    actor: Actor,
    sourceId: string,
    { limit, errorsOnly, before }: Readonly<{ limit: number; errorsOnly: boolean; before?: string | undefined }>,
  ): Promise<SourceActivityRow[]> {
    return this.db.read(actor, (tx) =>
      tx.find(SourceActivityRow, {
        where: {
          sourceId,
          ...(errorsOnly && { status: MoreThanOrEqual(400) }),
          ...(before !== undefined && { id: LessThan(before) }),
        },
        order: { id: 'DESC' },
        take: limit,
      }),
    );
  }

  status(actor: Actor, source: SourceRow): Promise<SourceStatus> {
    const now = this.clock.now();
    return this.db.read(actor, async (tx) => {
      const [times] = await tx.query<
        [{ lastRequestAt: Date | null; lastSuccessAt: Date | null; lastWriteAt: Date | null }]
      >(
        `SELECT max(at) AS "lastRequestAt", max(at) FILTER (WHERE status < 400) AS "lastSuccessAt",
                max(at) FILTER (WHERE status < 400 AND method <> 'GET') AS "lastWriteAt"
         FROM source_activity WHERE source_id = $1`,
        [source.id],
      );
      const lastHour = await totals(tx, source.id, hoursBefore(now, 1));
      const lastDay = await totals(tx, source.id, hoursBefore(now, 24));
      const tokens = await tokensOf(tx, source.id, now);
      const health = healthOf({ ...times, lastHour, dialect: source.dialect, tokens, now });
      return {
        ...times,
        lastHour,
        lastDay,
        errors: await errorsOf(tx, source.id, hoursBefore(now, 24)),
        tokens,
        health,
      };
    });
  }

  /** Run by a timer. @returns how many entries were too old */
  async prune(): Promise<number> {
    const at = LessThan(hoursBefore(this.clock.now(), KEPT_DAYS * 24));
    const { affected } = await this.db.upkeep(system('prune').tenant, (tx) => tx.delete(SourceActivityRow, { at }));
    return affected ?? 0;
  }

  private async store(batch: readonly { tenant: string; activity: Activity }[]): Promise<void> {
    for (const tenant of new Set(batch.map((item) => item.tenant))) {
      const rows = batch.filter((item) => item.tenant === tenant).map(({ activity }) => activity);
      await this.db
        .upkeep(tenant, async (tx) => {
          await tx.query(
            `INSERT INTO source_activity (id, source_id, token_id, at, duration_ms, method, route, status, code, client)
             SELECT id, source_id, token_id, at, duration_ms, method, route, status, code, client
             FROM jsonb_to_recordset($1::jsonb) AS noted (id uuid, source_id uuid, token_id uuid, at timestamptz,
               duration_ms integer, method text, route text, status integer, code text, client text)`,
            [JSON.stringify(rows.map(columnsOf))],
          );
          await tx.query(
            `INSERT INTO source_token_use (token_id, last_used_at)
             SELECT token_id, max(at) FROM jsonb_to_recordset($1::jsonb) AS noted (token_id uuid, at timestamptz)
             GROUP BY token_id ORDER BY token_id
             ON CONFLICT (token_id) DO UPDATE SET last_used_at = greatest(source_token_use.last_used_at, excluded.last_used_at)`,
            [JSON.stringify(rows.map(columnsOf))],
          );
        })
        .catch((cause: unknown) =>
          this.logger.warn(`${rows.length} requests of sources were not logged: ${String(cause)}`),
        );
    }
  }
}

const columnsOf = ({ sourceId, tokenId, durationMs, ...same }: Activity) => ({
  ...same,
  source_id: sourceId,
  token_id: tokenId,
  duration_ms: durationMs,
});

const hoursBefore = (now: Date, hours: number): Date => new Date(now.getTime() - hours * 3_600_000);

async function totals(tx: Tx, sourceId: string, since: Date): Promise<Totals> {
  const [row] = await tx.query<[Totals]>(
    `SELECT count(*)::integer AS requests, (count(*) FILTER (WHERE method <> 'GET'))::integer AS writes,
            (count(*) FILTER (WHERE status >= 400 AND NOT (status = 404 AND method = 'GET')))::integer AS errors
     FROM source_activity WHERE source_id = $1 AND at >= $2`,
    [sourceId, since],
  );
  return row;
}

const errorsOf = (tx: Tx, sourceId: string, since: Date): Promise<SourceStatus['errors']> =>
  tx.query(
    `SELECT coalesce(code, 'none') AS code, status, count(*)::integer AS count, max(at) AS "lastAt" FROM source_activity
     WHERE source_id = $1 AND at >= $2 AND status >= 400 GROUP BY 1, 2 ORDER BY 3 DESC, 1`,
    [sourceId, since],
  );

const tokensOf = (tx: Tx, sourceId: string, now: Date): Promise<TokenState[]> =>
  tx
    .createQueryBuilder(SourceTokenRow, 't')
    .leftJoin('source_token_use', 'u', 'u.token_id = t.id')
    .select([
      't.id AS id',
      't.created_at AS "createdAt"',
      't.expires_at AS "expiresAt"',
      'u.last_used_at AS "lastUsedAt"',
    ])
    .where('t.source_id = :sourceId AND t.revoked_at IS NULL AND t.expires_at > :now', { sourceId, now })
    .orderBy('t.created_at')
    .getRawMany<TokenState>();
