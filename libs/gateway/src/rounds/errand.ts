import type { Progress } from '@app/connectors';
import type { Call, Stop } from '../call.js';
import type { CutSignal } from '../cut.js';

/**
 * A call while it is with an upstream: whoever loses the right ends it. It usually lives as long as the client's request;
 * one that waits for an answer of a stateless client outlives it, and goes on with the request that brings the answer.
 */
export interface Errand {
  /** Ends what is sent upstream. */
  readonly signal: CutSignal;
  /** Tells whoever waits now how far it is; undefined when nobody asked at first. */
  readonly onProgress: ((told: Progress) => void) | undefined;
  /** Why it may not go on. */
  readonly recheck: () => Stop | null;
  /** Runs in the turn in which something goes to the upstream: the last moment at which it has not been said. @throws Stop */
  readonly beforeWrite: () => void;
  /** Whether the client may hear what an upstream says in words: free text may tell what the result must not. */
  readonly mayTell: () => boolean;
  /** @throws Stop */
  judge(): void;
  readonly abort: (reason: Error) => void;
  /** The client's request has its answer, and the upstream's goes on. */
  detach(): void;
  /** Goes on for the request that brings what was asked for. */
  attach(call: Call): void;
  end(): void;
}
