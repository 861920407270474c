import { Refusal } from '@app/kernel';
import { errorAnswer, refusalAnswer } from '../answer.js';
import { found } from '../found.js';
import type { Call, Ending } from '../call.js';
import { type List, type Marks, changesId, lists, marksIn } from '../core/marks.js';
import { one, takesEvents } from '../core/protocol.js';
import type { House } from '../house.js';
import type { McpSession } from '../sessions/mcp-session.js';
import { frame, priming, takesPriming } from './frame.js';
import { held } from './held.js';
import { keepAlive } from './keep-alive.js';
import type { Listener } from './listeners.js';
import type { Pipe } from './pipe.js';
import { barred } from './opened.js';
import { resume } from './resumed.js';
import { Watching } from './watching.js';

/** What a client of HTTP+SSE that does not read may leave in our memory, in bytes; beyond it the stream is given up. */
export const MOST_WAITING = 16 * 1024 * 1024;

const notification = (method: string, params?: object): string =>
  JSON.stringify({ jsonrpc: '2.0', method, ...(params && { params }) });

/** GET: the stream of a session on which changes are told, or an answer that its client has lost and asks for again. */
export function openChanges(call: Call, house: House, session: McpSession): Ending {
  const { headers, stream } = call.request;
  if (!takesEvents(headers)) {
    return { answer: errorAnswer(null, 406, { code: -32600, message: 'Accept must list text/event-stream' }) };
  }
  const ending = barred(call, house);
  if (ending) return ending;
  const last = one(headers, 'last-event-id');
  const before = last === undefined ? null : marksIn(last);
  if (last !== undefined && !before) {
    const place = house.streams.names.event(session.hash, last);
    return place
      ? resume(call, house, session, place)
      : { answer: refusalAnswer(null, new Refusal('mcp-stream.unknown')) };
  }
  house.streams.takePlace(session);
  const pipe = stream.take();
  pipe.begin();
  const marks = house.streams.marks(found(call.token), call.server);
  if (takesPriming(session.revision)) pipe.write(priming(changesId(marks)));
  const { listener, watching } = listening(call, house, session, pipe, marks);
  if (before) {
    const changed = lists.filter((list) => before[list] !== marks[list]);
    if (changed.length > 0) listener.changed(changed, marks);
    watching.tellAll(session.subscriptions);
  }
  return held;
}

/** Keeps a stream of a session open: it hears of the lists and of the resources that the session watches. */
export function listening(
  call: Call,
  house: House,
  session: McpSession,
  pipe: Pipe,
  marks: Marks,
  onEnd: () => void = () => undefined,
): { listener: Listener; watching: Watching } {
  const token = found(call.token);
  const { hash, subscriptions } = session;
  const { streams, sessions } = house;
  const say = (text: string): void =>
    streams.listeners.tell(listener, text, session.transport === 'sse' ? MOST_WAITING : undefined);
  const watching = new Watching(house, token, (uri) =>
    say(frame(notification('notifications/resources/updated', { uri }))),
  );
  const quiet = keepAlive.keep(pipe);
  const over = (): void => {
    quiet();
    watching.stop();
    onEnd();
  };
  const listener: Listener = {
    pipe,
    token,
    chain: streams.chain(token),
    server: call.server,
    session: hash,
    marks,
    changed: (changed: readonly List[], now: Marks) =>
      changed.forEach((list, at) =>
        // only the last of them says that the client knows all
        say(
          frame(
            notification(`notifications/${list}/list_changed`),
            at === changed.length - 1 ? changesId(now) : undefined,
          ),
        ),
      ),
    ends: over,
    renewed: (renewed) => watching.set(renewed.subscriptions),
  };
  pipe.onGone(over);
  streams.listeners.add(listener);
  sessions.showsLife(hash);
  watching.set(subscriptions);
  return { listener, watching };
}
