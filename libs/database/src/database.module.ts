import { type DynamicModule, Module } from '@nestjs/common';
import { DataSource, getMetadataArgsStorage } from 'typeorm';
import { Surroundings } from '@app/kernel';
import { Db } from './db.js';
import { Sealer } from './sealing.js';

/**
 * In milliseconds. Writers of the fence wait for one another, so a process that is frozen or gone in the midst of a
 * write must lose its transaction before everybody else loses patience.
 */
const BOUNDS = {
  idle_in_transaction_session_timeout: 10_000,
  lock_timeout: 15_000,
  statement_timeout: 60_000,
  connectionTimeoutMillis: 15_000,
  keepAlive: true,
};

@Module({})
export class DatabaseModule {
  /** Connects to a database that `migrate` has brought up to date. Every loaded row class is known to it. */
  static connected(): DynamicModule {
    const dataSource = {
      provide: DataSource,
      inject: [Surroundings],
      useFactory: ({ databaseUrl }: Surroundings) =>
        new DataSource({
          type: 'postgres',
          url: databaseUrl,
          entities: getMetadataArgsStorage().tables.flatMap(({ target }) =>
            typeof target === 'function' ? [target] : [],
          ),
          synchronize: false,
          poolSize: 10,
          extra: BOUNDS,
          applicationName: 'surety',
        }).initialize(),
    };
    const sealer = {
      provide: Sealer,
      inject: [Surroundings],
      useFactory: ({ masterKey }: Surroundings) => new Sealer(masterKey),
    };
    return { module: DatabaseModule, global: true, providers: [dataSource, sealer, Db], exports: [Db, Sealer] };
  }
}
