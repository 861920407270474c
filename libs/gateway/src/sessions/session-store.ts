import type { McpSession, Said, Watched } from './mcp-session.js';

/** Where sessions are known to all processes. Hashes are hexadecimal. */
export abstract class SessionStore {
  /**
   * Of an agent with as many as it may have, the one that was silent for longest makes room, if it was silent for minutes.
   * @returns whether it was entered
   */
  abstract enter(session: McpSession): Promise<boolean>;
  /** Null when it is unknown, has ended, or was silent for too long. */
  abstract find(tenant: string, hash: string): Promise<McpSession | null>;
  abstract change(session: McpSession, said: Said): Promise<void>;
  /** @returns false when it watches as many as it may */
  abstract watch(session: McpSession, resource: Watched): Promise<boolean>;
  abstract unwatch(session: McpSession, resource: Watched): Promise<void>;
  /** @returns whether it had not ended before */
  abstract end(session: McpSession): Promise<boolean>;
  /** Sessions that showed signs of life. */
  abstract seen(hashes: readonly string[]): Promise<void>;
}
