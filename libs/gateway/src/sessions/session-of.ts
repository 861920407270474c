import { Refusal } from '@app/kernel';
import { errorAnswer, refusalAnswer } from '../answer.js';
import { found } from '../found.js';
import type { Call, Ending } from '../call.js';
import { hasModernHeader, one } from '../core/protocol.js';
import { doerOf } from '../doer.js';
import type { House } from '../house.js';
import type { McpSession } from './mcp-session.js';

type Known = McpSession | 'none' | 'unknown';

/** The session that the request names, if it is the caller's own and of this endpoint; at once, if it is remembered. */
export function sessionOf(call: Call, house: House): Known | Promise<Known> {
  const id = idIn(call);
  if (id === undefined) return 'none';
  const known = house.sessions.of(doerOf(call, house).tenant, id);
  return known instanceof Promise ? known.then((session) => own(call, session)) : own(call, known);
}

/** There is no such session: unknown, ended, or somebody else's. Of a request that should name one and does not: what it lacks. */
export function unknownSession(call: Call): Ending {
  if (idIn(call) !== undefined) {
    return { answer: refusalAnswer(call.message?.id, new Refusal('mcp-session.unknown')), refused: 'session_unknown' };
  }
  if (call.posted) {
    const message = 'Invalid Request: only requests and notifications are accepted without a session';
    return { answer: errorAnswer(null, 400, { code: -32600, message }), refused: 'malformed' };
  }
  const allow = { allow: 'POST' };
  return { answer: errorAnswer(null, 405, { code: -32600, message: 'Method not allowed' }, allow) };
}

function idIn({ door, request: { headers, query } }: Call): string | undefined {
  if (door === 'messages') return new URLSearchParams(query).get('sessionId') ?? '';
  return hasModernHeader(headers) ? undefined : one(headers, 'mcp-session-id');
}

function own(call: Call, session: McpSession | null): Known {
  const { agentId, personId, clientId } = found(call.token);
  const isOwn =
    session?.agentId === agentId &&
    session.personId === personId &&
    session.clientId === clientId &&
    session.server === call.server &&
    session.transport === (call.door === 'messages' ? 'sse' : 'streamable');
  return isOwn ? session : 'unknown';
}
