import pg from 'pg';
import { advisoryLocks } from '@app/database';

const TIMEOUT_MS = 5000;

/**
 * Which of all workers runs the timers. The leader holds an advisory lock for as long as its own connection lives; the
 * server notices within half a minute when the leader's machine is gone.
 */
export class Leadership {
  private client: pg.Client | undefined;
  private leading = false;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly url: string) {}

  /** Asks the database each time, over the connection that holds the lock: no answer, no leadership. */
  held(): Promise<boolean> {
    const asked = this.turn.then(() => this.ask());
    this.turn = asked;
    return asked;
  }

  async end(): Promise<void> {
    await this.turn;
    await this.drop();
  }

  private async ask(): Promise<boolean> {
    try {
      this.client ??= await this.connect();
      const statement = this.leading
        ? 'SELECT true AS held'
        : `SELECT pg_try_advisory_lock(${advisoryLocks.leader}) AS held`;
      const { rows } = await this.client.query<{ held: boolean }>(statement);
      this.leading = rows[0]?.held === true;
    } catch {
      await this.drop();
    }
    return this.leading;
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'surety-timers',
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
      keepAlive: true,
    });
    client.on('error', () => undefined); // the next question fails
    await client.connect();
    this.client = client;
    await client.query('SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3');
    return client;
  }

  private async drop(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    this.leading = false;
    await client?.end().catch(() => undefined);
  }
}
