import type { Call, Ending } from '../call.js';
import type { House } from '../house.js';
import { answered } from '../sessions/answered.js';
import { beginning, ending } from '../sessions/beginning.js';
import { modernClient, sessionClient, statelessClient } from '../sessions/clients.js';
import { inSession } from '../sessions/in-session.js';
import { notified } from '../sessions/notified.js';
import { sessionOf, unknownSession } from '../sessions/session-of.js';
import { openChanges } from '../streams/changes-stream.js';
import { openSse } from '../streams/sse-stream.js';

/**
 * Whose conversation a request is of, and so how its client may be spoken to. A session gives no right, and its id proves
 * nothing: whoever names it must show a token of the same agent, person and client, or it does not exist (MCP 2025-11-25
 * §session-management). Opening a stream, ending a session and answering a question are done here, and go nowhere else.
 */
export function session(call: Call, house: House): Ending | undefined | Promise<Ending | undefined> {
  const { message, door } = call;
  if (door === 'sse') return openSse(call, house);
  if (message?.era === 'modern') {
    call.client = modernClient(call, message);
    return undefined;
  }
  if (door === 'post' && message?.method === 'initialize' && message.id !== undefined) return beginning(call, house);
  const known = sessionOf(call, house);
  return known instanceof Promise ? known.then((session) => go(call, house, session)) : go(call, house, known);
}

type Known = Exclude<ReturnType<typeof sessionOf>, Promise<unknown>>;

function go(call: Call, house: House, session: Known): Ending | undefined | Promise<Ending | undefined> {
  if (session === 'unknown') return unknownSession(call);
  if (session === 'none') return without(call);
  call.session = session;
  if (call.door === 'stream') return openChanges(call, house, session);
  if (call.door === 'end') return ending(house, session);
  if (call.posted) return answered(call, house, session, call.posted);
  call.client = sessionClient(call, house, session);
  if (call.message?.id === undefined) return notified(call, house, session);
  return inSession(call, house, session);
}

/** Clients that never asked for a session are served without one: they are asked nothing, and have no stream. */
function without(call: Call): Ending | undefined {
  if (!call.message) return unknownSession(call);
  call.client = statelessClient(call);
  return undefined;
}
