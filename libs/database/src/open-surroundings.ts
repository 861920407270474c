import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { MigrationInterface } from 'typeorm';
import { type Clock, type Settings, type Surroundings, SystemClock } from '@app/kernel';
import { defaultDataDir } from './embedded/data-dir.js';
import { writeDurably } from './embedded/durable.js';
import { startEmbeddedPostgres } from './embedded/start-embedded.js';
import { migrate } from './migrate.js';

export type OpenSurroundings = Readonly<{
  surroundings: Surroundings;
  /** Where the data is, in words for the operator. */
  database: string;
  /** Names of the migrations that were applied now. */
  migrated: readonly string[];
  /** Stops the embedded server when nobody else uses it; close every connection first. */
  close(): Promise<void>;
}>;

type Options = Readonly<{
  migrations: (new () => MigrationInterface)[];
  environment: NodeJS.ProcessEnv;
  clock?: Clock;
  /** Hears of an embedded server that ended by itself: the program must end too. */
  onLost: (reason: string) => void;
}>;

/**
 * Fills in what the environment left open: the embedded server where no database is named, the master key beside it,
 * our own address. The database is migrated when this returns.
 */
export async function openSurroundings(said: Settings, options: Options): Promise<OpenSurroundings> {
  const { masterKey } = said;
  const embedded = said.databaseUrl ? null : await openEmbedded(said, options);
  const url = embedded?.url ?? said.databaseUrl;
  const key = masterKey ?? embedded?.masterKey;
  if (!url || !key) throw new Error('SURETY_DATABASE_URL and SURETY_MASTER_KEY are set together');
  const migrated = await migrate(url, options.migrations).catch(async (cause: unknown) => {
    await embedded?.close();
    throw cause;
  });
  return {
    surroundings: {
      databaseUrl: url,
      redisUrl: said.redisUrl,
      masterKey: key,
      publicUrl: said.publicUrl ?? `${said.tlsCertFile ? 'https' : 'http'}://${said.host}:${said.port}`,
      mail: said.smtpUrl && said.mailFrom ? { smtpUrl: said.smtpUrl, from: said.mailFrom } : undefined,
      ledgerOrigin: said.ledgerOrigin,
      fenceLeaseMs: said.fenceLeaseMs,
      fenceHeartbeatMs: said.fenceHeartbeatMs,
      fenceReadLeaseMs: said.fenceReadLeaseMs,
      fenceDatabaseUrl: said.fenceDatabaseUrl,
      privateAddresses: said.allowPrivateAddresses,
      stepUp: { seconds: said.stepUpSeconds, means: said.stepUpMeans },
      ownersNeedRole: said.agentOwners === 'role',
      dynamicRegistration: said.dynamicRegistration,
      mutualTls: mutualTlsOf(said),
      catalogSyncSeconds: said.catalogSyncSeconds,
      callInputsDays: said.callInputsDays,
      personalFieldsDays: said.personalFieldsDays,
      personalFieldsLeastDays: said.personalFieldsLeastDays,
      anchors: {
        targets: said.ledgerAnchors,
        minutes: said.ledgerAnchorMinutes,
        lockDays: said.ledgerAnchorLockDays,
        headers: said.ledgerAnchorHeaders,
      },
      tracing: said.otlpEndpoint ? { url: `${said.otlpEndpoint}/v1/traces`, ratio: said.traceRatio } : undefined,
      clock: options.clock ?? new SystemClock(),
    },
    database: embedded?.description ?? 'external PostgreSQL',
    migrated,
    close: async () => embedded?.close(),
  };
}

/** Without either there are no certificates of clients: a plain connection carries none. */
function mutualTlsOf({ tlsCertFile, tlsClientCaFile, clientCertHeader }: Settings): Surroundings['mutualTls'] {
  if (!tlsCertFile && !clientCertHeader) return undefined;
  const authorities = tlsClientCaFile ? fs.readFileSync(tlsClientCaFile, 'utf8') : undefined;
  return { from: tlsCertFile ? 'tls' : 'header', authorities };
}

type Embedded = Readonly<{ url: string; masterKey: Buffer; description: string; close(): Promise<void> }>;

async function openEmbedded(said: Settings, { environment, onLost }: Options): Promise<Embedded> {
  const home = said.dataDir ?? defaultDataDir(environment, process.getuid?.(), process.platform);
  const server = await startEmbeddedPostgres({ home, binDir: said.pgBinDir, runAs: said.pgRunAs, onExit: onLost });
  return {
    url: server.url,
    masterKey: said.masterKey ?? keyIn(home),
    description: `embedded PostgreSQL ${server.version ?? ''} (${server.source}) in ${home}`,
    close: () => server.stop(),
  };
}

/** The key is made once; losing the file means losing what it sealed, so an unreadable one stops the start. */
function keyIn(home: string): Buffer {
  const file = path.join(home, 'master.key');
  if (!fs.existsSync(file)) makeKey(file);
  const key = Buffer.from(fs.readFileSync(file, 'utf8'), 'base64');
  if (key.length !== 32) throw new Error(`${file} does not hold a master key: restore it, or set SURETY_MASTER_KEY`);
  return key;
}

/** Of several first starters one key wins: a link appears whole or not at all, and never replaces another. */
function makeKey(file: string): void {
  const mine = `${file}.${randomBytes(4).toString('hex')}`;
  writeDurably(mine, randomBytes(32).toString('base64'));
  try {
    fs.linkSync(mine, file);
  } catch (taken) {
    if (!fs.existsSync(file)) throw taken;
  } finally {
    fs.rmSync(mine);
  }
}
