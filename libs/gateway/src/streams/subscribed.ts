import type { RpcAnswer } from '@app/connectors';
import { found } from '../found.js';
import type { Call } from '../call.js';
import type { House } from '../house.js';
import type { Watched } from '../sessions/mcp-session.js';

const methods: ReadonlySet<string> = new Set(['resources/subscribe', 'resources/unsubscribe']);

/** Methods that change what a session watches; nothing of them goes upstream as it came. */
export const isSubscribing = (method: string): boolean => methods.has(method);

/** What was decided on, as something to watch. */
export function watchedIn({ target, decision, message }: Call): Watched {
  const { server, kind, tool, params } = found(target);
  const { serverId } = found(found(decision).tool ?? undefined);
  return { serverId, server, kind, tool, uri: String(params['uri']), publicUri: String(found(message).params['uri']) };
}

/**
 * The session hears of this resource from now on, or no longer. Its stream of changes tells it, in whichever process that
 * is: one watch at the upstream serves everybody.
 */
export async function subscribed(call: Call, { sessions }: House): Promise<RpcAnswer> {
  const { session, message } = call;
  if (!session)
    return { error: { code: -32601, message: 'Method not found: there is no session that could hear of it' } };
  if (found(message).method === 'resources/subscribe') await sessions.watch(session, watchedIn(call));
  else await sessions.unwatch(session, watchedIn(call));
  return { result: {} };
}
