import { errorAnswer, empty, resultAnswer } from '../answer.js';
import { found } from '../found.js';
import type { Call, Ending } from '../call.js';
import { isLevel } from '../core/log-levels.js';
import { takesEvents } from '../core/protocol.js';
import type { House } from '../house.js';
import { divertTo } from '../streams/sse-stream.js';
import { saidIn } from './beginning.js';
import type { McpSession } from './mcp-session.js';

/** A request of a session: if its answer becomes a stream it can be resumed, and it can be cancelled by its id. */
export function inSession(call: Call, house: House, session: McpSession): undefined | Promise<Ending | undefined> {
  const { method } = found(call.message);
  const { request } = call;
  if (call.door === 'messages') request.stream.divert(divertTo(house, session), empty(202));
  else if (takesEvents(request.headers)) house.streams.keep(call, session);
  house.streams.running.add(session.hash, call);
  if (method === 'initialize') return house.sessions.change(session, saidIn(call)).then(() => undefined);
  return method === 'logging/setLevel' ? levelSet(call, house, session) : undefined;
}

async function levelSet(call: Call, house: House, session: McpSession): Promise<Ending> {
  const { id, params } = found(call.message);
  const { level } = params;
  if (!isLevel(level)) {
    return { answer: errorAnswer(id, 200, { code: -32602, message: 'Invalid params: there is no such level' }) };
  }
  await house.sessions.change(session, { logLevel: level });
  return { answer: resultAnswer(found(id), '{}') };
}
