import type { Actor } from '@app/kernel';
import type { Message, RecordedEvent, Tx } from './tx.js';

/** Stores the events of a write inside that write's own transaction. Implemented by `libs/ledger`. */
export abstract class Ledger {
  abstract append(tx: Tx, actor: Actor, events: readonly RecordedEvent[]): Promise<void>;
}

/** Stores the messages of a write inside that write's own transaction. Implemented by `libs/jobs`. */
export abstract class Outbox {
  abstract put(tx: Tx, actor: Actor, messages: readonly Message[]): Promise<void>;
  /** A hint, after the commit, that messages wait; losing it costs only a poll interval. */
  abstract wake(): void;
}
