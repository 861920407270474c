export { DatabaseModule } from './database.module.js';
export { Db } from './db.js';
export { insertUnlessTaken } from './insert-unless-taken.js';
export { migrate } from './migrate.js';
export { Ledger, Outbox } from './ports.js';
export { type Sealed, Sealer } from './sealing.js';
export type { Message, RecordedEvent, Tx, WriteTx } from './tx.js';
