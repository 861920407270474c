import { Module } from '@nestjs/common';
import { Handlers } from './handlers.js';
import { Reconciler } from './reconciler.js';
import { Relay } from './relay.js';
import { Worker } from './worker.js';

/** For the processes that do what may happen after the commit. */
@Module({ providers: [Handlers, Relay, Reconciler, Worker], exports: [Reconciler] })
export class JobsWorkerModule {}
