import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { bareEnvironment } from './run.js';

/** `started` tells reused pids apart. `runsOn` says whether the command line names the directory. */
export type ProcessFacts = Readonly<{ started: string; runsOn: (directory: string) => boolean }>;

/** A live process; undefined when it is gone, or a zombie (which PostgreSQL would take for a running server). */
export function processFacts(pid: number): ProcessFacts | undefined {
  return process.platform === 'linux' ? factsFromProc(pid) : factsFromPs(pid);
}

function factsFromProc(pid: number): ProcessFacts | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(') ') + 2).split(' '); // the name before it may hold anything
    const [state, started] = [fields[0], fields[19]];
    if (state === 'Z' || started === undefined) return undefined;
    const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return { started, runsOn: (directory) => command.includes(directory) };
  } catch {
    return undefined;
  }
}

/** For systems without /proc. */
export function factsFromPs(pid: number): ProcessFacts | undefined {
  try {
    const columns = ['-ww', '-o', 'stat=,lstart=,command=', '-p', `${pid}`];
    const line = execFileSync('ps', columns, {
      encoding: 'utf8',
      env: bareEnvironment,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [, state, started, command] = /^\s*(\S+)\s+(\w+ +\w+ +\d+ +[\d:]+ +\d+)\s+(.*)$/m.exec(line) ?? [];
    if (!state || state.startsWith('Z') || !started || command === undefined) return undefined;
    return {
      started: `${Date.parse(`${started} UTC`) / 1000}`,
      runsOn: (directory) => ` ${command} `.includes(` ${directory} `),
    };
  } catch {
    return undefined;
  }
}
