import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import type { ProgramLimits } from '@app/catalog';

/** Where the tools of util-linux stand; a PATH of somebody else's is not searched for them. */
const TOOLS = ['/usr/bin', '/bin', '/usr/local/bin', '/run/current-system/sw/bin'];

/** The file that a program's name means, by this PATH; null when there is none that can be run. */
export function programFile(program: string, searched: string): string | null {
  const places = program.includes('/') ? [''] : searched.split(':').filter((place) => place !== '');
  return places.map((place) => path.resolve(place, program)).find(isRunnable) ?? null;
}

/**
 * The command that runs a program under limits that the kernel keeps, without a shell in between: it dumps no core, gains
 * no privileges, and dies when we do. Where the tools for it are missing (they are part of Linux) it runs as it is.
 */
export function confined(file: string, args: readonly string[], limits: ProgramLimits): [string, ...string[]] {
  const { memoryBytes, files, processes, cpuSeconds } = limits;
  const setpriv = tool('setpriv');
  const prlimit = tool('prlimit');
  const limited = Object.entries({ data: memoryBytes, nofile: files, nproc: processes, cpu: cpuSeconds, core: 0 })
    .filter(([, most]) => most !== null)
    .map(([name, most]) => `--${name}=${most}`);
  return [
    ...(setpriv ? [setpriv, '--no-new-privs', '--pdeathsig', 'KILL', '--'] : []),
    ...(prlimit ? [prlimit, ...limited, '--'] : []),
    file,
    ...args,
  ] as [string, ...string[]];
}

const tool = (name: string): string | null =>
  process.platform === 'linux' ? programFile(name, TOOLS.join(':')) : null;

function isRunnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
