import fs from 'node:fs';
import path from 'node:path';

/*
 * The data directory:
 *   pgdata-<major>/     the cluster
 *   pg.json             its passwords, last port and source of the binaries (0600)
 *   postgres.log        log of the server; one older copy, postgres.log.1
 *   holders/            one file per process that uses the server
 *   start.lock          held while starting and leaving
 *   pg-bin-<version>/   copy of the binaries, only when root's checkout is closed to the server's account
 */

/** Makes the directory if need be, and names it without symbolic links: the server's command line is compared with it. */
export function openHome(home: string): string {
  const fresh = fs.mkdirSync(home, { recursive: true });
  // whatever the umask: the account of the server must pass through
  if (fresh !== undefined && process.getuid?.() === 0) fs.chmodSync(home, 0o711);
  return fs.realpathSync(home);
}

/** The major is part of the name: a newer server must never start an empty database beside the old one. */
export const clusterDirectory = (home: string, major: number): string => path.join(home, `pgdata-${major}`);

export function existingMajor(home: string): number | undefined {
  const majors = fs
    .readdirSync(home)
    .map((name) => Number(/^pgdata-(\d+)$/.exec(name)?.[1]))
    .filter((major) => major > 0 && fs.existsSync(path.join(clusterDirectory(home, major), 'PG_VERSION')));
  if (majors.length > 1)
    throw new Error(`${home} holds clusters of PostgreSQL ${majors.join(' and ')}: move all but one away`);
  return majors[0];
}

/** What killed starts left behind: half-made clusters, their password files, half-made copies of the binaries. */
export function removeLeftovers(home: string): void {
  for (const name of fs.readdirSync(home)) {
    if (!/^(pgdata-\d+\.init-|init-|pg-bin-.*\.part-)/.test(name)) continue;
    try {
      fs.rmSync(path.join(home, name), { recursive: true, force: true });
    } catch {
      // the initdb of a killed start still writes there: the next start will succeed
    }
  }
}
