import type { RpcAnswer } from './core/message.js';

type Fields = Readonly<Record<string, unknown>>;

/** What a server asks in the middle of a request: `elicitation/create`, `sampling/createMessage` or `roots/list`. */
export type Question = Readonly<{ method: string; params: Fields }>;

/** What belongs to a request and needs no answer: `notifications/message`. Progress goes its own way. */
export type Told = Readonly<{ method: string; params: Fields }>;

/** `caller`: the one in whose name it speaks, who has a share of what an upstream keeps for its clients; `conversation`: which of theirs. */
export type ClientKey = Readonly<{ caller: string; conversation: string }>;

/**
 * The client behind a request, as an upstream may talk to it. To a modern upstream the capabilities are declared with
 * each request, and it answers `input_required`; a legacy one gets a session of its own, and asks in it.
 */
export type Dialogue = Readonly<{
  /** What the client itself declared, as it said it; exactly this is declared upstream, never that of two clients. */
  capabilities: Fields;
  /** Requests of one key may share what an upstream keeps for its client; no session serves two keys. */
  key: ClientKey;
  /** From which level on log messages are heard; null: none are. */
  logLevel: string | null;
  /** A legacy upstream's question. Rejects when nobody will answer it, or with the signal's reason. */
  ask: (question: Question, signal: AbortSignal) => Promise<RpcAnswer>;
  tell: (told: Told) => void;
}>;
