export { type DeadLetter, DeadLetters } from './dead-letters.js';
export { JobsModule } from './jobs.module.js';
export { JobsWorkerModule } from './jobs-worker.module.js';
export { Reconciler } from './reconciler.js';
export { type Payload, Subscriptions } from './subscriptions.js';
export { Timers } from './timers.js';
