import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { isAlive, keepFresh } from './heartbeat.js';
import { isFromHere, ownIdentity } from './process-identity.js';

/** One use of the server by one process. `release` is true the first time only. */
export type Hold = Readonly<{ release: () => boolean }>;

/** Registers this process as a user of the server; the file is refreshed while the process lives. */
export function hold(home: string): Hold {
  const file = path.join(directoryIn(home), `${randomBytes(3).toString('hex')}_${ownIdentity()}`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, '');
  const rest = keepFresh(file);
  return {
    release: () => {
      rest();
      if (!fs.existsSync(file)) return false;
      fs.rmSync(file);
      return true;
    },
  };
}

export const isHeld = (home: string): boolean => holders(home).length > 0;

/**
 * Removes the files of processes that died. Throws when a live one is in another container or on another machine:
 * PostgreSQL cannot see its server from here, and two servers on one directory would destroy it.
 */
export async function forgetDeadHolders(home: string): Promise<void> {
  await Promise.all(
    holders(home).map(async ({ file, identity }) => {
      if (!(await isAlive(identity, file))) fs.rmSync(file, { force: true });
      else if (!isFromHere(identity))
        throw new Error(
          `${home} is in use by another container or machine: set SURETY_DATA_DIR or SURETY_DATABASE_URL`,
        );
    }),
  );
}

const directoryIn = (home: string): string => path.join(home, 'holders');

function holders(home: string): readonly Readonly<{ file: string; identity: string }>[] {
  const directory = directoryIn(home);
  if (!fs.existsSync(directory)) return [];
  return fs.readdirSync(directory).map((name) => ({
    file: path.join(directory, name),
    identity: name.slice(name.indexOf('_') + 1),
  }));
}
