import { empty } from '../answer.js';
import type { Call, Ending } from '../call.js';
import type { House } from '../house.js';
import type { McpSession } from './mcp-session.js';

/** What a client says without waiting for an answer. That a call is no longer needed is told to whoever carries it. */
export function notified({ message }: Call, { streams }: House, session: McpSession): Ending {
  const { method, params } = message ?? {};
  const id = params?.['requestId'];
  if (method === 'notifications/cancelled' && (typeof id === 'string' || Number.isSafeInteger(id))) {
    streams.running.cancel(session.hash, id as string | number);
  }
  return { answer: empty(202) };
}
