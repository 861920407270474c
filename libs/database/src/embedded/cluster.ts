import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { renameDurably } from './durable.js';
import { bareEnvironment, complaint, run } from './run.js';
import type { State } from './state.js';

/** Superuser: row-level security does not bind it, FORCE included, so the product never connects as it. */
export const adminRole = 'surety_admin';

/** Owns the database of the same name. Row-level security binds it; `createdb` lets tests clone a template. */
export const appRole = 'surety';

/** Builds the cluster beside its final place and renames it: a killed start leaves no half cluster under the real name. */
export async function createCluster(
  home: string,
  data: string,
  binaries: Binaries,
  account: Account,
  state: State,
): Promise<void> {
  // a name of its own, because the initdb of a killed start goes on writing to the old one
  const part = `${data}.init-${process.pid}-${randomBytes(3).toString('hex')}`;
  const secret = path.join(home, `init-${randomBytes(6).toString('hex')}`);
  const options = { ...account, env: bareEnvironment, cwd: part };
  try {
    fs.mkdirSync(part, { mode: 0o700 });
    fs.writeFileSync(secret, state.adminPassword, { mode: 0o600 });
    for (const file of [part, secret]) giveTo(account, file);
    await run(path.join(binaries.dir, 'initdb'), initdbArguments(part, secret, binaries.major), options);
    await createRoleAndDatabase(binaries, part, state.password, options);
    renameDurably(part, data);
  } catch (error) {
    fs.rmSync(part, { recursive: true, force: true });
    throw new Error(`The database cluster could not be made: ${complaint(error)}`, { cause: error });
  } finally {
    fs.rmSync(secret, { force: true });
  }
}

function giveTo(account: Account, file: string): void {
  if (account.uid !== undefined && account.gid !== undefined) fs.chownSync(file, account.uid, account.gid);
}

/** The same order of text everywhere, and none that an update of the operating system could change. */
function initdbArguments(data: string, secret: string, major: number): string[] {
  const locale = major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'] : ['--locale=C'];
  const login = ['-U', adminRole, '--auth=scram-sha-256', `--pwfile=${secret}`];
  return ['-D', data, ...login, '--encoding=UTF8', ...locale, '--no-instructions'];
}

/** In single-user mode, before the cluster takes its name: there is no moment at which it lacks the role. */
async function createRoleAndDatabase(
  binaries: Binaries,
  data: string,
  password: string,
  options: Account & Readonly<{ cwd: string; env: typeof bareEnvironment }>,
): Promise<void> {
  const args = ['--single', '-D', data, '-c', 'exit_on_error=true', 'postgres'];
  const single = run(path.join(binaries.dir, 'postgres'), args, options);
  single.child.stdin?.on('error', () => undefined); // a server that ended early: its exit code and output tell why
  single.child.stdin?.end(
    // one command a line; the password travels by stdin, never in arguments
    `create role ${appRole} login createdb nosuperuser nobypassrls password '${password}'\n` +
      `create database ${appRole} owner ${appRole}\n`,
  );
  await single;
}
