import { randomBytes } from 'node:crypto';
import { suretyCommand } from '../../../apps/cli/src/demo/surety-command.js';
import { WebClient } from '../../../apps/cli/src/demo/web-client.js';
import { freePort } from '../../../apps/cli/src/free-port.js';
import { type Path, pathTo } from '../../support/pg-proxy.js';
import { OwnPostgres } from './own-postgres.js';
import { Program, program } from './program.js';

/** A gateway, and the ways on which its fence (`line`) and all else of it (`pool`) reach PostgreSQL. */
export type Replica = Readonly<{ process: Program; line: Path; pool: Path | undefined }>;

/** Three gateways and a control plane, each a process of its own, on one PostgreSQL. The third gateway is the victim. */
export class Fleet {
  private constructor(
    readonly postgres: OwnPostgres,
    readonly url: string,
    private readonly environment: Readonly<Record<string, string>>,
    private api: Program,
    readonly replicas: readonly Replica[],
  ) {}

  static async open(): Promise<Fleet> {
    const postgres = await OwnPostgres.open();
    const port = await freePort('127.0.0.1');
    const url = `http://127.0.0.1:${port}`;
    const environment = {
      SURETY_DATABASE_URL: postgres.url,
      SURETY_MASTER_KEY: randomBytes(32).toString('base64'),
      SURETY_PUBLIC_URL: url,
      SURETY_STEP_UP_SECONDS: '3600', // a bench outlasts the usual five minutes
      SURETY_LOG_LEVEL: 'error',
    };
    const api = await Program.start('api', { ...environment, SURETY_PORT: String(port) }, ['fence-probe']);
    const replicas: Replica[] = [];
    for (const isVictim of [false, false, true]) {
      const line = await pathTo(postgres.url);
      const pool = isVictim ? await pathTo(postgres.url) : undefined;
      const ways = { SURETY_FENCE_DATABASE_URL: line.url, SURETY_DATABASE_URL: pool?.url ?? postgres.url };
      replicas.push({
        process: await Program.start('gateway', { ...environment, ...ways }, ['fence-probe']),
        line,
        pool,
      });
    }
    return new Fleet(postgres, url, environment, api, replicas);
  }

  get victim(): Replica {
    const victim = this.replicas.at(-1);
    if (!victim) throw new Error('no gateways');
    return victim;
  }

  get front(): Program {
    return this.api;
  }

  /** The control: from here on no write waits for any gateway. */
  async loseBarrier(): Promise<void> {
    await this.api.stop();
    const environment = { ...this.environment, SURETY_PORT: new URL(this.url).port };
    this.api = await Program.start('api', environment, ['without-barrier', 'fence-probe']);
  }

  async allReady(): Promise<void> {
    await this.api.ready('/healthz');
    for (const { process } of this.replicas) await process.ready();
  }

  async admin(): Promise<WebClient> {
    const { code, output, errors } = await suretyCommand(program, ['bootstrap-admin', 'root@example.com'], {
      ...this.environment,
    });
    if (code !== 0) throw new Error(errors);
    return WebClient.signIn(output.trim());
  }

  async close(): Promise<void> {
    for (const { process, line, pool } of this.replicas) {
      await process.stop();
      line.close();
      pool?.close();
    }
    await this.api.stop();
    await this.postgres.close();
  }
}
