import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '@app/database';
import pg from 'pg';

/**
 * `adminUrl` is for a superuser and database `postgres`; `url` is for the role `surety` and its database, and row-level
 * security binds it as in production. Other databases are reached by replacing the path.
 */
export type TestServer = Readonly<{ adminUrl: string; url: string; stop: () => Promise<void> }>;

/** The server that TEST_POSTGRES_URL (of a superuser) names, or a throwaway one from our own launcher. */
export async function startTestServer(): Promise<TestServer> {
  const given = process.env['TEST_POSTGRES_URL'];
  return given ? useGiven(given) : startThrowaway();
}

async function startThrowaway(): Promise<TestServer> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'surety-test-'));
  fs.chmodSync(home, 0o711); // as root the server runs as another account, which must pass through
  const remove = (): void => fs.rmSync(home, { recursive: true, force: true });
  try {
    // a test needs no durability; never use these settings elsewhere
    const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
    const server = await startEmbeddedPostgres({ home, settings });
    const { adminPassword } = JSON.parse(fs.readFileSync(path.join(home, 'pg.json'), 'utf8')) as {
      adminPassword: string;
    };
    return {
      adminUrl: as(server.url, 'surety_admin', adminPassword, 'postgres'),
      url: server.url,
      stop: async () => {
        await server.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Gives the server the role and database that the launcher would have made. */
async function useGiven(given: string): Promise<TestServer> {
  const password = 'surety-test';
  const client = new pg.Client({ connectionString: given });
  await client.connect();
  try {
    await client.query(
      `do $$ begin
         create role surety;
       exception when duplicate_object or unique_violation then null;
       end $$`,
    );
    await client.query(`alter role surety login createdb nosuperuser nobypassrls password '${password}'`);
    await client.query('create database surety owner surety').catch((error: unknown) => {
      if (!(error instanceof pg.DatabaseError && error.code === '42P04')) throw error; // there already
    });
  } finally {
    await client.end();
  }
  return { adminUrl: given, url: as(given, 'surety', password, 'surety'), stop: () => Promise.resolve() };
}

function as(server: string, role: string, password: string, database: string): string {
  const url = new URL(server);
  url.username = role;
  url.password = password;
  url.pathname = `/${database}`;
  return url.href;
}
