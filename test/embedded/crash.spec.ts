import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeZombie } from '../support/zombie.js';
import { cleanUp, compileLauncher, isRunning, query, temporaryDirectory, use } from './launcher.js';

let launcher: string;
beforeAll(async () => {
  launcher = await compileLauncher();
});
afterAll(cleanUp);

describe.concurrent('an embedded server after a mishap', () => {
  it('adopts the server that a killed process left behind [embedded.survives-kill]', async () => {
    const home = temporaryDirectory('home');
    const killed = await use(launcher, { home });
    await killed.kill();
    expect(isRunning(killed.server.pid)).toBe(true);

    const next = await use(launcher, { home });
    expect(next.server).toMatchObject({ joined: true, pid: killed.server.pid, url: killed.server.url });
    expect(await next.stop()).toBe(0);
    expect(isRunning(killed.server.pid)).toBe(false);
  });

  it('loses no acknowledged commit when the server is killed, and reports it to all [embedded.survives-kill]', async () => {
    const home = temporaryDirectory('home');
    const first = await use(launcher, { home });
    const second = await use(launcher, { home });
    await query(first.server.url, 'create table written (n int)');
    const writers = [1, 2, 3, 4].map((seed) => writeUntilItBreaks(first.server.url, seed * 1_000_000));
    const written = 'select 1 from written limit 100';
    await vi.waitFor(async () => expect(await query(first.server.url, written)).toHaveLength(100), 10_000);
    process.kill(first.server.pid, 'SIGKILL');
    const acknowledged = (await Promise.all(writers)).flat();
    expect(await first.ended).toContain('SIGKILL');
    expect(await second.ended).toContain('PostgreSQL ended');

    const third = await use(launcher, { home });
    expect(third.server.joined).toBe(false);
    const rows = await query<{ n: number }>(third.server.url, 'select n from written');
    const found = new Set(rows.map(({ n }) => n));
    expect(acknowledged.filter((n) => !found.has(n))).toEqual([]);

    // who knew only the killed server still stops its successor, if they are the last one out
    await third.stop();
    await first.stop();
    expect(isRunning(third.server.pid)).toBe(true);
    await second.stop();
    expect(isRunning(third.server.pid)).toBe(false);
  });

  it('waits for a backend that outlived its killed server [embedded.survives-kill]', async () => {
    const home = temporaryDirectory('home');
    const first = await use(launcher, { home });
    const client = new pg.Client({ connectionString: first.server.url });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const backend = rows[0]!.pid;
    process.kill(backend, 'SIGSTOP');
    process.kill(first.server.pid, 'SIGKILL');
    await first.ended;

    const starting = use(launcher, { home });
    const log = path.join(home, 'postgres.log');
    const refused = 'pre-existing shared memory block';
    await vi.waitFor(() => expect(fs.readFileSync(log, 'utf8')).toContain(refused), 10_000);
    process.kill(backend, 'SIGCONT');
    const second = await starting;
    expect(await query(second.server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.stop();
  });

  it('is not deceived by a pid file that names an unrelated process, or a zombie [embedded.stale-pid-file]', async () => {
    const home = temporaryDirectory('home');
    const first = await use(launcher, { home });
    const cluster = clusterIn(home);
    const pidFile = path.join(cluster, 'postmaster.pid');
    const { uid, gid } = fs.statSync(cluster); // PostgreSQL is afraid of processes of its own account only
    const text = fs.readFileSync(pidFile, 'utf8');
    await first.stop();
    const sleeper = spawn('sleep', ['60'], { uid, gid, stdio: 'ignore' });
    const zombie = await makeZombie({ uid, gid });
    for (const pid of [sleeper.pid!, zombie.pid]) {
      fs.writeFileSync(pidFile, text.replace(/^\d+/, `${pid}`));
      const next = await use(launcher, { home });
      expect(next.server).toMatchObject({ joined: false, url: first.server.url });
      await next.stop();
      expect(() => process.kill(pid, 0)).not.toThrow(); // nobody harmed it
    }
    sleeper.kill('SIGKILL');
    zombie.parent.kill('SIGKILL');
  });

  it('starts from nothing after a kill in the middle of the first start [embedded.half-made-cluster]', async () => {
    const home = temporaryDirectory('home');
    const half = (): string[] => fs.readdirSync(home).filter((name) => name.includes('.init-'));
    const killed = use(launcher, { home }, { detached: true });
    await vi.waitFor(() => expect(half()).toHaveLength(1), { interval: 5, timeout: 10_000 });
    killLauncherOf(home);
    await expect(killed).rejects.toThrow('SIGKILL');

    const next = await use(launcher, { home });
    expect(next.server.joined).toBe(false);
    expect(await query(next.server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await next.stop();
    const restart = async (): Promise<string[]> => {
      await (await use(launcher, { home })).stop();
      return half();
    };
    // the killed start's initdb may go on writing for a moment
    await vi.waitFor(async () => expect(await restart()).toEqual([]), { interval: 100, timeout: 10_000 });
  });

  it('refuses data of another major and names both [embedded.major]', async () => {
    const home = temporaryDirectory('home');
    const old = path.join(home, 'pgdata-14');
    fs.mkdirSync(old);
    fs.writeFileSync(path.join(old, 'PG_VERSION'), '14\n');
    fs.writeFileSync(path.join(home, 'pg.json'), '{"password":"p","adminPassword":"a"}');
    await expect(use(launcher, { home })).rejects.toThrow(
      /need PostgreSQL 14 \(.*PostgreSQL 1[5-9].*\)\. Set SURETY_DATABASE_URL or SURETY_PG_BIN_DIR/,
    );
    expect(fs.readdirSync(home).filter((name) => name.startsWith('pgdata-'))).toEqual(['pgdata-14']);
  });

  it('looks nowhere else once it was told where the binaries are [embedded.binaries]', async () => {
    const home = temporaryDirectory('home');
    await expect(use(launcher, { home, binDir: '/nowhere' })).rejects.toThrow(
      /^No PostgreSQL binaries for \S+ \(SURETY_PG_BIN_DIR: [^;]*ENOENT[^;]*\)\. Set SURETY_DATABASE_URL/,
    );
  });
});

const clusterIn = (directory: string): string => {
  const name = fs.readdirSync(directory).find((entry) => /^pgdata-\d+$/.test(entry));
  return path.join(directory, name ?? 'no cluster');
};

/** The lock names its owner. */
function killLauncherOf(directory: string): void {
  const owner = fs.readFileSync(path.join(directory, 'start.lock'), 'utf8').split(' ')[1];
  process.kill(Number.parseInt(owner!, 10), 'SIGKILL');
}

/** Commits one row after the other; returns those that the server has acknowledged. */
async function writeUntilItBreaks(url: string, from: number): Promise<number[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const acknowledged: number[] = [];
  try {
    for (let n = from; ; n++) {
      await client.query('insert into written values ($1)', [n]);
      acknowledged.push(n);
    }
  } catch {
    return acknowledged;
  }
}
