import type { EntityManager } from 'typeorm';
import type { Actor } from '@app/kernel';

declare const inTransaction: unique symbol;

/** Proof that a transaction is open. Whatever touches rows takes it first; it is never optional and never stored. */
export type Tx = EntityManager & { readonly [inTransaction]: true };

/**
 * What a write says of itself. `detail` is clear text and must hold no personal value; whatever names or describes a
 * person goes into `personal` (path → value), of which the ledger keeps only a salted commitment.
 */
export type RecordedEvent = Readonly<{
  action: string;
  subject: string;
  detail?: Readonly<Record<string, unknown>>;
  personal?: Readonly<Record<string, unknown>>;
}>;

/** Work for later, delivered at least once to whoever subscribed to the topic, and only if the write commits. */
export type Message = Readonly<{ topic: string; payload: Readonly<Record<string, unknown>> }>;

/** What a writing use case is handed: the transaction, who acts, and the ways to end a write. */
export type WriteTx = Tx & {
  readonly actor: Actor;
  /** Leaves a trace of the change; it is stored when, and only when, the change is. */
  record(event: RecordedEvent): void;
  /** Leaves a message in the outbox; it is stored when, and only when, the change is. */
  send(message: Message): void;
  /** Runs after the commit and before the write returns to its caller: the fence waits here for its replicas. */
  beforeReturn(step: () => Promise<void>): void;
  /** Answers with `result` and rolls back, after `beforeReturn`: for a request that asks for what already is. */
  unchanged<T>(result: T): never;
};
