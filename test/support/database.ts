import { migrate } from '@app/database';
import { newId } from '@app/kernel';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { inject } from 'vitest';
import { migrations } from '../../migrations/index.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The test server, as role `surety`. */
    postgres: string;
  }
}

const TEMPLATE = 'surety_template';

/** Migrates once per run; every test file then clones the result in milliseconds. */
export async function prepareTemplate(server: string): Promise<void> {
  await run(server, `DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`);
  await run(server, `CREATE DATABASE ${TEMPLATE}`);
  await migrate(on(server, TEMPLATE), migrations);
}

/** A migrated database of its own: a clone of the template that the run prepared, else migrated now. */
export async function freshDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = inject('postgres') ?? process.env['TEST_POSTGRES_URL'];
  if (!server) throw new Error('no PostgreSQL: run through the global setup, or set TEST_POSTGRES_URL (role surety)');
  const name = `t_${newId().replaceAll('-', '')}`;
  const url = on(server, name);
  const { rowCount } = await run(server, `SELECT FROM pg_database WHERE datname = '${TEMPLATE}'`);
  await run(server, `CREATE DATABASE ${name}${rowCount ? ` TEMPLATE ${TEMPLATE}` : ''}`);
  if (!rowCount) await migrate(url, migrations);
  return { url, drop: () => dropDatabase(server, name) };
}

/** Autovacuum belongs to the superuser and may not be ended by us: while it is at work there, we wait. */
export async function dropDatabase(server: string, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return void (await run(server, `DROP DATABASE ${name} WITH (FORCE)`));
    } catch (refused) {
      if (!(refused instanceof pg.DatabaseError) || refused.code !== '42501' || attempt === 100) throw refused;
      await pause(200);
    }
  }
}

const on = (server: string, database: string): string =>
  Object.assign(new URL(server), { pathname: `/${database}` }).href;

/** What a write takes, in milliseconds, while a replica with this lease is silent: it may not return any sooner. */
export async function whileSilent(url: string, leaseMs: number, write: () => Promise<unknown>): Promise<number> {
  const row = 'INSERT INTO fence_replica (id, acked_seq, lease_ms, lease_until) VALUES ($1, -1, $2, now())';
  const id = newId();
  await run(url, row, [id, leaseMs]);
  const from = performance.now();
  await write();
  const took = performance.now() - from;
  await run(url, 'DELETE FROM fence_replica WHERE id = $1', [id]);
  return took;
}

/** One statement on a connection of its own. */
export async function run(url: string, sql: string, values: unknown[] = []): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql, values);
  } finally {
    await client.end();
  }
}
