import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, compileLauncher, query, temporaryDirectory, use } from './launcher.js';

let launcher: string;
beforeAll(async () => {
  launcher = await compileLauncher();
});
afterAll(cleanUp);

const isRoot = process.getuid?.() === 0;

describe.concurrent('the account of an embedded server', () => {
  it('refuses a directory that a live process of another container uses [embedded.one-place]', async ({ skip }) => {
    skip(!succeeds('unshare', ['--pid', '--fork', '--mount-proc', 'true']), 'needs the right to make a pid namespace');
    const home = temporaryDirectory('home');
    const here = await use(launcher, { home });
    const elsewhere = { prefix: ['unshare', '--pid', '--fork', '--mount-proc'] };
    await expect(use(launcher, { home }, elsewhere)).rejects.toThrow('in use by another container or machine');
    expect(await query(here.server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await here.stop();
  });

  it('runs from a checkout in a home that is closed to the server, umask 077 [embedded.private-checkout]', async ({
    skip,
  }) => {
    skip(!isRoot, 'only root can show it');
    const home = temporaryDirectory('home');
    const closed = await compileLauncher('copied');
    execFileSync('chmod', ['-R', 'go-rwx', closed]);
    const fresh = path.join(home, 'data');
    const first = await use(closed, { home: fresh, umask: 0o077 });
    expect(first.server.source).toBe('npm');
    expect(ownerOf(first.server.pid)).not.toBe(0);
    expect(fs.statSync(fresh).mode & 0o777).toBe(0o711);
    const copy = path.join(
      fresh,
      fs.readdirSync(fresh).find((name) => name.startsWith('pg-bin-'))!,
    );
    const made = fs.statSync(copy).ino;
    // joining must not pull the binaries from under the running server
    const second = await use(closed, { home: fresh, umask: 0o077 });
    expect(fs.statSync(copy).ino).toBe(made);
    expect(await query(second.server.url, 'create extension pgcrypto')).toEqual([]);
    await first.stop();
    await second.stop();
  });

  it('uses the account it is told, and an existing cluster keeps its owner [embedded.account]', async ({ skip }) => {
    skip(!isRoot, 'only root can show it');
    const home = temporaryDirectory('home');
    const first = await use(launcher, { home, runAs: 'daemon' });
    const daemon = Number(execFileSync('id', ['-u', 'daemon']).toString());
    expect(ownerOf(first.server.pid)).toBe(daemon);
    await first.stop();
    const second = await use(launcher, { home, runAs: 'nobody' });
    expect(ownerOf(second.server.pid)).toBe(daemon);
    await second.stop();
  });

  it('says which setting helps when it has no account, or that one no way in [embedded.account]', async ({ skip }) => {
    skip(!isRoot, 'only root can show it');
    const home = temporaryDirectory('home');
    await expect(use(launcher, { home, runAs: 'no-such-account' })).rejects.toThrow(
      /no-such-account exists: set SURETY_PG_RUN_AS/,
    );
    await expect(use(launcher, { home, runAs: 'root' })).rejects.toThrow(/set SURETY_PG_RUN_AS/);
    fs.chmodSync(home, 0o700);
    await expect(use(launcher, { home })).rejects.toThrow(/cannot enter .*: set SURETY_DATA_DIR/);
  });

  it('runs for an ordinary user [embedded.account]', async ({ skip }) => {
    skip(!isRoot, 'only root can show it');
    const home = temporaryDirectory('home');
    const nobody = { uid: 65_534, gid: 65_534 };
    skip(
      !succeeds('test', ['-r', path.join(launcher, 'node_modules/pg/package.json')], nobody),
      'the checkout is private',
    );
    fs.chownSync(home, nobody.uid, nobody.gid);
    const user = await use(launcher, { home: path.join(home, 'data') }, nobody);
    expect(ownerOf(user.server.pid)).toBe(nobody.uid);
    expect(await query(user.server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await user.stop();
  });
});

const ownerOf = (pid: number): number => fs.statSync(`/proc/${pid}`).uid;

function succeeds(program: string, args: string[], options: { uid?: number; gid?: number } = {}): boolean {
  try {
    execFileSync(program, args, { ...options, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
