import { type DynamicModule, Module } from '@nestjs/common';
import { DataSource, getMetadataArgsStorage } from 'typeorm';
import { Surroundings } from '@app/kernel';
import { Db } from './db.js';
import { Sealer } from './sealing.js';

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
