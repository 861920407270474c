import { Injectable } from '@nestjs/common';
import { Clock, Refusal } from '@app/kernel';
import { Db, type Tx, advisoryLocks } from '@app/database';
import type { McpSession, Said, Watched } from './mcp-session.js';
import { SessionStore } from './session-store.js';

/** A session ends after this long without a sign of life. */
export const IDLE_MINUTES = 60;
/** Sessions of one agent for one person. */
export const MOST_SESSIONS = 1_000;
/** One that was silent for so long makes room for another. */
const SILENT_MINUTES = 5;
const MOST_WATCHED = 100;

const LOCK = `SELECT pg_advisory_xact_lock(${advisoryLocks.mcpSessions}, hashtext($1 || $2))`;
const ENTER = `WITH live AS (
    SELECT id_hash, seen_at FROM mcp_session WHERE agent_id = $2 AND person_id IS NOT DISTINCT FROM $3
      AND seen_at > $8::timestamptz - interval '${IDLE_MINUTES} minutes'
  ), gone AS (
    DELETE FROM mcp_session WHERE id_hash IN (
      SELECT id_hash FROM live WHERE seen_at < $8::timestamptz - interval '${SILENT_MINUTES} minutes'
      ORDER BY seen_at LIMIT greatest(0, (SELECT count(*) FROM live) - ${MOST_SESSIONS - 1}))
    RETURNING 1
  ), entered AS (
    INSERT INTO mcp_session (id_hash, agent_id, person_id, client_id, endpoint, transport, revision, capabilities, created_at, seen_at)
    SELECT decode($1, 'hex'), $2, $3, $4, $5, $6, $7, $9, $8, $8
    WHERE (SELECT count(*) FROM live) - (SELECT count(*) FROM gone) < ${MOST_SESSIONS}
    RETURNING 1
  ) SELECT count(*)::integer AS n FROM entered`;
const FIND = `SELECT encode(id_hash, 'hex') AS hash, tenant_id AS tenant, agent_id AS "agentId", person_id AS "personId",
    client_id AS "clientId", nullif(endpoint, '') AS server, transport, revision, capabilities,
    log_level AS "logLevel", subscriptions
  FROM mcp_session WHERE id_hash = decode($1, 'hex')
    AND seen_at > $2::timestamptz - interval '${IDLE_MINUTES} minutes'`;
const CHANGE = `UPDATE mcp_session SET revision = coalesce($2, revision), capabilities = coalesce($3, capabilities),
  log_level = coalesce($4, log_level) WHERE id_hash = decode($1, 'hex')`;
const others = `coalesce((SELECT jsonb_agg(w) FROM jsonb_array_elements(subscriptions) w
  WHERE w ->> 'publicUri' <> $2::jsonb ->> 'publicUri'), '[]')`;
const WATCH = `WITH watched AS (
    UPDATE mcp_session SET subscriptions = ${others} || jsonb_build_array($2::jsonb)
    WHERE id_hash = decode($1, 'hex') AND jsonb_array_length(${others}) < ${MOST_WATCHED} RETURNING 1
  ) SELECT count(*)::integer AS n FROM watched`;
const UNWATCH = `UPDATE mcp_session SET subscriptions = ${others} WHERE id_hash = decode($1, 'hex')`;
const END = `WITH ended AS (
    DELETE FROM mcp_session WHERE id_hash = decode($1, 'hex') RETURNING 1
  ) SELECT count(*)::integer AS n FROM ended`;
/** Locked in one order, as other processes do it too; what was written a moment ago is not written again. */
const SEEN = `WITH seen AS (
    SELECT id_hash FROM mcp_session WHERE id_hash IN (SELECT decode(h, 'hex') FROM unnest($1::text[]) h)
      AND seen_at < $2::timestamptz - interval '1 minute' ORDER BY id_hash FOR UPDATE
  ) UPDATE mcp_session s SET seen_at = greatest(s.seen_at, $2) FROM seen WHERE s.id_hash = seen.id_hash`;
const SWEEP = `DELETE FROM mcp_session WHERE id_hash IN (
  SELECT id_hash FROM mcp_session WHERE seen_at < $1::timestamptz - interval '${IDLE_MINUTES} minutes'
  FOR UPDATE SKIP LOCKED)`;

/** Sessions in the table `mcp_session`. */
@Injectable()
export class PgSessionStore extends SessionStore {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {
    super();
  }

  enter(session: McpSession): Promise<boolean> {
    const { hash, tenant, agentId, personId, clientId, server, transport, revision, capabilities } = session;
    return this.within(tenant, async (tx) => {
      await tx.query(LOCK, [agentId, personId ?? '']);
      const values = [hash, agentId, personId, clientId, server ?? '', transport, revision, this.clock.now()];
      return isOne(await tx.query(ENTER, [...values, JSON.stringify(capabilities)]));
    });
  }

  find(tenant: string, hash: string): Promise<McpSession | null> {
    return this.within(tenant, async (tx) => {
      const [row] = await tx.query<McpSession[]>(FIND, [hash, this.clock.now()]);
      return row ?? null;
    });
  }

  async change({ tenant, hash }: McpSession, { revision, capabilities, logLevel }: Said): Promise<void> {
    const said = capabilities && JSON.stringify(capabilities);
    await this.within(tenant, (tx) => tx.query(CHANGE, [hash, revision, said, logLevel]));
  }

  watch({ tenant, hash }: McpSession, resource: Watched): Promise<boolean> {
    return this.within(tenant, async (tx) => isOne(await tx.query(WATCH, [hash, JSON.stringify(resource)])));
  }

  async unwatch({ tenant, hash }: McpSession, resource: Watched): Promise<void> {
    await this.within(tenant, (tx) => tx.query(UNWATCH, [hash, JSON.stringify(resource)]));
  }

  end({ tenant, hash }: McpSession): Promise<boolean> {
    return this.within(tenant, async (tx) => isOne(await tx.query(END, [hash])));
  }

  /** What is over is thrown away on the way. */
  async seen(hashes: readonly string[]): Promise<void> {
    await this.within('every-tenant', async (tx) => {
      await tx.query(SEEN, [hashes, this.clock.now()]);
      await tx.query(SWEEP, [this.clock.now()]);
    });
  }

  private async within<T>(tenant: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      return await this.db.upkeep(tenant, work);
    } catch (cause) {
      throw new Refusal('database.unavailable', undefined, { cause });
    }
  }
}

const isOne = ([row]: readonly { n: number }[]): boolean => row?.n === 1;
