import type { Described } from './core/described.js';
import type { Era } from './core/era.js';
import type { RpcAnswer } from './core/message.js';
import type { Progress } from './core/progress.js';
import type { Dialogue } from './dialogue.js';
import type { HeaderParameter } from './core/parameter-headers.js';
import type { EndSignal } from './end-signal.js';

export type Sending = Readonly<{
  /** Ends the call: the upstream is told so, and the request rejects with the signal's reason. */
  signal?: EndSignal | undefined;
  /** Fires that signal, where it is of this request alone: then its time limit needs no signal of its own. */
  abort?: ((reason: Error) => void) | undefined;
  /** Runs synchronously before the request's first byte is written; what it throws stops the request unsent. */
  beforeWrite?: (() => void) | undefined;
  /** Asks the upstream to tell how far it is; called for each time that it does. */
  onProgress?: ((told: Progress) => void) | undefined;
  /** Arguments that a modern HTTP upstream wants repeated in `Mcp-Param-*` headers. */
  repeated?: readonly HeaderParameter[] | undefined;
  /** The client, where the upstream may talk to it; without it no capability is declared. */
  dialogue?: Dialogue | undefined;
}>;
/** The same with a signal that is always there. */
export type Sent = Sending & Readonly<{ signal: EndSignal }>;

/** One live connection to an upstream, in the era that this upstream speaks. */
export interface Session {
  /** A session of the handshake era asks in its own requests; a modern one by its answers. */
  readonly era: Era;
  /** True when the next request needs a new session. */
  readonly ended: boolean;
  /** How many further sessions there may be at once. */
  readonly mostBranches: number;
  /** What the upstream says that it is and has. */
  readonly described: Described;
  /** @throws Refusal `upstream.*`, the signal's reason, or what `beforeWrite` threw */
  request(method: string, params: Readonly<Record<string, unknown>>, sending: Sending): Promise<RpcAnswer>;
  /**
   * A further session with the same upstream, which declares what this client did. Of the handshake era only.
   * @param dialogue who is asked what the upstream asks before the first request
   * @param hooks who hears what is said of the upstream there; nobody when left out
   */
  branch(dialogue: Dialogue, hooks?: Hooks): Promise<Session>;
  /** From now on hears of changes of exactly these resources, where the upstream tells of any. */
  watch(uris: ReadonlySet<string>): Promise<void>;
  close(): Promise<void>;
}

/** Called with what an upstream says of itself, outside of every request. */
export type Hooks = Readonly<{
  /** One of its lists has changed, or may have done so unheard. */
  onListChanged: () => void;
  /** A resource that is watched was changed, as it was told; null: any of them may have been, unheard. */
  onUpdated: (told: Readonly<Record<string, unknown>> | null) => void;
  /** The upstream knows nothing any more of what this session had asked it to do. */
  onForgotten: () => void;
}>;

export const noHooks: Hooks = { onListChanged: () => {}, onUpdated: () => {}, onForgotten: () => {} };
