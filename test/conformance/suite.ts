import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

export const revisions = ['2025-11-25', '2026-07-28'] as const;
export type Revision = (typeof revisions)[number];

/** One line of a scenario's result; an id may come more than once. */
export type Check = Readonly<{ id: string; status: string; says: string }>;
/** What a run of one requirement set found, by scenario. */
export type Findings = ReadonlyMap<string, readonly Check[]>;
export type Requirements = Readonly<{ scored: readonly string[]; unscored: ReadonlyMap<string, string> }>;

const home = path.resolve('node_modules/@modelcontextprotocol/conformance');

/** The frozen set of a revision: what a server is scored by, and what is run beside it, with the suite's reason. */
export function requirementsOf(revision: Revision): Requirements {
  type Unscored = { scenario: string; leg: string; reason: string };
  const file = readFileSync(path.join(home, 'requirements', `${revision}.yaml`), 'utf8');
  const { server, not_scored: others } = parse(file) as { server: string[]; not_scored: Unscored[] };
  const ours = others.filter(({ leg }) => leg === 'server');
  return { scored: server, unscored: new Map(ours.map(({ scenario, reason }) => [scenario, reason])) };
}

/** Runs one requirement set against a server that needs no token; every scenario, whatever fails. */
export async function runSuite(node: string, url: string, revision: Revision, output: string): Promise<Findings> {
  const args = ['server', '--url', url, '--requirements', revision, '-o', output];
  const suite = spawn(node, [path.join(home, 'dist/index.js'), ...args], { stdio: 'ignore', timeout: 300_000 });
  const [code, signal] = (await once(suite, 'exit')) as [number | null, string | null];
  if (signal !== null) throw new Error(`the suite was ended by ${signal}`);
  const found = new Map(readdirSync(output).map((name) => [scenarioOf(name), checksIn(path.join(output, name))]));
  if (found.size === 0) throw new Error(`the suite found nothing and ended with ${code}`);
  return found;
}

/** Directories are named `server-<scenario>-<time>`. */
const scenarioOf = (directory: string): string => directory.replace(/^server-|-\d{4}-\d\d-\d\dT[\d-]+Z$/g, '');

function checksIn(directory: string): Check[] {
  type Raw = { id: string; status: string; errorMessage?: string };
  const checks = JSON.parse(readFileSync(path.join(directory, 'checks.json'), 'utf8')) as Raw[];
  return checks.map(({ id, status, errorMessage }) => ({ id, status, says: errorMessage ?? '' }));
}
