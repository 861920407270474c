import { isObject, newId } from '@app/kernel';
import { errorAnswer } from '../answer.js';
import { decision } from '../admission/decision.js';
import { intent } from '../admission/intent.js';
import { outcome } from '../admission/outcome.js';
import { found } from '../found.js';
import { Call, type Ending } from '../call.js';
import type { List } from '../core/marks.js';
import { type RequestId, serverInfo, takesEvents } from '../core/protocol.js';
import { described } from '../described.js';
import type { House } from '../house.js';
import { byUri, resourceAt } from '../naming/named.js';
import type { Watched } from '../sessions/mcp-session.js';
import { frame } from './frame.js';
import { held } from './held.js';
import { keepAlive } from './keep-alive.js';
import type { Listener, Over } from './listeners.js';
import { barred } from './opened.js';
import { watchedIn } from './subscribed.js';
import { Watching } from './watching.js';

const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';
const SERVER_INFO = 'io.modelcontextprotocol/serverInfo';
const MOST_WATCHED = 100;

/** By which name a client asks to hear of changes of a list (MCP 2026-07-28 §subscriptions). */
const asked: Readonly<Record<string, List>> = {
  toolsListChanged: 'tools',
  promptsListChanged: 'prompts',
  resourcesListChanged: 'resources',
};

/**
 * `subscriptions/listen`: the answer is a stream that stays open and tells of what was asked for and of nothing else. That
 * a resource is watched is decided and recorded as reading it, each for itself; what is refused is left out of what is
 * acknowledged.
 */
export async function listen(call: Call, house: House): Promise<Ending> {
  const { id, params } = found(call.message);
  const wanted = params['notifications'];
  const uris = isObject(wanted) ? (wanted['resourceSubscriptions'] ?? []) : null;
  if (
    !isObject(wanted) ||
    !Array.isArray(uris) ||
    uris.length > MOST_WATCHED ||
    uris.some((uri) => typeof uri !== 'string')
  ) {
    const message = 'Invalid params: notifications must say of what to hear';
    return { answer: errorAnswer(id, 400, { code: -32602, message }) };
  }
  if (!takesEvents(call.request.headers)) {
    return { answer: errorAnswer(id, 406, { code: -32600, message: 'Accept must list text/event-stream' }) };
  }
  const early = barred(call, house);
  if (early) return early;
  const { capabilities } = await described(call, house);
  const told = Object.keys(asked).filter(
    (name) => wanted[name] === true && asked[name] !== undefined && asked[name] in capabilities,
  );
  const resources: Watched[] = [];
  for (const uri of new Set(uris as string[])) resources.push(...(await granted(call, house, uri)));
  const ending = barred(call, house);
  if (ending) return ending;
  open(call, house, found(id), told, resources);
  return held;
}

function open(call: Call, house: House, id: RequestId, told: readonly string[], resources: readonly Watched[]): void {
  const token = found(call.token);
  const { streams } = house;
  const pipe = call.request.stream.take();
  const lists = new Set(told.map((name) => asked[name]));
  const say = (method: string, params: object = {}): void =>
    streams.listeners.tell(
      listener,
      frame(JSON.stringify({ jsonrpc: '2.0', method, params: { ...params, _meta: { [SUBSCRIPTION]: id } } })),
    );
  const watching = new Watching(house, token, (uri) => say('notifications/resources/updated', { uri }));
  const quiet = keepAlive.keep(pipe);
  const over = (): void => {
    quiet();
    watching.stop();
  };
  const listener: Listener = {
    pipe,
    token,
    chain: streams.chain(token),
    server: call.server,
    session: null,
    marks: lists.size > 0 ? streams.marks(token, call.server) : null,
    changed: (changed) => {
      for (const list of changed) if (lists.has(list)) say(`notifications/${list}/list_changed`);
    },
    ends: (why: Over) => {
      over();
      // without it the client comes back, with a token that is good (MCP 2026-07-28 §subscriptions)
      if (why === 'shutdown') pipe.write(frame(graceful(id)));
    },
  };
  pipe.begin();
  pipe.onGone(over);
  const honoured = Object.fromEntries(told.map((name) => [name, true]));
  const watched = resources.length > 0 ? { resourceSubscriptions: resources.map(({ publicUri }) => publicUri) } : {};
  say('notifications/subscriptions/acknowledged', { notifications: { ...honoured, ...watched } });
  streams.listeners.add(listener);
  watching.set(resources);
}

const graceful = (id: RequestId): string => {
  const _meta = { [SUBSCRIPTION]: id, [SERVER_INFO]: serverInfo };
  return JSON.stringify({ jsonrpc: '2.0', id, result: { resultType: 'complete', _meta } });
};

/** Decided and recorded as a call of its own. */
async function granted(call: Call, house: House, uri: string): Promise<Watched[]> {
  const { request, at, arrived, server, scheme, token, client } = call;
  const part = Object.assign(new Call(newId(), request, at, arrived), { server, scheme, token, client });
  part.message = { ...found(call.message), params: { uri } };
  part.argsText = JSON.stringify({ uri });
  const ending = await decided(part, house, uri);
  await intent(part, house, ending);
  if (ending) return [];
  part.outcome = 'ok';
  await outcome(part, house, undefined);
  return [watchedIn(part)];
}

async function decided(part: Call, house: House, uri: string): Promise<Ending | undefined> {
  const named = byUri(part, uri);
  if (!named)
    return {
      answer: errorAnswer(part.message?.id, 200, { code: -32602, message: 'Resource not found' }),
      refused: 'resource_unknown',
    };
  const { kind, name } = resourceAt(part, house, named);
  part.target = { server: named.server, kind, tool: name, args: { uri: named.name }, params: { uri: named.name } };
  return decision(part, house);
}
