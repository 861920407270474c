import pg from 'pg';
import { Refusal } from '@app/kernel';
import { durably } from './durably.js';
import { type CallRow, INSERT_PENDING_AND_INPUTS, type InputRow, binaryColumnsOf } from './rows.js';

/** More than this many waiting records mean that the database has fallen behind: refuse rather than grow. */
const MOST_WAITING = 20_000;
const MOST_PER_BATCH = 1_000;
const TIMEOUT_MS = 5_000;
/** So long a record that nobody waits for may wait for company. */
const LATEST_MS = 5;

/** What shares a commit, and so its end. */
class Batch {
  readonly rows: CallRow[] = [];
  readonly inputs: InputRow[] = [];
  done = (): void => undefined;
  failed: (why: Error) => void = () => undefined;
  readonly end = new Promise<void>((done, failed) => {
    this.done = done;
    this.failed = failed;
  });

  constructor() {
    // one that holds nothing is waited for by nobody, and must not end the process when it fails
    this.end.catch(() => undefined);
  }
}

/**
 * Writes records durably in shared commits: the first waiter starts one at once, everybody who arrives meanwhile shares
 * the next. One connection, one batch in flight. A record is durable when its promise resolves. What nobody waits for
 * joins the next batch of those who wait, or goes by itself a moment later: a commit of its own would keep others waiting.
 */
export class GroupCommit {
  private batches: Batch[] = [];
  private waiting = 0;
  private running = false;
  /** Somebody waits, or the time has come. */
  private isDue = false;
  private later: NodeJS.Timeout | undefined;
  private failed = false;
  private client: Promise<pg.Client> | null = null;

  constructor(private readonly url: string) {}

  /** @throws Refusal `ledger.unavailable` when the record cannot be made durable */
  write(row: CallRow, input: InputRow | null = null, isAwaited = true): Promise<void> {
    if (this.waiting >= MOST_WAITING) return Promise.reject(new Refusal('ledger.unavailable'));
    let batch = this.batches.at(-1);
    if (!batch || batch.rows.length >= MOST_PER_BATCH) this.batches.push((batch = new Batch()));
    batch.rows.push(row);
    if (input) batch.inputs.push(input);
    this.waiting += 1;
    if (isAwaited) this.start();
    else this.startLater();
    return batch.end;
  }

  /** How many records wait for their commit. */
  get length(): number {
    return this.waiting;
  }

  /** False from a commit that failed until one that did not. */
  get isWell(): boolean {
    return !this.failed;
  }

  /**
   * After a commit that failed: asks whether one would work again, with no records in it. Otherwise whoever goes by
   * `isWell` would send nothing any more that could show it.
   */
  async tryAgain(): Promise<void> {
    if (!this.failed || this.running) return;
    this.running = true;
    await this.commit(new Batch());
    await this.drain();
  }

  async close(): Promise<void> {
    if (this.waiting > 0) this.start();
    while (this.running) await new Promise((resolve) => setImmediate(resolve));
    const client = await this.client?.catch(() => null);
    await client?.end();
  }

  private start(): void {
    clearTimeout(this.later);
    this.later = undefined;
    this.isDue = true;
    if (this.running) return;
    this.running = true;
    setImmediate(() => void this.drain());
  }

  private startLater(): void {
    if (!this.running) this.later ??= setTimeout(() => this.start(), LATEST_MS);
  }

  private async drain(): Promise<void> {
    while (this.isDue) {
      const batch = this.batches.shift() ?? new Batch();
      this.waiting -= batch.rows.length;
      this.isDue = this.waiting > 0;
      await this.commit(batch);
    }
    this.running = false;
    if (this.waiting > 0) this.startLater();
  }

  private async commit({ rows, inputs, done, failed }: Batch): Promise<void> {
    try {
      const client = await (this.client ??= this.connect());
      const values = binaryColumnsOf(rows, inputs);
      await client.query({ name: 'pending', text: INSERT_PENDING_AND_INPUTS, values });
      this.failed = false;
      done();
    } catch (cause) {
      this.failed = true;
      await this.disconnect();
      failed(new Refusal('ledger.unavailable', undefined, { cause }));
    }
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
    // what batches differ in changes nothing about how they are best written
    await client.query(`SELECT set_config('surety.tenant', '*', false), ${durably(false)},
      set_config('plan_cache_mode', 'force_generic_plan', false)`);
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
