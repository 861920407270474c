import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export const run = promisify(execFile);

/** What every process of ours gets to see: no secret of the operator's environment, no locale, no time zone. */
export const bareEnvironment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
} as const;

/** What a failed program said, or else why it could not run. */
export function complaint(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? error.stderr : undefined;
  if (typeof said === 'string' && said.trim() !== '') return said.trim();
  return error instanceof Error ? error.message : String(error);
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
