import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { ScimWire } from '../../support/scim-wire.js';
import { House } from './house.js';

const TENANT = '00000000-0000-7000-8000-000000000001';
const ROLE = 'surety_bench';

/**
 * A built `surety start` with one provider, on a database of its own: on the server that TEST_POSTGRES_URL (of a
 * superuser) names, else on the embedded one; and a connection into that database.
 */
export class ScimGround {
  private constructor(
    readonly house: House,
    public client: pg.Client,
    private readonly databaseUrl: () => string,
    readonly sourceId: string,
    private readonly token: string,
    private readonly remove: () => Promise<void>,
  ) {}

  static async open(watched: readonly string[] = []): Promise<ScimGround> {
    const given = process.env['TEST_POSTGRES_URL'];
    const database = given === undefined ? null : await makeDatabase(given);
    const house = await House.open(
      database ? { SURETY_DATABASE_URL: database.url, SURETY_MASTER_KEY: randomBytes(32).toString('base64') } : {},
      watched,
    );
    const databaseUrl = (): string => database?.url ?? embeddedUrl(house);
    const client = await connected(databaseUrl());
    const admin = await house.admin();
    const wanted = { name: 'IdP', dialect: 'lenient', ratePerSecond: 10_000 };
    const { source, token } = await admin.post<{ source: { id: string }; token: string }>('/api/v1/sources', wanted);
    return new ScimGround(house, client, databaseUrl, source.id, token, async () => database?.drop());
  }

  /** The program starts anew and so reads what was loaded behind its back. */
  async restart(): Promise<void> {
    await this.client.end();
    await this.house.stop();
    await this.house.start();
    this.client = await connected(this.databaseUrl());
  }

  wire(connections?: number): ScimWire {
    return new ScimWire(this.house.url, this.token, connections);
  }

  /** Rows as any reader of the tenant sees them. */
  async sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    await this.client.query(`SELECT set_config('surety.tenant', $1, false)`, [TENANT]);
    return (await this.client.query<Row>(text, values)).rows;
  }

  /** Statements as one write that leaves its entry in the ledger, as every write must. */
  async write(...statements: readonly (readonly [text: string, values: unknown[]])[]): Promise<void> {
    const { client } = this;
    await client.query('BEGIN');
    await client.query(`SELECT set_config('surety.tenant', $1, true), set_config('surety.mode', 'governed', true)`, [
      TENANT,
    ]);
    for (const [text, values] of statements) await client.query(text, values);
    await client.query(
      `INSERT INTO ledger_pending (uid, type, subject, at, entry) VALUES (gen_random_uuid(), 'bench.loaded', $1, now(), $2)`,
      [this.sourceId, JSON.stringify({ type: 'bench.loaded' })],
    );
    await client.query('COMMIT');
  }

  async close(): Promise<void> {
    await this.client.end();
    await this.house.close();
    await this.remove();
  }
}

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

async function makeDatabase(given: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const [name, password] = [`surety_bench_${randomBytes(4).toString('hex')}`, randomBytes(12).toString('hex')];
  const run = async (...statements: string[]): Promise<void> => {
    const admin = new pg.Client({ connectionString: given });
    await admin.connect();
    try {
      for (const statement of statements) await admin.query(statement);
    } finally {
      await admin.end();
    }
  };
  await run(
    `DO $$ BEGIN CREATE ROLE ${ROLE}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
    `ALTER ROLE ${ROLE} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '${password}'`,
    `CREATE DATABASE ${name} OWNER ${ROLE}`,
  );
  const url = Object.assign(new URL(given), { username: ROLE, password, pathname: `/${name}` }).href;
  return { url, drop: () => run(`DROP DATABASE ${name} WITH (FORCE)`) };
}

/** As the launcher of the embedded server keeps it. */
function embeddedUrl(house: House): string {
  const { password, port } = JSON.parse(readFileSync(house.path('data/pg.json'), 'utf8')) as Record<string, string>;
  return `postgres://surety:${password}@127.0.0.1:${port}/surety`;
}

/** The value of `--name` on the command line, as a number. */
export function numberGiven(name: string, usual: number): number {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? usual : Number(process.argv[at + 1]);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`--${name} must be a number above 0`);
  return value;
}
