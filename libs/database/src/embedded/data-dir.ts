import { posix } from 'node:path';

/** The environment variables that decide; an empty one counts as not set. */
export type DataDirEnvironment = Readonly<{
  SURETY_DATA_DIR?: string | undefined;
  XDG_DATA_HOME?: string | undefined;
  HOME?: string | undefined;
}>;

/**
 * The directory of the embedded database. Root gets one under /var/lib, because its own home is closed to the account
 * that must run the server. `uid` is undefined where the platform has none. Throws when nothing tells where home is.
 */
export function defaultDataDir(env: DataDirEnvironment, uid: number | undefined, platform: NodeJS.Platform): string {
  if (env.SURETY_DATA_DIR) return env.SURETY_DATA_DIR;
  if (uid === 0) return '/var/lib/surety';
  // XDG base directory specification: a relative path is invalid and is to be ignored
  if (platform !== 'darwin' && env.XDG_DATA_HOME && posix.isAbsolute(env.XDG_DATA_HOME))
    return posix.join(env.XDG_DATA_HOME, 'surety');
  if (!env.HOME)
    throw new Error('HOME is not set, so there is no place for the data: set SURETY_DATA_DIR or SURETY_DATABASE_URL');
  return posix.join(env.HOME, platform === 'darwin' ? 'Library/Application Support/Surety' : '.local/share/surety');
}
