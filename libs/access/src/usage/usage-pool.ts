import pg from 'pg';
import { Refusal } from '@app/kernel';

const CONNECTIONS = 4;
/** A call that waits longer for what it has used is refused. */
const TIMEOUT_MS = 2_000;

/**
 * Connections of their own, entered once for all tenants: only the machinery tables of usage open to them, and each
 * statement, which is a transaction, names its tenant.
 */
export class UsagePool {
  private readonly pool: pg.Pool;

  constructor(databaseUrl: string) {
    this.pool = new pg.Pool({
      connectionString: databaseUrl,
      application_name: 'surety-usage',
      max: CONNECTIONS,
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
      statement_timeout: TIMEOUT_MS,
      // before anybody gets the connection
      verify: (client, done) => {
        client.query(`SELECT set_config('surety.tenant', '*', false)`, (failure?: Error | null) =>
          done(failure ?? undefined),
        );
      },
    });
    this.pool.on('error', () => undefined); // an idle connection that is lost is opened again
  }

  /** @throws Refusal database.unavailable, unless it is one of the states that `expected` names (SQLSTATE) */
  async query<Row extends object>(
    name: string,
    text: string,
    values: readonly unknown[],
    expected: readonly string[] = [],
  ): Promise<Row[]> {
    try {
      return (await this.pool.query<Row>({ name, text, values: [...values] })).rows;
    } catch (cause) {
      if (expected.includes(stateOf(cause))) throw cause;
      throw new Refusal('database.unavailable', undefined, { cause });
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

export const stateOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';
