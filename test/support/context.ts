import 'reflect-metadata';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigModule } from '@app/config';
import { DatabaseModule } from '@app/database';
import { JobsModule } from '@app/jobs';
import { SystemClock, type Surroundings } from '@app/kernel';
import { LedgerModule } from '@app/ledger';

export const surroundingsOf = (databaseUrl: string, over: Partial<Surroundings> = {}): Surroundings => ({
  databaseUrl,
  redisUrl: undefined,
  masterKey: Buffer.alloc(32, 7),
  publicUrl: 'http://localhost',
  ledgerOrigin: 'surety.test/ledger',
  fenceLeaseMs: 2000,
  fenceHeartbeatMs: 250,
  privateAddresses: true,
  clock: new SystemClock(),
  ...over,
});

/** Some of the house's modules on top of the database and its ports, started, without a web server. */
export async function openContext(surroundings: Surroundings, ...modules: Type[]): Promise<INestApplicationContext> {
  class Context {}
  const ports = [LedgerModule, JobsModule];
  Module({ imports: [ConfigModule.in(surroundings), DatabaseModule.connected(), ...ports, ...modules] })(Context);
  return NestFactory.createApplicationContext(Context, { logger: ['fatal'], abortOnError: false });
}
