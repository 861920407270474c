import { isObject } from '@app/kernel';
import { empty } from '../answer.js';
import { found } from '../found.js';
import type { Call, Ending } from '../call.js';
import { agreed } from '../core/protocol.js';
import { doerOf } from '../doer.js';
import type { House } from '../house.js';
import { sessionClient } from './clients.js';
import type { McpSession } from './mcp-session.js';

/** What the client says of itself in `initialize`. */
export function saidIn({ message }: Call): Pick<McpSession, 'revision' | 'capabilities'> {
  const { protocolVersion, capabilities } = found(message).params;
  return { revision: agreed(protocolVersion), capabilities: isObject(capabilities) ? capabilities : {} };
}

/** A handshake begins a session, whose id goes out with the answer. */
export async function beginning(call: Call, house: House): Promise<undefined> {
  const { id, session } = await house.sessions.begin({
    ...ownerOf(call, house),
    ...saidIn(call),
    server: call.server,
    transport: 'streamable',
  });
  call.answerHeaders = { 'mcp-session-id': id };
  call.session = session;
  call.client = sessionClient(call, house, session);
}

/** Its streams end with it, in whichever process they are. */
export async function ending(house: House, session: McpSession): Promise<Ending> {
  await house.sessions.end(session);
  return { answer: empty(204) };
}

export const ownerOf = (call: Call, house: House) => ({
  ...doerOf(call, house),
  clientId: found(call.token).clientId,
});
