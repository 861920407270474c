import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { freePort } from './port.js';
import { dropStalePidFile, readPidFile } from './postmaster.js';
import { bareEnvironment } from './run.js';

export type Launch = Readonly<{
  home: string;
  data: string;
  binaries: Binaries;
  account: Account;
  settings: Readonly<Record<string, string>>;
  /** Port of the last start: taken again if it is free. */
  port: number | undefined;
}>;

export type Launched = Readonly<{ child: ChildProcess; pid: number; port: number }>;

export const logFileIn = (home: string): string => path.join(home, 'postgres.log');

/** Starts the server and waits until it accepts connections. Must only be called when no server works on `data`. */
export async function launch(order: Launch): Promise<Launched> {
  dropStalePidFile(order.data);
  const log = logFileIn(order.home);
  if (sizeOf(log) > 10e6) fs.renameSync(log, `${log}.1`);
  const until = Date.now() + 30_000;
  for (let port = await freePort(order.port); ; port = await freePort()) {
    const from = sizeOf(log);
    const child = start(order, port, log);
    const failure = await untilReady(child, order.data);
    if (failure === undefined && child.pid !== undefined) return { child, pid: child.pid, port };
    const said = fs.readFileSync(log).subarray(from).toString();
    // the port was taken meanwhile, or backends of a killed server have not finished yet
    const passes = /could not bind|pre-existing shared memory/.test(said);
    if (!passes || Date.now() > until)
      throw new Error(`PostgreSQL did not start (${failure ?? 'no process'}), see ${log}: ${said.slice(-2000)}`);
    await pause(300);
  }
}

function start({ data, binaries, account, settings }: Launch, port: number, log: string): ChildProcess {
  const parameters = { ...settings, port, listen_addresses: '127.0.0.1', unix_socket_directories: '' };
  const args = ['-D', data, ...Object.entries(parameters).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  // a file, because a pipe would die with this process, and the log with it
  const output = fs.openSync(log, 'a', 0o600);
  try {
    const child = spawn(path.join(binaries.dir, 'postgres'), args, {
      ...account,
      env: bareEnvironment,
      cwd: data,
      // a Ctrl-C in the terminal must reach Surety, which closes its connections first, and not the server
      detached: true,
      stdio: ['ignore', output, output],
    });
    child.unref();
    return child;
  } finally {
    fs.closeSync(output);
  }
}

/** Resolves to undefined, or to why it failed. */
async function untilReady(child: ChildProcess, data: string): Promise<string | undefined> {
  let ended: string | undefined;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = `exit ${signal ?? code}`;
  });
  // recovery after a crash can take long
  for (const until = Date.now() + 120_000; Date.now() < until; await pause(5)) {
    if (ended !== undefined) return ended;
    const file = readPidFile(data);
    if (file?.pid === child.pid && file?.status === 'ready') return undefined;
  }
  child.kill('SIGINT');
  return 'not ready after 120 s';
}

const sizeOf = (file: string): number => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
