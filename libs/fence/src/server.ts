/**
 * Which run of which PostgreSQL server answers: the time at which it was started, in SQL. After a restart or a failover
 * it is another one, and then rows of replicas, acknowledgements and even changes may have been lost (facts: auth §4.4).
 */
export const SERVER = 'extract(epoch FROM pg_postmaster_start_time())';

/** Notes in the fence that another server carries it now, and since when. To be run at the start of every connection. */
export const NOTE_SERVER = `UPDATE fence SET served_by = ${SERVER}, served_since = clock_timestamp()
  WHERE served_by IS DISTINCT FROM ${SERVER}`;

/** How long the fence has been on this server, in milliseconds; null when it was never on another one. */
export const SERVED_MS = `CASE WHEN fence.served_by IS DISTINCT FROM ${SERVER} THEN 0
  ELSE extract(epoch FROM clock_timestamp() - fence.served_since) * 1000 END`;
