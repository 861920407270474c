import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigModule, WrongSetting } from '@app/config';
import { DatabaseModule, type OpenSurroundings, openSurroundings } from '@app/database';
import { FenceModule } from '@app/fence';
import { Readiness } from '@app/gateway';
import { JobsModule } from '@app/jobs';
import type { Settings, Surroundings } from '@app/kernel';
import { LedgerModule } from '@app/ledger';
import { Metrics, TelemetryModule } from '@app/telemetry';
import { migrations } from '../../../migrations/index.js';
import { type Edge, apiParts, makeAdapter, mountApi, usualLimits } from '../../api/src/boot.js';
import { gatewayParts, mountGateway } from '../../gateway/src/boot.js';
import { workerParts } from '../../worker/src/boot.js';
import { freePort } from './free-port.js';
import { loggerOf } from './logs.js';
import { listenForMetrics } from './metrics-listener.js';
import { type Role, roles } from './roles.js';
import { note } from './terminal.js';

const parts = { api: apiParts, gateway: gatewayParts, worker: workerParts } as const;
type Part = (typeof parts)[Role][number];

/** Surety as it runs in this process, under `url` while it listens. `stop` leaves no server behind. */
export type Running = Readonly<{ app: NestFastifyApplication; url: string; database: string; stop(): Promise<void> }>;

/** Opens the database, boots the chosen roles into one application on one port, and listens unless only checking. */
export async function run(settings: Settings, chosen: readonly Role[], options: { listen: boolean }): Promise<Running> {
  const port = settings.port === 0 ? await freePort(settings.host) : settings.port;
  refuseUnnamed(settings, chosen);
  const opened = await open({ ...settings, port });
  let app: NestFastifyApplication | undefined;
  try {
    app = await NestFactory.create<NestFastifyApplication>(
      house(opened.surroundings, chosen),
      makeAdapter(edgeOf(settings)),
      {
        logger: loggerOf(settings),
        abortOnError: false,
      },
    );
    if (chosen.includes('gateway')) await mountGateway(app);
    if (chosen.includes('api')) await mountApi(app);
    else
      app
        .getHttpAdapter()
        .getInstance()
        .get('/healthz', () => ({ status: 'ok' }));
    await app.init();
    if (options.listen) await app.listen(port, settings.host);
    const booted = app;
    const { metricsPort, metricsHost } = settings;
    const metrics =
      options.listen && metricsPort !== undefined
        ? await listenForMetrics(app.get(Metrics), metricsPort, metricsHost)
        : undefined;
    const stop = async (): Promise<void> => {
      if (options.listen && chosen.includes('gateway')) await drained(booted, settings);
      await booted.close();
      await metrics?.close();
      await opened.close();
    };
    return { app, url: opened.surroundings.publicUrl, database: opened.database, stop };
  } catch (cause) {
    await app?.close().catch(() => undefined); // what stopped the start is told, not what follows from it
    await opened.close();
    throw cause;
  }
}

/** Balancers that ask hear that no more calls should come; those that do are served. */
async function drained(app: INestApplicationContext, { drainSeconds }: Settings): Promise<void> {
  app.get(Readiness).stopping();
  if (drainSeconds > 0) await pause(drainSeconds * 1000);
}

/** @throws Error when a file of the settings cannot be read */
function edgeOf({ tlsCertFile, tlsKeyFile, clientCertHeader, trustedProxies }: Settings): Edge {
  const isTls = tlsCertFile !== undefined && tlsKeyFile !== undefined;
  const tls = isTls ? { cert: readFileSync(tlsCertFile, 'utf8'), key: readFileSync(tlsKeyFile, 'utf8') } : undefined;
  return { tls, clientCertHeader, trustedProxies, attempts: usualLimits };
}

/** Every process makes tokens and links from this address: guessed apart, or from a wildcard, they fit nowhere. */
function refuseUnnamed({ publicUrl, host }: Settings, chosen: readonly Role[]): void {
  if (publicUrl !== undefined) return;
  if (chosen.length < roles.length) {
    throw new WrongSetting(
      'SURETY_PUBLIC_URL must be set when the roles run apart, so that all of them name one address.',
    );
  }
  if (['0.0.0.0', '::'].includes(host)) {
    throw new WrongSetting(
      'SURETY_PUBLIC_URL must be set when SURETY_HOST is a wildcard, because no client reaches that.',
    );
  }
}

/** For commands that only need the use cases: no listener, no gateway, no worker. */
export async function withUseCases<T>(
  settings: Settings,
  work: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const opened = await open(settings);
  try {
    const app = await NestFactory.createApplicationContext(house(opened.surroundings, ['api']), {
      logger: loggerOf(settings),
      abortOnError: false,
    });
    try {
      return await work(app);
    } finally {
      await app.close();
    }
  } finally {
    await opened.close();
  }
}

const open = (settings: Settings): Promise<OpenSurroundings> =>
  openSurroundings(settings, {
    migrations,
    environment: process.env,
    onLost: (reason) => {
      note(`${reason}. Surety stops, because it cannot decide without its records.`);
      process.exit(1);
    },
  });

const house = (surroundings: Surroundings, chosen: readonly Role[]) => ({
  module: class Surety {},
  imports: [
    ConfigModule.in(surroundings),
    DatabaseModule.connected(),
    TelemetryModule,
    LedgerModule,
    FenceModule,
    JobsModule,
    ...chosen.flatMap<Part>((role) => parts[role]),
  ],
});
