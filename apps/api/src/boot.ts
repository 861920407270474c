import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigModule } from '@app/config';
import { DatabaseModule } from '@app/database';
import { FenceModule } from '@app/fence';
import { JobsModule } from '@app/jobs';
import type { Surroundings } from '@app/kernel';
import { LedgerModule } from '@app/ledger';
import { ApiModule } from './api.module.js';
import { type Edge, makeAdapter } from './edge/adapter.js';
import { usualLimits } from './edge/attempts.js';
import { mountApi } from './edge/mount.js';

export { type Edge, makeAdapter, mountApi, usualLimits };

/** What a program imports to serve people, identity providers and token requests. */
export const apiParts = [ApiModule];

/**
 * Builds the control plane alone, ready to listen or to be injected into. The database has been migrated.
 * @param adapter made by `makeAdapter`; given by tests that watch what is registered on it
 */
export async function boot(surroundings: Surroundings, adapter = makeAdapter()): Promise<NestFastifyApplication> {
  const house = {
    module: class Api {},
    imports: [
      ConfigModule.in(surroundings),
      DatabaseModule.connected(),
      LedgerModule,
      FenceModule,
      JobsModule,
      ...apiParts,
    ],
  };
  const app = await NestFactory.create<NestFastifyApplication>(house, adapter, {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  await mountApi(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
