import { Global, Module } from '@nestjs/common';
import { Outbox } from '@app/database';
import { DeadLetters } from './dead-letters.js';
import { PostgresOutbox } from './postgres-outbox.js';
import { Subscriptions } from './subscriptions.js';
import { Timers } from './timers.js';

/** For every process: messages leave with the commit. What follows them happens where `JobsWorkerModule` is. */
@Global()
@Module({
  providers: [PostgresOutbox, { provide: Outbox, useExisting: PostgresOutbox }, Subscriptions, Timers, DeadLetters],
  exports: [PostgresOutbox, Outbox, Subscriptions, Timers, DeadLetters],
})
export class JobsModule {}
