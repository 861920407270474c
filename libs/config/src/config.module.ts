import { type DynamicModule, Module } from '@nestjs/common';
import { Clock, Surroundings } from '@app/kernel';

/** Hands the surroundings, and the clock among them, to every module of a program. */
@Module({})
export class ConfigModule {
  static in(surroundings: Surroundings): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [
        { provide: Surroundings, useValue: surroundings },
        { provide: Clock, useValue: surroundings.clock },
      ],
      exports: [Surroundings, Clock],
    };
  }
}
