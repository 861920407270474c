import { errorAnswer } from '../answer.js';
import { found } from '../found.js';
import type { Call, Ending } from '../call.js';
import { takesEvents } from '../core/protocol.js';
import type { House } from '../house.js';
import { ownerOf } from '../sessions/beginning.js';
import type { McpSession } from '../sessions/mcp-session.js';
import { MOST_WAITING, listening } from './changes-stream.js';
import { frame } from './frame.js';
import { held } from './held.js';
import { barred } from './opened.js';

const addressOf = ({ hash }: McpSession): string => `sse-${hash}`;

/**
 * HTTP+SSE (MCP 2024-11-05), for old clients: GET opens the one stream of a session, which begins by naming where messages
 * go; everything that is said to the client is said on it. The session ends with the stream.
 */
export async function openSse(call: Call, house: House): Promise<Ending> {
  if (!takesEvents(call.request.headers)) {
    return { answer: errorAnswer(null, 406, { code: -32600, message: 'Accept must list text/event-stream' }) };
  }
  const token = found(call.token);
  const early = barred(call, house);
  if (early) return early;
  const facts = { server: call.server, transport: 'sse', revision: '', capabilities: {} } as const;
  const { id, session } = await house.sessions.begin({ ...ownerOf(call, house), ...facts });
  const over = (): void => void house.sessions.end(session).catch(() => undefined); // it ends by its silence, too
  const ending = barred(call, house);
  if (ending) {
    over();
    return ending;
  }
  const pipe = call.request.stream.take();
  pipe.begin();
  const path = call.server === null ? '/messages' : `/messages/${call.server}`;
  pipe.write(`event: endpoint\ndata: ${path}?sessionId=${id}\n\n`);
  const stop = house.mailbox.take(addressOf(session), (said) => {
    house.streams.listeners.tell(listener, frame(String(said)), MOST_WAITING);
  });
  const { listener } = listening(call, house, session, pipe, house.streams.marks(token, call.server), () => {
    stop();
    over();
  });
  return held;
}

/** Says something on the session's stream, in whichever process that is. */
export const divertTo =
  ({ mailbox }: House, session: McpSession) =>
  (message: string): void => {
    mailbox.post(addressOf(session), message).catch(() => undefined); // the stream is gone, and the session with it
  };
