import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { writeDurably } from './durable.js';

/** What must be known to come back to a cluster; `port`, `source` and `version` are those of the last start. */
export type State = Readonly<{
  password: string;
  adminPassword: string;
  port?: number;
  source?: string;
  version?: string;
}>;

const fileIn = (home: string): string => path.join(home, 'pg.json');

/** Passwords are on disk before a cluster knows them: a start killed in between must not lock everybody out. */
export function loadState(home: string, clusterExists: boolean): State {
  const file = fileIn(home);
  if (fs.existsSync(file)) return parse(file);
  if (clusterExists) throw new Error(`${file} with the passwords of the cluster is missing: restore it from a backup`);
  const secret = (): string => randomBytes(24).toString('base64url');
  const state = { password: secret(), adminPassword: secret() };
  saveState(home, state);
  return state;
}

export function saveState(home: string, state: State): void {
  writeDurably(fileIn(home), JSON.stringify(state));
}

function parse(file: string): State {
  try {
    const value: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    if (isState(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Error(`${file} is damaged: restore it from a backup`);
}

function isState(value: unknown): value is State {
  if (typeof value !== 'object' || value === null) return false;
  const { password, adminPassword, port, source, version } = value as Partial<Record<keyof State, unknown>>;
  const optional = (field: unknown, type: string): boolean => field === undefined || typeof field === type;
  return (
    typeof password === 'string' &&
    typeof adminPassword === 'string' &&
    optional(port, 'number') &&
    optional(source, 'string') &&
    optional(version, 'string')
  );
}
