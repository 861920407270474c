import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { familyOf } from './usage.js';
import type * as Database from '@app/database';

// as built: the bench's own compilation does not resolve the names of libs
const built = pathToFileURL(path.resolve('dist/libs/database/src/index.js')).href;
const { startEmbeddedPostgres } = (await import(built)) as typeof Database;

/** A PostgreSQL server of our own, which may be restarted, lost, and replaced by what it was at an earlier time. */
export class OwnPostgres {
  private constructor(
    private readonly home: string,
    private server: Awaited<ReturnType<typeof startEmbeddedPostgres>>,
  ) {}

  /** @param place an empty directory of its own */
  static async open(place?: string): Promise<OwnPostgres> {
    const home = place ?? mkdtempSync(path.join(tmpdir(), 'surety-bench-pg-'));
    chmodSync(home, 0o711);
    return new OwnPostgres(home, await startEmbeddedPostgres({ home }));
  }

  get url(): string {
    return this.server.url;
  }

  get pid(): number {
    return this.server.pid;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** `kill -9` of the server and all its processes at once, as when the machine's memory is short. */
  async kill(): Promise<void> {
    const { pid } = this.server;
    for (const one of familyOf(pid)) process.kill(one, 'SIGKILL');
    while (isAlive(pid)) await pause(5);
    await this.server.stop().catch(() => undefined); // nothing is left to stop
  }

  get isRunning(): boolean {
    return isAlive(this.server.pid);
  }

  /** Remembers the data as of now; the server is stopped meanwhile. */
  async copy(): Promise<void> {
    await this.server.stop();
    execFileSync('cp', ['-a', this.data(), path.join(this.home, 'standby')]);
    await this.start();
  }

  /** The server is lost at once, and another one, which never heard of the commits since `copy`, takes its place. */
  async failOver(): Promise<void> {
    const { pid } = this.server;
    process.kill(pid, 'SIGQUIT');
    while (isAlive(pid)) await pause(5);
    await this.server.stop();
    const data = this.data();
    rmSync(data, { recursive: true });
    execFileSync('cp', ['-a', path.join(this.home, 'standby'), data]);
    await this.start();
  }

  async close(): Promise<void> {
    await this.server.stop();
    rmSync(this.home, { recursive: true, force: true });
  }

  /** Where it was, as whoever runs a database does when it has ended. */
  async start(): Promise<void> {
    const { url } = this.server;
    this.server = await startEmbeddedPostgres({ home: this.home });
    if (this.server.url !== url) throw new Error('the server came back under another address');
  }

  private data(): string {
    const name = readdirSync(this.home).find((entry) => /^pgdata-\d+$/.test(entry));
    if (!name) throw new Error('no cluster');
    return path.join(this.home, name);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
