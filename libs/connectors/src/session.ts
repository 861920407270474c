import type { RpcAnswer } from './core/message.js';
import type { Progress } from './core/progress.js';
import type { HeaderParameter } from './core/parameter-headers.js';

export type Sending = Readonly<{
  /** Ends the call: the upstream is told so, and the request rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Runs synchronously before the request's first byte is written; what it throws stops the request unsent. */
  beforeWrite?: () => void;
  /** Asks the upstream to tell how far it is; called for each time that it does. */
  onProgress?: (told: Progress) => void;
  /** Arguments that a modern HTTP upstream wants repeated in `Mcp-Param-*` headers. */
  repeated?: readonly HeaderParameter[];
}>;

/** One live connection to an upstream, in the era that this upstream speaks. */
export interface Session {
  /** True when the next request needs a new session. */
  readonly ended: boolean;
  /** What the upstream says it has, by name: `tools`, `resources`, `prompts` and more. */
  readonly capabilities: ReadonlySet<string>;
  /** @throws Refusal `upstream.*`, the signal's reason, or what `beforeWrite` threw */
  request(method: string, params: Readonly<Record<string, unknown>>, sending: Sending): Promise<RpcAnswer>;
  close(): Promise<void>;
}

/** Called when the upstream says that one of its lists has changed, or may have done so unheard. */
export type OnListChanged = () => void;
