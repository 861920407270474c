import {
  type JobsOptions,
  type PgPool,
  createPostgresBackend,
  createRedisBackend,
  runMigrations,
  withBackend,
} from 'bullmq';
import pg from 'pg';
import { within } from '@app/kernel';
import type { Surroundings } from '@app/kernel';
import { type Job, jobIdOf } from './core/job.js';

const QUEUE = 'surety';
const CONCURRENCY = 4;
/** The relay holds row locks while it sends. */
const SEND_TIMEOUT_MS = 5000;

/** Done and given-up jobs are known by our own tables; left in the queue they would keep their ids from being re-sent. */
const usual: JobsOptions = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 500 },
  removeOnComplete: true,
  removeOnFail: true,
};
/** A job survives this many deaths of its worker; each takes up to a minute to be noticed. */
const runner = { concurrency: CONCURRENCY, maxStalledCount: 5 };

export type Handling = Readonly<{
  handle(job: Job): Promise<void>;
  giveUp(job: Job, error: Error, attempts: number): void;
  trouble(error: Error): void;
}>;

/** The queue, wherever it lives. */
export type Backend = Readonly<{
  /** Rejects when the queue cannot take them in time; whether it took some is then unknown, and harmless. */
  send(jobs: readonly Job[]): Promise<void>;
  /** Waits for the jobs that are being handled. */
  finish(): Promise<void>;
  close(): Promise<void>;
}>;

export const openBackend = (surroundings: Surroundings, handling: Handling): Promise<Backend> | Backend =>
  surroundings.redisUrl ? onRedis(surroundings.redisUrl, handling) : onPostgres(surroundings.databaseUrl, handling);

function onRedis(url: string, handling: Handling): Backend {
  const { Queue, Worker } = withBackend(createRedisBackend);
  // a worker waits for Redis to come back; the relay must not, it tries again with the rows unlocked
  const queue = new Queue<Job>(QUEUE, {
    connection: { url, maxRetriesPerRequest: 1, enableOfflineQueue: false, connectTimeout: SEND_TIMEOUT_MS },
  });
  const worker = new Worker<Job>(QUEUE, ({ data }) => handling.handle(data), {
    ...runner,
    connection: { url, maxRetriesPerRequest: null },
  });
  return assemble(queue, worker, handling);
}

async function onPostgres(url: string, handling: Handling): Promise<Backend> {
  await migrateQueue(url);
  // shared, and told where the tables are; one client of it listens for as long as the worker lives
  const pool = new pg.Pool({
    connectionString: url,
    max: 4,
    options: '-c search_path=bullmq',
    application_name: 'surety-jobs',
    keepAlive: true,
    connectionTimeoutMillis: SEND_TIMEOUT_MS,
  });
  pool.on('error', (error) => handling.trouble(error));
  const { Queue, Worker } = withBackend(createPostgresBackend);
  const connection = pool as unknown as PgPool; // it is one; only the overloads of `on` are spelled differently
  const queue = new Queue<Job>(QUEUE, { connection });
  const worker = new Worker<Job>(QUEUE, ({ data }) => handling.handle(data), { ...runner, connection });
  const backend = assemble(queue, worker, handling);
  return {
    ...backend,
    close: async () => {
      await backend.close();
      await pool.end();
    },
  };
}

async function migrateQueue(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // a lost connection surfaces as the failure of what runs on it
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}

type Named = Readonly<{ name: string; data: Job; opts: JobsOptions }>;
type Failed = Readonly<{ data: Job; attemptsMade: number; finishedOn?: number | undefined }>;
type Closable = { on(event: 'error', listener: (error: Error) => void): unknown; close(): Promise<void> };
type Adds = Closable & {
  addBulk(jobs: Named[]): Promise<unknown>;
  getBackend(): { close(force: boolean): Promise<void> };
};
type Runs = Closable & { on(event: 'failed', listener: (job: Failed | undefined, error: Error) => void): unknown };

function assemble(queue: Adds, worker: Runs, { giveUp, trouble }: Handling): Backend {
  queue.on('error', trouble);
  worker.on('error', trouble);
  worker.on('failed', (job, error) => {
    if (job?.finishedOn) giveUp(job.data, error, job.attemptsMade);
  });
  return {
    send: async (jobs) => {
      const named = jobs.map((data) => ({ name: data.handler, data, opts: { ...usual, jobId: jobIdOf(data) } }));
      await within(SEND_TIMEOUT_MS, queue.addBulk(named));
    },
    finish: () => worker.close(),
    // every send was awaited; asked politely, a client that lost Redis would go on looking for it
    close: () => queue.getBackend().close(true),
  };
}
