import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { answers } from './port.js';
import { processFacts } from './process-facts.js';

type PidFile = Readonly<{ pid: number; port: number; status: string }>;

/** What the server itself wrote (as pg_ctl reads it): messages depend on language and version, this does not. */
export function readPidFile(data: string): PidFile | undefined {
  try {
    // lines: pid, directory, start time, port, socket directory, address, shared memory, status
    const lines = fs.readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n');
    // single-user mode writes its pid as a negative number
    return { pid: Math.abs(Number(lines[0])), port: Number(lines[3]), status: (lines[7] ?? '').trim() };
  } catch {
    return undefined;
  }
}

/** A pid alone proves nothing: after a reboot or in a restarted container it may belong to anyone. */
export const servesDirectory = (pid: number, data: string): boolean => processFacts(pid)?.runsOn(data) ?? false;

/** The server that works on this directory, or undefined. Waits while it starts, recovers or stops. */
export async function findServer(data: string): Promise<Readonly<{ pid: number; port: number }> | undefined> {
  for (const until = Date.now() + 120_000; Date.now() < until; await pause(20)) {
    const file = readPidFile(data);
    if (!file || !servesDirectory(file.pid, data)) return undefined;
    if (file.status === 'ready' && (await answers(file.port))) return file;
  }
  throw new Error(`The PostgreSQL server on ${data} neither answers nor ends`);
}

/**
 * PostgreSQL takes any live pid in the file, a zombie too, for a running server and refuses to start. Only to be called
 * when `findServer` found none; backends that outlived their server are still detected through its shared memory.
 */
export function dropStalePidFile(data: string): void {
  fs.rmSync(path.join(data, 'postmaster.pid'), { force: true });
}

/** Fast shutdown of whatever server works on the directory: it rolls back, writes a checkpoint and ends. */
export async function stopServer(data: string): Promise<void> {
  const pid = readPidFile(data)?.pid;
  if (pid === undefined || !servesDirectory(pid, data)) return;
  process.kill(pid, 'SIGINT');
  for (const until = Date.now() + 60_000; Date.now() < until; await pause(10)) if (!servesDirectory(pid, data)) return;
  throw new Error(`PostgreSQL (${pid}) did not stop within 60 s`);
}
