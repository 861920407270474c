import fs from 'node:fs';
import path from 'node:path';
import type { Account } from './account.js';
import { copyInto, findPackage, linkLibraries } from './npm-package.js';
import { bareEnvironment, codeOf, complaint, run } from './run.js';

/** `source` says where they come from: `SURETY_PG_BIN_DIR`, `npm`, or `system-<major>`. */
export type Binaries = Readonly<{ dir: string; source: string; major: number; version: string }>;

type Candidate = Readonly<{ dir: string; source: string }>;
type Probe = Readonly<{ major: number; version: string }> | Readonly<{ error: string; denied: boolean }>;

/** First usable binaries. An existing cluster decides the major; SURETY_PG_BIN_DIR, once set, is the only candidate. */
export async function findBinaries(
  home: string,
  account: Account,
  major: number | undefined,
  binDir: string | undefined,
): Promise<Binaries> {
  const tried: string[] = [];
  for (const { dir, source } of candidates(binDir)) {
    let usable = dir;
    let found = await probe(usable, account);
    if ('denied' in found && found.denied && source === 'npm') {
      usable = path.join(copyInto(home, path.dirname(dir)), 'bin');
      found = await probe(usable, account);
    }
    if ('error' in found) tried.push(`${source}: ${found.error}`);
    else if (major !== undefined && found.major !== major) tried.push(`${source}: PostgreSQL ${found.major}`);
    else return { dir: usable, source, major: found.major, version: found.version };
  }
  const want =
    major === undefined
      ? `No PostgreSQL binaries for ${process.platform}-${process.arch}`
      : `The data in ${home} need PostgreSQL ${major}`;
  throw new Error(`${want} (${tried.join('; ') || 'none found'}). Set SURETY_DATABASE_URL or SURETY_PG_BIN_DIR.`);
}

function candidates(binDir: string | undefined): readonly Candidate[] {
  if (binDir) return [{ dir: binDir, source: 'SURETY_PG_BIN_DIR' }];
  const list = [18, 17, 16, 15].map((v) => ({ dir: `/usr/lib/postgresql/${v}/bin`, source: `system-${v}` }));
  const native = findPackage();
  if (native !== undefined) {
    linkLibraries(native);
    list.unshift({ dir: path.join(native, 'bin'), source: 'npm' });
  }
  return list.filter(({ dir }) => fs.existsSync(path.join(dir, 'postgres')));
}

/** One call answers three questions: may this account reach the file, do its libraries load, which major is it. */
async function probe(dir: string, account: Account): Promise<Probe> {
  try {
    const { stdout } = await run(path.join(dir, 'postgres'), ['-V'], { ...account, cwd: '/', env: bareEnvironment });
    const version = /\) (\d\S*)/.exec(stdout)?.[1];
    if (version === undefined) return { denied: false, error: `unreadable version ${stdout.trim()}` };
    return { version, major: Number.parseInt(version, 10) };
  } catch (error) {
    return { denied: codeOf(error) === 'EACCES', error: complaint(error).split('\n')[0] ?? '' };
  }
}
