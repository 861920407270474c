import { Refusal } from '@app/kernel';
import { empty } from '../answer.js';
import type { Call, Ending } from '../call.js';
import { TOO_LATE } from '../core/sentences.js';
import { type Place, eventId } from '../core/stream-id.js';
import { found } from '../found.js';
import type { House } from '../house.js';
import { listed } from '../listed.js';
import type { McpSession } from '../sessions/mcp-session.js';
import { frame } from './frame.js';
import { held } from './held.js';
import { InOrder } from './in-order.js';
import { keepAlive } from './keep-alive.js';
import type { Listener } from './listeners.js';
import { type About, type Event, type Forwarded, ownerOf } from './replay.js';

/** Within this time the process whose stream it is says that it is there; it is asked again and again. */
const PATIENCE_MS = 3_000;
const ASK_MS = 10_000;
/** What a client that does not read may leave in our memory, in bytes: all that is kept of a stream comes at once. */
const MOST_UNREAD = 1024 * 1024;

/**
 * An answer whose client lost its connection goes on here, after the last event that it saw. The process that carries the
 * call may be another one: what it has to say comes by the mailbox. When it is gone, and left no answer there, the client
 * hears that nobody knows whether the call was carried out. Whoever may not see any more what was called does not hear of it.
 */
export function resume(call: Call, house: House, session: McpSession, place: Place): Ending {
  // nothing comes after it, and nobody should ask again (HTML §server-sent events)
  if (place.isLast) return { answer: empty(204) };
  const { streams, mailbox } = house;
  const token = found(call.token);
  streams.takePlace(session, place.stream);
  const pipe = call.request.stream.take();
  pipe.begin();
  let isAsked = false;
  let isThere = false;
  let about: About = null;
  const sees = seeing(call, house);
  const write = ({ text, seq, isLast }: Event): void => {
    const told = sees(about) ? text : isLast ? failed(place, 'call.refused', TOO_LATE) : null;
    if (told !== null) streams.listeners.tell(listener, frame(told, eventId(place.stream, seq, isLast)), MOST_UNREAD);
    if (isLast) streams.listeners.end(listener, 'replaced');
  };
  const events = new InOrder(place.seq, write);
  const over = (): void => {
    stop();
    quiet();
    clearTimeout(timer);
  };
  const take = (said: unknown): void => {
    const forwarded = said as Forwarded;
    if ('held' in forwarded) [isThere, isAsked] = [true, false];
    else ({ about } = forwarded);
    events.take(forwarded);
    if (events.hasHole && !isAsked) ask();
  };
  const ask = (): void => {
    clearTimeout(timer);
    isAsked = true;
    // without the database nobody knows anything: the client comes back
    mailbox
      .post(ownerOf(place.stream), { after: events.seen })
      .catch(() => streams.listeners.end(listener, 'not_fresh'));
    timer = setTimeout(heardNothing, PATIENCE_MS).unref();
  };
  const heardNothing = (): void => {
    if (isThere) {
      isThere = false;
      timer = setTimeout(ask, ASK_MS).unref();
      return;
    }
    events.giveUp();
    const lost = failed(place, 'mcp-stream.lost');
    if (lost !== null) pipe.write(frame(lost, eventId(place.stream, events.seen + 1, true)));
    streams.listeners.end(listener, 'replaced');
  };
  const listener: Listener = {
    pipe,
    token,
    chain: streams.chain(token),
    server: call.server,
    session: session.hash,
    answers: place.stream,
    marks: null,
    changed: () => undefined,
    ends: over,
  };
  let timer: NodeJS.Timeout | undefined;
  const quiet = keepAlive.keep(pipe);
  const stop = mailbox.take(place.stream, take, { earlier: true });
  pipe.onGone(over);
  streams.listeners.add(listener);
  ask();
  return held;
}

/** The request's own error; null when nobody knows its id. */
function failed({ request: id }: Place, refusal: 'call.refused' | 'mcp-stream.lost', said?: string): string | null {
  const { rpc: code, message } = new Refusal(refusal);
  return id === null ? null : JSON.stringify({ jsonrpc: '2.0', id, error: { code, message: said ?? message } });
}

/** So long it counts what was seen, in milliseconds: many events come at once. */
const SEEN_MS = 20;

function seeing(call: Call, house: House): (about: About) => boolean {
  let last = { at: -Infinity, key: '', sees: false };
  return (about) => {
    if (about === null) return true;
    const key = JSON.stringify(about);
    const at = performance.now();
    if (last.key === key && at - last.at < SEEN_MS) return last.sees;
    const { server, kind, tool } = about;
    last = { at, key, sees: listed(call, house, kind).some((each) => each.server === server && each.name === tool) };
    return last.sees;
  };
}
