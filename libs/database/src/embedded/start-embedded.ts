import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { assertReachable, chooseAccount } from './account.js';
import { findBinaries } from './binaries.js';
import { appRole, createCluster } from './cluster.js';
import { clusterDirectory, existingMajor, openHome, removeLeftovers } from './home.js';
import { forgetDeadHolders, hold, isHeld, type Hold } from './holders.js';
import { lock } from './lock.js';
import { findServer, stopServer } from './postmaster.js';
import { launch, logFileIn } from './server.js';
import { loadState, saveState, type State } from './state.js';
import { watch } from './watch.js';

type EmbeddedPostgresOptions = Readonly<{
  /** Data directory (SURETY_DATA_DIR); made if missing. */
  home: string;
  /** Folder with `postgres` and `initdb` (SURETY_PG_BIN_DIR); once given, the only place looked at. */
  binDir?: string | undefined;
  /** Account of the server when started as root (SURETY_PG_RUN_AS); an existing cluster keeps its owner. */
  runAs?: string | undefined;
  /** Server parameters (`-c name=value`); a server that is joined keeps its own. */
  settings?: Readonly<Record<string, string>>;
  /** Hears of a server that ends without `stop()`. Fail closed: end the process, let its supervisor restart it. */
  onExit?: (reason: string) => void;
}>;

export type EmbeddedPostgres = Readonly<{
  /** Address for the role `surety`, which is neither superuser nor exempt from row-level security. */
  url: string;
  pid: number;
  /** True when another process had started this server. */
  joined: boolean;
  /** Where the binaries come from: `npm`, `system-<major>` or `SURETY_PG_BIN_DIR`. */
  source: string;
  version?: string;
  /** Milliseconds that the start took. */
  ms: number;
  /** Leaves; the last live process to leave stops the server. Close the connections first. */
  stop(): Promise<void>;
}>;

type Server = Readonly<{ pid: number; port: number; data: string; child: ChildProcess | undefined; state: State }>;

/**
 * Real PostgreSQL for one machine (Linux, macOS): starts it on a private data directory, or joins the server that
 * another process of Surety on this directory runs. Throws an `Error` that names the setting which helps.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32')
    throw new Error('The embedded database does not run on Windows: set SURETY_DATABASE_URL');
  const began = performance.now();
  const home = openHome(path.resolve(options.home));
  const release = await lock(lockFileIn(home));
  try {
    await forgetDeadHolders(home);
    const server = (await join(home)) ?? (await start(home, options));
    const held = hold(home);
    const rest = watch(server, (how) => options.onExit?.(`PostgreSQL ended (${how}), see ${logFileIn(home)}`));
    const { pid, port, data, child, state } = server;
    return {
      url: `postgres://${appRole}:${state.password}@127.0.0.1:${port}/${appRole}`,
      pid,
      joined: child === undefined,
      source: state.source ?? 'unknown',
      ...(state.version === undefined ? {} : { version: state.version }),
      ms: Math.round(performance.now() - began),
      stop: () => {
        rest();
        return leave(home, data, held);
      },
    };
  } finally {
    release();
  }
}

const lockFileIn = (home: string): string => path.join(home, 'start.lock');

async function join(home: string): Promise<Server | undefined> {
  const major = existingMajor(home);
  if (major === undefined) return undefined;
  removeLeftovers(home);
  const data = clusterDirectory(home, major);
  const running = await findServer(data);
  return running && { pid: running.pid, port: running.port, data, child: undefined, state: loadState(home, true) };
}

async function start(home: string, options: EmbeddedPostgresOptions): Promise<Server> {
  const major = existingMajor(home);
  const state = loadState(home, major !== undefined);
  const account = await chooseAccount(major === undefined ? undefined : clusterDirectory(home, major), options.runAs);
  await assertReachable(home, account);
  const binaries = await findBinaries(home, account, major, options.binDir);
  const data = clusterDirectory(home, binaries.major);
  if (major === undefined) await createCluster(home, data, binaries, account, state);
  const settings = options.settings ?? {};
  const { child, pid, port } = await launch({ home, data, binaries, account, settings, port: state.port });
  const now = { ...state, port, source: binaries.source, version: binaries.version };
  if (JSON.stringify(now) !== JSON.stringify(state)) saveState(home, now);
  return { pid, port, data, child, state: now };
}

async function leave(home: string, data: string, held: Hold): Promise<void> {
  const release = await lock(lockFileIn(home));
  try {
    if (!held.release()) return;
    await forgetDeadHolders(home);
    if (!isHeld(home)) await stopServer(data);
  } finally {
    release();
  }
}
