import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { INestApplicationContext } from '@nestjs/common';
import type * as Config from '@app/config';
import type * as Database from '@app/database';
import type * as Jobs from '@app/jobs';
import type * as Kernel from '@app/kernel';
import type * as Ledger from '@app/ledger';
import pg from 'pg';
import { OwnPostgres } from './own-postgres.js';

// as built: the bench's own compilation does not resolve the names of libs
const built = async <T>(file: string): Promise<T> =>
  (await import(pathToFileURL(path.resolve('dist', file)).href)) as T;
const lib = <T>(name: string): Promise<T> => built<T>(`libs/${name}/src/index.js`);

type Migrations = { migrations: Parameters<typeof Database.migrate>[1] };

/** The ledger alone, on a PostgreSQL server of its own with the settings of production, and what fills it. */
export class LedgerHouse {
  private constructor(
    private readonly postgres: OwnPostgres,
    private readonly client: pg.Client,
    private readonly app: INestApplicationContext,
    readonly sequencer: Ledger.Sequencer,
    readonly proofs: Ledger.LedgerProofs,
    readonly tiles: Ledger.TiledLog,
    readonly actor: Kernel.Actor,
  ) {}

  static async open(): Promise<LedgerHouse> {
    await import('reflect-metadata');
    const { Module } = await import('@nestjs/common');
    const { NestFactory } = await import('@nestjs/core');
    const postgres = await OwnPostgres.open();
    const [{ migrate, DatabaseModule }, { migrations }, { ConfigModule }, { JobsModule }, ledger, kernel] =
      await Promise.all([
        lib<typeof Database>('database'),
        built<Migrations>('migrations/index.js'),
        lib<typeof Config>('config'),
        lib<typeof Jobs>('jobs'),
        lib<typeof Ledger>('ledger'),
        lib<typeof Kernel>('kernel'),
      ]);
    await migrate(postgres.url, migrations);
    class House {}
    const surroundings: Kernel.Surroundings = {
      databaseUrl: postgres.url,
      redisUrl: undefined,
      masterKey: Buffer.alloc(32, 7),
      publicUrl: 'http://localhost',
      ledgerOrigin: 'surety.bench/ledger',
      fenceLeaseMs: 2000,
      fenceHeartbeatMs: 250,
      clock: new kernel.SystemClock(),
    };
    const imports = [ConfigModule.in(surroundings), DatabaseModule.connected(), JobsModule, ledger.LedgerModule];
    Module({ imports })(House);
    const app = await NestFactory.createApplicationContext(House, { logger: ['fatal'], abortOnError: false });
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(`SELECT set_config('surety.tenant', '*', false)`);
    const actor = kernel.system('bench');
    const [sequencer, proofs, tiles] = [
      app.get(ledger.Sequencer),
      app.get(ledger.LedgerProofs),
      app.get(ledger.TiledLog),
    ];
    return new LedgerHouse(postgres, client, app, sequencer, proofs, tiles, actor);
  }

  /** Waiting records as calls leave them: an intent of about 1,000 bytes, and its outcome of about 330. */
  async fill(from: number, count: number): Promise<void> {
    await this.client.query(
      `INSERT INTO ledger_pending (uid, tenant_id, type, subject, call_id, at, entry)
       SELECT uid, $3, type, agent, call, at, CASE type WHEN 'call.intent' THEN
           format('{"actor":{"id":"gateway","kind":"system"},"at":"%s","c":{},"d":{"agent":"%s","agents":[{"id":"%s","owner":"%s"}],"args_digest":"%s","call_id":"%s","chain":["%s"],"client":"%s","decision":"allow","definition_hash":"%s","delegations":[],"fence_seq":"%s","grant_ids":["%s"],"method":"tools/call","on_behalf_of":"%s","owner":"%s","owner_status":"active","reason_code":"allowed","server":"files","token":{"confirmation":null,"jti_digest":"%s","root_digest":"%s","workload":null},"tool":"read_file"},"subject":"%s","type":"%s","uid":"%s","v":1}',
             to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), agent, agent, call, digest, call, agent, agent, digest, n, uid, agent, agent, digest, digest, agent, type, uid)
         ELSE format('{"actor":{"id":"gateway","kind":"system"},"at":"%s","c":{},"d":{"call_id":"%s","latency_us":1234,"result_digest":"%s","result_status":"ok"},"subject":"%s","type":"%s","uid":"%s","v":1}',
             to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), call, digest, call, type, uid) END
       FROM (SELECT n, '2026-11-01'::timestamptz + n * interval '1 ms' AS at,
           CASE n % 2 WHEN 0 THEN 'call.intent' ELSE 'call.outcome' END AS type,
           md5('uid' || n)::uuid AS uid, md5('call' || n / 2)::uuid AS call, md5('agent' || n / 2 % 1000)::uuid::text AS agent,
           encode(sha256(n::text::bytea), 'hex') AS digest
         FROM generate_series($1::int, $2::int) n) AS record`,
      [from, from + count - 1, this.actor.tenant],
    );
  }

  async sql<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(text, values)).rows;
  }

  async close(): Promise<void> {
    await this.client.end();
    await this.app.close();
    await this.postgres.close();
  }
}
