import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, keepFresh } from './heartbeat.js';
import { ownIdentity } from './process-identity.js';
import { codeOf } from './run.js';

/**
 * Waits for the lock and returns its release. The file appears complete (`link` is atomic) and names its owner, so that
 * the lock of a killed process is broken, and that of a reused pid is too.
 */
export async function lock(file: string): Promise<() => void> {
  const token = randomBytes(6).toString('hex');
  const mine = `${file}.${token}`;
  const content = `${token} ${ownIdentity()}`;
  fs.writeFileSync(mine, content);
  try {
    for (const until = Date.now() + 180_000; Date.now() < until; await pause(20)) {
      if (linked(mine, file)) {
        const rest = keepFresh(file);
        return () => {
          rest();
          if (read(file) === content) fs.rmSync(file, { force: true });
        };
      }
      const seen = read(file);
      const owner = seen?.split(' ')[1];
      if (seen === undefined || (owner !== undefined && (await isAlive(owner, file)))) continue;
      if (read(file) === seen) breakLock(file, seen, mine);
    }
    throw new Error(`Another process has held ${file} for three minutes: ${read(file) ?? 'it changes hands'}`);
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

function linked(from: string, to: string): boolean {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function read(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Moves the lock aside before looking again: between reading and breaking it may have become somebody's fresh lock. */
function breakLock(file: string, seen: string, mine: string): void {
  const aside = `${mine}.stale`;
  try {
    fs.renameSync(file, aside);
    if (read(aside) !== seen) fs.linkSync(aside, file);
  } catch {
    // somebody else was faster
  }
  fs.rmSync(aside, { force: true });
}
