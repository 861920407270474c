import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigModule } from '@app/config';
import { DatabaseModule } from '@app/database';
import { JobsModule } from '@app/jobs';
import { LedgerModule } from '@app/ledger';
import { makeAdapter } from '../../apps/api/src/boot.js';
import { gatewayParts, mountGateway } from '../../apps/gateway/src/boot.js';
import { surroundingsOf } from './context.js';
import type { openWholeHouse } from './whole-house.js';

/** Another gateway of the same house: at an address of its own, on the same database, sharing nothing else. */
export async function openSecondGateway({ url, database }: Awaited<ReturnType<typeof openWholeHouse>>) {
  const surroundings = surroundingsOf(database.url, {
    publicUrl: url,
    fenceLeaseMs: 1000,
    fenceHeartbeatMs: 100,
    privateAddresses: true,
  });
  const parts = [LedgerModule, JobsModule, ...gatewayParts];
  const house = {
    module: class SecondGateway {},
    imports: [ConfigModule.in(surroundings), DatabaseModule.connected(), ...parts],
  };
  const app = await NestFactory.create<NestFastifyApplication>(house, makeAdapter({}), {
    logger: ['fatal'],
    abortOnError: false,
  });
  await mountGateway(app);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  return { app, url: `http://127.0.0.1:${port}`, close: () => app.close() };
}
