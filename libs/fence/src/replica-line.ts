import pg from 'pg';
import { newId } from '@app/kernel';
import { NOTE_SERVER, SERVER } from './server.js';
import type { Head } from './snapshot.js';

/** The channel of the wake-ups; what they carry is never trusted. */
export const CHANNEL = 'surety_fence';

/**
 * A replica's own direct connection, over which it proves that it is alive and learns the head of the fence. Each
 * statement is its own transaction. Any error makes it useless: close it and open another.
 */
export class ReplicaLine {
  private constructor(private readonly client: pg.Client) {}

  /** @param timeoutMs for connecting and for each statement */
  static async open(url: string, timeoutMs: number, woken: (told?: string) => void): Promise<ReplicaLine> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'surety-fence',
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs,
      keepAlive: true,
    });
    client.on('error', () => woken()); // the next statement fails and says why
    client.on('notification', ({ payload }) => woken(payload));
    await client.connect();
    try {
      await client.query(`LISTEN ${CHANNEL}`);
      await client.query(NOTE_SERVER);
    } catch (refused) {
      void client.end().catch(() => undefined);
      throw refused;
    }
    return new ReplicaLine(client);
  }

  /** Committed before any snapshot is taken: a writer that did not see the row is in the snapshot. */
  async register(leaseMs: number, former: string | undefined): Promise<string> {
    const id = newId();
    await this.client.query(
      `WITH gone AS (DELETE FROM fence_replica WHERE id = $3)
       INSERT INTO fence_replica (id, acked_seq, lease_ms, lease_until) VALUES ($1, -1, $2, now())`,
      [id, leaseMs, former],
    );
    return id;
  }

  /**
   * Acknowledges what has been applied and renews the lease. On another server than the picture's the number means
   * nothing, and nothing is acknowledged.
   * @returns false when the row is gone
   */
  async keep(id: string, { seq, server }: Partial<Head>, leaseMs: number): Promise<boolean> {
    const kept = await this.client.query(
      `UPDATE fence_replica SET acked_seq = CASE WHEN ${SERVER} = $3::numeric THEN $2::bigint ELSE -1 END,
         lease_until = GREATEST(lease_until, now() + $4 * interval '1 millisecond') WHERE id = $1`,
      [id, seq ?? -1, server ?? null, leaseMs],
    );
    return kept.rowCount === 1;
  }

  async head(): Promise<Head> {
    const { rows } = await this.client.query<{ seq: string; server: string }>(
      `SELECT seq, ${SERVER}::text AS server FROM fence`,
    );
    if (!rows[0]) throw new Error('the fence has no row');
    return { seq: Number(rows[0].seq), server: rows[0].server };
  }

  /** `version` changes with every heartbeat, also with one that renews nothing because a clock was set back. */
  async others(id: string): Promise<{ id: string; version: string }[]> {
    const { rows } = await this.client.query<{ id: string; version: string }>(
      'SELECT id, xmin::text AS version FROM fence_replica WHERE id <> $1',
      [id],
    );
    return rows;
  }

  /** Removes the row of a replica that is gone, unless it has just shown life. @returns whether it was removed */
  async reap({ id, version }: { id: string; version: string }): Promise<boolean> {
    const reaped = await this.client.query('DELETE FROM fence_replica WHERE id = $1 AND xmin::text = $2', [
      id,
      version,
    ]);
    return reaped.rowCount === 1;
  }

  async leave(id: string): Promise<void> {
    await this.client.query('DELETE FROM fence_replica WHERE id = $1', [id]);
  }

  close(): Promise<void> {
    return this.client.end().catch(() => undefined);
  }
}
