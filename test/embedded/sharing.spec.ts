import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, compileLauncher, isRunning, query, temporaryDirectory, use, type User } from './launcher.js';

let launcher: string;
beforeAll(async () => {
  launcher = await compileLauncher();
});
afterAll(cleanUp);

describe.concurrent('processes that share an embedded server', () => {
  it('joins the server of another process; the last one out stops it [embedded.join]', async () => {
    const home = temporaryDirectory('home');
    const first = await use(launcher, { home });
    expect(first.server).toMatchObject({ joined: false, version: expect.stringMatching(/^1\d\.\d/) });
    await query(first.server.url, 'create table kept (n int)');

    const second = await use(launcher, { home });
    expect(second.server).toMatchObject({
      joined: true,
      pid: first.server.pid,
      url: first.server.url,
      source: first.server.source,
      version: first.server.version,
    });

    expect(await first.stop()).toBe(0);
    expect(await query(second.server.url, 'select * from kept')).toEqual([]);
    expect(await second.stop()).toBe(0);
    expect(isRunning(first.server.pid)).toBe(false);

    const again = await use(launcher, { home });
    expect(again.server).toMatchObject({ joined: false, url: first.server.url });
    expect(await query(again.server.url, 'select * from kept')).toEqual([]);
    await again.stop();
  });

  it('brings up one server when three processes start at once on nothing [embedded.join]', async () => {
    const home = temporaryDirectory('home');
    const users = await Promise.all([1, 2, 3].map(() => use(launcher, { home })));
    expect(users.map(({ server }) => server.joined).filter(Boolean)).toHaveLength(2);
    expect(new Set(users.map(({ server }) => server.pid)).size).toBe(1);
    expect(await Promise.all(users.map((user) => user.stop()))).toEqual([0, 0, 0]);
    expect(isRunning(users[0]!.server.pid)).toBe(false);
  });

  it('keeps its port over a restart, and takes another one when that is gone [embedded.port]', async () => {
    const home = temporaryDirectory('home');
    const startAndStop = async (): Promise<number> => {
      const user = await use(launcher, { home });
      expect(await query(user.server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      await user.stop();
      return Number(new URL(user.server.url).port);
    };
    const port = await startAndStop();
    expect(await startAndStop()).toBe(port);
    const squatter = net.createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    expect(await startAndStop()).not.toBe(port);
    squatter.close();
  });
});

describe('an embedded server', () => {
  let home: string;
  let shared: User;
  beforeAll(async () => {
    home = temporaryDirectory('home');
    const settings = { work_mem: '5MB', listen_addresses: '*' };
    const env = { ...process.env, SECRET_OF_THE_OPERATOR: 'x' };
    shared = await use(launcher, { home: home, settings }, { env });
  });

  it('connects as a role that row-level security binds [embedded.role-is-bound-by-rls]', async () => {
    const { url } = shared.server;
    expect(
      await query(
        url,
        'select rolname, rolsuper, rolbypassrls, rolcreatedb from pg_roles where rolname = current_user',
      ),
    ).toEqual([{ rolname: 'surety', rolsuper: false, rolbypassrls: false, rolcreatedb: true }]);
    await query(
      url,
      `create table note (tenant text); insert into note values ('ours'), ('theirs');
     alter table note enable row level security; alter table note force row level security;
     create policy own on note using (tenant = 'ours')`,
    );
    expect(await query(url, 'select tenant from note')).toEqual([{ tenant: 'ours' }]);
    await expect(query(url, `insert into note values ('theirs')`)).rejects.toThrow('row-level security');
  });

  it('listens on the loopback interface alone, and asks for the password [embedded.private]', async () => {
    const { url, pid } = shared.server;
    const [inForce] = await query(
      url,
      `select current_setting('listen_addresses') listen, current_setting('work_mem') work_mem, current_setting('TimeZone') zone`,
    );
    expect(inForce).toEqual({ listen: '127.0.0.1', work_mem: '5MB', zone: 'UTC' });
    const pidFile = fs.readFileSync(path.join(home, 'pgdata-18/postmaster.pid'), 'utf8').split('\n');
    expect(pidFile.slice(4, 6)).toEqual(['', '127.0.0.1']); // no directory for a Unix socket
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
    expect(fs.statSync(path.join(home, 'pg.json')).mode & 0o777).toBe(0o600);
    const shown = shownBy(pid);
    expect(shown).toContain(home);
    expect(shown).not.toContain(new URL(url).password);
    expect(shown).not.toContain('SECRET_OF_THE_OPERATOR');
  });
});

/** Arguments and environment, which other programs of the machine may read. */
const shownBy = (pid: number): string =>
  process.platform === 'linux'
    ? ['cmdline', 'environ'].map((name) => fs.readFileSync(`/proc/${pid}/${name}`, 'utf8')).join('\n')
    : execFileSync('ps', ['-wwE', '-o', 'command=', '-p', `${pid}`], { encoding: 'utf8' });
