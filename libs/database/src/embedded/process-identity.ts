import fs from 'node:fs';
import os from 'node:os';
import { processFacts } from './process-facts.js';

let knownPlace: string | undefined;

/** Where pids mean something: this boot, this pid namespace. Of another container or machine only a heartbeat tells. */
function place(): string {
  knownPlace ??=
    process.platform === 'linux'
      ? `${fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8)}.${fs.readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`
      : os.hostname();
  return knownPlace;
}

/** `<pid>_<start>_<place>`: names a live process for good, without spaces or slashes. */
export function identify(pid: number): string | undefined {
  const facts = processFacts(pid);
  return facts && `${pid}_${facts.started}_${place()}`;
}

export function ownIdentity(): string {
  const own = identify(process.pid);
  if (own === undefined) throw new Error('This process cannot find itself in the process table');
  return own;
}

export const isFromHere = (identity: string): boolean => identity.endsWith(`_${place()}`);
