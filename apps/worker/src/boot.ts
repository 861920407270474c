import 'reflect-metadata';
import { WorkerModule } from './worker.module.js';

/** What a program imports to carry jobs, timers and the sequencing of the ledger. */
export const workerParts = [WorkerModule];
