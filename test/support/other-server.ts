import { run } from './database.js';

/**
 * Makes a database believe that it stands on another server, as after a restart or failover. Applies to connections
 * that are opened afterwards; what was lost on the way is the test's to remove.
 */
export async function movable(url: string): Promise<{ move(): Promise<void> }> {
  const name = new URL(url).pathname.slice(1);
  await run(
    url,
    `CREATE SCHEMA elsewhere;
     CREATE TABLE elsewhere.started AS SELECT pg_catalog.pg_postmaster_start_time() AS at;
     CREATE FUNCTION elsewhere.pg_postmaster_start_time() RETURNS timestamptz LANGUAGE sql STABLE
       AS 'SELECT at FROM elsewhere.started';
     ALTER DATABASE ${name} SET search_path = elsewhere, pg_catalog, public`,
  );
  return {
    move: async () => void (await run(url, `UPDATE elsewhere.started SET at = at + interval '1 minute'`)),
  };
}
