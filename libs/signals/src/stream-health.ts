import { Injectable } from '@nestjs/common';
import { Clock, type RefusalCode } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import type { TransmitterStatus } from './core/consequence.js';

/** How a stream fares. */
export type Health = Readonly<{
  lastSignalAt: Date | null;
  signals: number;
  refused: number;
  polledAt: Date | null;
  failures: number;
  lastError: string | null;
  lastErrorAt: Date | null;
  verifiedAt: Date | null;
  verificationState: string | null;
  transmitterStatus: TransmitterStatus | null;
}>;

/** A failing poll is repeated after 5 s, 10 s, 20 s and so on, at most 5 minutes. */
const RETRY_S = 5;
const MOST_RETRY_S = 300;

/** Status of streams: the house's own upkeep, seen by administrators, evidence of nothing. */
@Injectable()
export class StreamHealth {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  async of(tx: Tx, streamIds: readonly string[]): Promise<Map<string, Health>> {
    const rows = await tx.query<(Health & { id: string })[]>(
      `SELECT s.id, h.polled_at AS "polledAt", coalesce(h.failures, 0) AS failures, h.last_error AS "lastError",
              h.last_error_at AS "lastErrorAt", coalesce(h.refused, 0)::integer AS refused,
              h.verified_at AS "verifiedAt", h.verification_state AS "verificationState",
              h.transmitter_status AS "transmitterStatus",
              (SELECT max(received_at) FROM signal WHERE stream_id = s.id) AS "lastSignalAt",
              (SELECT count(*)::integer FROM signal WHERE stream_id = s.id) AS signals
       FROM signal_stream s LEFT JOIN signal_stream_health h ON h.stream_id = s.id WHERE s.id = ANY ($1::uuid[])`,
      [streamIds],
    );
    return new Map(rows.map(({ id, ...health }) => [id, health]));
  }

  async refused(tenant: string, streamId: string, code: RefusalCode): Promise<void> {
    await this.db.upkeep(tenant, (tx) =>
      tx.query(
        `INSERT INTO signal_stream_health AS h (stream_id, refused, last_error, last_error_at) VALUES ($1, 1, $2, $3)
         ON CONFLICT (stream_id) DO UPDATE SET refused = h.refused + 1, last_error = $2, last_error_at = $3`,
        [streamId, code, this.clock.now()],
      ),
    );
  }

  async polled(tenant: string, streamId: string): Promise<void> {
    await this.db.upkeep(tenant, (tx) =>
      tx.query(
        `INSERT INTO signal_stream_health (stream_id, polled_at) VALUES ($1, $2)
         ON CONFLICT (stream_id) DO UPDATE SET polled_at = $2, failures = 0, next_poll_at = NULL`,
        [streamId, this.clock.now()],
      ),
    );
  }

  /** The stream rests for a while, the longer the oftener it has failed. */
  async failed(tenant: string, streamId: string, code: RefusalCode): Promise<void> {
    await this.db.upkeep(tenant, (tx) =>
      tx.query(
        `INSERT INTO signal_stream_health AS h (stream_id, failures, last_error, last_error_at, next_poll_at)
         VALUES ($1, 1, $2, $3, $3::timestamptz + interval '${RETRY_S} seconds')
         ON CONFLICT (stream_id) DO UPDATE SET failures = h.failures + 1, last_error = $2, last_error_at = $3,
           next_poll_at = $3::timestamptz
             + least(${MOST_RETRY_S}, ${RETRY_S} * 2 ^ least(h.failures, 10)) * interval '1 second'`,
        [streamId, code, this.clock.now()],
      ),
    );
  }

  async verified(tx: Tx, streamId: string, at: Date, state: string | null): Promise<void> {
    await tx.query(
      `INSERT INTO signal_stream_health (stream_id, verified_at, verification_state) VALUES ($1, $2, $3)
       ON CONFLICT (stream_id) DO UPDATE SET verified_at = $2, verification_state = $3`,
      [streamId, at, state],
    );
  }

  async transmitterSays(tx: Tx, streamId: string, status: TransmitterStatus): Promise<void> {
    await tx.query(
      `INSERT INTO signal_stream_health (stream_id, transmitter_status) VALUES ($1, $2)
       ON CONFLICT (stream_id) DO UPDATE SET transmitter_status = $2`,
      [streamId, status],
    );
  }
}
