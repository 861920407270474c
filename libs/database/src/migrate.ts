import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { advisoryLocks } from './advisory-locks.js';

const OLDEST = 15;

/**
 * Brings the database up to date, one starter at a time: TypeORM takes no lock of its own, and two simultaneous starts
 * on an empty database would fail. The lock is held by a connection of its own, whose end releases it whatever happens.
 * @returns the names of the migrations that were applied now
 * @throws when the server is too old, or its role would bypass row-level security
 */
export async function migrate(url: string, migrations: (new () => MigrationInterface)[]): Promise<string[]> {
  const guard = new pg.Client({ connectionString: url });
  guard.on('error', () => undefined); // a lost guard connection surfaces as the failure of what runs under it
  await guard.connect();
  try {
    await refuseUnfit(guard);
    await guard.query('SELECT pg_advisory_lock($1)', [advisoryLocks.migration]);
    const source = await new DataSource({ type: 'postgres', url, migrations, synchronize: false }).initialize();
    try {
      return (await source.runMigrations({ transaction: 'each' })).map(({ name }) => name);
    } finally {
      await source.destroy();
    }
  } finally {
    await guard.end();
  }
}

/** Superusers and BYPASSRLS roles pass every tenant wall, FORCE included: such a role must not run the product. */
async function refuseUnfit(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: number; role: string; unbound: boolean }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version, rolname AS role,
            rolsuper OR rolbypassrls AS unbound FROM pg_roles WHERE rolname = current_user`,
  );
  const [server] = rows;
  if (!server) throw new Error('SURETY_DATABASE_URL: the server does not know its own role');
  if (server.version < OLDEST) {
    throw new Error(`SURETY_DATABASE_URL: PostgreSQL ${server.version} is too old, Surety needs ${OLDEST} or newer`);
  }
  if (server.unbound) {
    throw new Error(
      `SURETY_DATABASE_URL: the role "${server.role}" bypasses row-level security, which separates tenants; ` +
        'use a role made with NOSUPERUSER NOBYPASSRLS that owns the database',
    );
  }
}
