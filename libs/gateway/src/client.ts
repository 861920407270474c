import type { ClientKey, Question, RpcAnswer, Told } from '@app/connectors';

/** Who made the request, as it may be spoken to while the request is open; found by the step `session`. */
export type Client = Readonly<{
  /** Names the conversation: of a handshake session, or of the caller where there is none. Never shared by two callers. */
  key: ClientKey;
  /** What it declared: with its session, or with this very request. */
  capabilities: Readonly<Record<string, unknown>>;
  /** From which level on it hears log messages; null: none. */
  logLevel: string | null;
  /** Asks it on the stream of this request and waits; null where that cannot be done (stateless era, or no stream). */
  ask: ((question: Question, signal: AbortSignal) => Promise<RpcAnswer>) | null;
  /** Says something ahead of the answer; what cannot be heard is dropped. */
  tell: (told: Told) => void;
}>;
