import pg from 'pg';
import { Refusal } from '@app/kernel';
import { INSERT_PENDING_AND_INPUTS, type InputRow, type PendingRow, columnsOf, columnsOfInputs } from './rows.js';

/** More than this many waiting records mean that the database has fallen behind: refuse rather than grow. */
const MOST_WAITING = 20_000;
const MOST_PER_BATCH = 1_000;
const TIMEOUT_MS = 5_000;

type Waiting = Readonly<{ row: PendingRow; input: InputRow | null; done: () => void; failed: (why: Error) => void }>;

/**
 * Writes records durably in shared commits: the first waiter starts one at once, everybody who arrives meanwhile shares
 * the next. One connection, one batch in flight, no timer. A record is durable when its promise resolves.
 */
export class GroupCommit {
  private waiting: Waiting[] = [];
  private running = false;
  private client: Promise<pg.Client> | null = null;

  constructor(private readonly url: string) {}

  /** @throws Refusal `ledger.unavailable` when the record cannot be made durable */
  write(row: PendingRow, input: InputRow | null = null): Promise<void> {
    if (this.waiting.length >= MOST_WAITING) return Promise.reject(new Refusal('ledger.unavailable'));
    return new Promise((done, failed) => {
      this.waiting.push({ row, input, done, failed });
      if (!this.running) {
        this.running = true;
        setImmediate(() => void this.drain());
      }
    });
  }

  async close(): Promise<void> {
    while (this.running) await new Promise((resolve) => setImmediate(resolve));
    const client = await this.client?.catch(() => null);
    await client?.end();
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MOST_PER_BATCH);
      try {
        const client = await (this.client ??= this.connect());
        const entries = columnsOf(batch.map(({ row }) => row));
        const inputs = columnsOfInputs(batch.flatMap(({ input }) => input ?? []));
        await client.query({ name: 'pending', text: INSERT_PENDING_AND_INPUTS, values: [...entries, ...inputs] });
        for (const { done } of batch) done();
      } catch (cause) {
        await this.disconnect();
        for (const { failed } of batch) failed(new Refusal('ledger.unavailable', undefined, { cause }));
      }
    }
    this.running = false;
  }

  /** A connection of its own, entered once for all tenants: only the ledger's machinery tables open to it. */
  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'surety-call-log',
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
      statement_timeout: TIMEOUT_MS,
    });
    client.on('error', () => void this.disconnect());
    await client.connect();
    await client.query(`SELECT set_config('surety.tenant', '*', false)`);
    return client;
  }

  private async disconnect(): Promise<void> {
    const lost = this.client;
    this.client = null;
    try {
      await (await lost)?.end();
    } catch (alreadyGone) {
      void alreadyGone; // what matters is that the next batch opens a fresh connection
    }
  }
}
