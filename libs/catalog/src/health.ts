import { Injectable } from '@nestjs/common';
import { Db } from '@app/database';
import { Refusal } from '@app/kernel';
import { type Command, addressText } from './core/address.js';
import { shown } from './core/seen.js';

export type ServerHealth = Readonly<{
  serverId: string;
  status: 'unknown' | 'healthy' | 'failing';
  /** When the last reading that succeeded began. */
  readAt: Date | null;
  failingSince: Date | null;
  fault: string | null;
  /** What the server offers and the catalog does not take, by kind and name. */
  leftOut: string[];
}>;

/**
 * A server as a reading of it begins. `at` is by the database's clock; `version` is another one after each change of its
 * row, so also after each reading that changed something.
 */
export type Outset = Readonly<{ at: string; version: string; address: string }>;
type Row = Readonly<{ at: string; version: string; transport: string; url: string | null; command: Command | null }>;

const LONGEST_FAULT = 300;

/**
 * How readings of servers went, whoever did them. Times are those of the database's clock: replicas compare them.
 */
@Injectable()
export class Health {
  constructor(private readonly db: Db) {}

  /** Seconds since a reading began that succeeded, on any replica; null when there was none. */
  async age(serverId: string): Promise<number | null> {
    const [row] = await this.db.readEveryTenant((tx) =>
      tx.query<{ age: number | null }[]>(
        'SELECT extract(epoch FROM clock_timestamp() - read_at)::float8 AS age FROM server_health WHERE server_id = $1',
        [serverId],
      ),
    );
    return row?.age ?? null;
  }

  /** Before the first question of a reading. @throws Refusal `server.unknown` */
  async outset(serverId: string): Promise<Outset> {
    const [row] = await this.db.readEveryTenant((tx) =>
      tx.query<Row[]>(
        `SELECT clock_timestamp()::text AS at, xmin::text AS version, transport, url, command FROM mcp_server WHERE id = $1`,
        [serverId],
      ),
    );
    if (!row) throw new Refusal('server.unknown', serverId);
    return { at: row.at, version: row.version, address: addressText(row) };
  }

  /** @param at when the reading began, by the database's clock */
  noteRead(serverId: string, at: string, leftOut: readonly string[]): Promise<void> {
    return this.db.upkeep('every-tenant', async (tx) => {
      await tx.query(
        `INSERT INTO server_health (server_id, tenant_id, status, read_at, left_out, due_at)
         SELECT id, tenant_id, 'healthy', $2::timestamptz, $3, clock_timestamp()
         FROM mcp_server WHERE id = $1
         ON CONFLICT (server_id) DO UPDATE SET status = 'healthy', failing_since = NULL, fault = NULL,
           read_at = greatest(server_health.read_at, excluded.read_at), left_out = excluded.left_out`,
        [serverId, at, shown(leftOut)],
      );
    });
  }

  noteFailed(serverId: string, fault: string): Promise<void> {
    return this.db.upkeep('every-tenant', async (tx) => {
      await tx.query(
        `INSERT INTO server_health (server_id, tenant_id, status, failing_since, fault, due_at)
         SELECT id, tenant_id, 'failing', clock_timestamp(), $2, clock_timestamp() FROM mcp_server WHERE id = $1
         ON CONFLICT (server_id) DO UPDATE SET status = 'failing', fault = excluded.fault,
           failing_since = coalesce(server_health.failing_since, excluded.failing_since)`,
        [serverId, fault.slice(0, LONGEST_FAULT)],
      );
    });
  }

  /**
   * The servers that are to be read now, each given to one replica only: whoever moves its time on. A replica that dies
   * over it leaves the server for the next round.
   * @param seconds between two readings, more or less a quarter, so that many servers spread
   */
  claim(seconds: number): Promise<string[]> {
    return this.db.upkeep('every-tenant', async (tx) => {
      const next = `clock_timestamp() + $1 * (0.75 + random() / 2) * interval '1 second'`;
      await tx.query(
        `INSERT INTO server_health (server_id, tenant_id, due_at) SELECT id, tenant_id, ${next} FROM mcp_server
         WHERE status = 'active' ON CONFLICT DO NOTHING`,
        [seconds],
      );
      const [claimed] = await tx.query<[{ serverId: string }[], number]>(
        `UPDATE server_health SET due_at = ${next} WHERE server_id IN (
           SELECT server_id FROM server_health JOIN mcp_server ON mcp_server.id = server_id
           WHERE due_at <= clock_timestamp() AND mcp_server.status = 'active' FOR UPDATE OF server_health SKIP LOCKED)
         RETURNING server_id AS "serverId"`,
        [seconds],
      );
      return claimed.map(({ serverId }) => serverId);
    });
  }
}
