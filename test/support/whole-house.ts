import 'reflect-metadata';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigModule } from '@app/config';
import { DatabaseModule } from '@app/database';
import { FenceModule } from '@app/fence';
import { JobsModule } from '@app/jobs';
import type { Surroundings } from '@app/kernel';
import { LedgerModule } from '@app/ledger';
import { type Edge, apiParts, makeAdapter, mountApi } from '../../apps/api/src/boot.js';
import { gatewayParts, mountGateway } from '../../apps/gateway/src/boot.js';
import { surroundingsOf } from './context.js';
import { freshDatabase } from './database.js';
import { explainEveryDecision } from './explained-decisions.js';

/** Control plane and a real gateway replica in this process, over real HTTP, on a database of their own. */
export async function openWholeHouse(over: Partial<Surroundings> = {}, edge: Edge = {}) {
  const database = await freshDatabase();
  const port = await freePort();
  const url = `${edge.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const parts = [...apiParts, ...gatewayParts];
  const surroundings = surroundingsOf(database.url, {
    publicUrl: url,
    fenceLeaseMs: 1000,
    fenceHeartbeatMs: 100,
    ...over,
  });
  const platform = [LedgerModule, FenceModule, JobsModule];
  const house = {
    module: class House {},
    imports: [ConfigModule.in(surroundings), DatabaseModule.connected(), ...platform, ...parts],
  };
  const app = await NestFactory.create<NestFastifyApplication>(house, makeAdapter(edge), {
    logger: ['fatal'],
    abortOnError: false,
  });
  await mountGateway(app);
  await mountApi(app);
  await app.listen(port, '127.0.0.1');
  return {
    app,
    url,
    database,
    /** Whatever was decided here must be explained in the same way. */
    close: async () => {
      try {
        await explainEveryDecision(app);
      } finally {
        await app.close();
        await database.drop();
      }
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
