import { isObject } from '@app/kernel';
import type { ClientKey, Told } from '@app/connectors';
import { found } from '../found.js';
import type { Call } from '../call.js';
import type { Client } from '../client.js';
import { isHeard, isLevel } from '../core/log-levels.js';
import { type Message, takesEvents } from '../core/protocol.js';
import type { House } from '../house.js';
import { asker } from './asking.js';
import { type McpSession, inWhoseName } from './mcp-session.js';

const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';

/** A client of the stateless era says with each request what it can do, and is asked by the answer. */
export function modernClient(call: Call, { params }: Message): Client {
  const meta = isObject(params['_meta']) ? params['_meta'] : {};
  const capabilities = meta[CAPABILITIES];
  const level = meta[LOG_LEVEL];
  const logLevel = isLevel(level) && takesEvents(call.request.headers) ? level : null;
  return {
    key: keyOf(call, clientOf(call)),
    capabilities: isObject(capabilities) ? capabilities : {},
    logLevel,
    ask: null,
    tell: teller(call, logLevel),
  };
}

/** A client in a session said it once, and is asked on the stream of its request. */
export function sessionClient(call: Call, house: House, session: McpSession): Client {
  const { hash, capabilities, logLevel } = session;
  const hears = session.transport === 'sse' || takesEvents(call.request.headers);
  return {
    key: keyOf(call, `session:${hash}`),
    capabilities,
    logLevel: hears ? logLevel : null,
    ask: hears ? asker(call, house, session) : null,
    tell: teller(call, hears ? logLevel : null),
  };
}

/** Nothing is known of one that began no session. */
export const statelessClient = (call: Call): Client => ({
  key: keyOf(call, clientOf(call)),
  capabilities: {},
  logLevel: null,
  ask: null,
  tell: () => undefined,
});

const clientOf = ({ token }: Call): string => `client:${found(token).clientId}`;

function keyOf({ token }: Call, conversation: string): ClientKey {
  return { caller: inWhoseName(found(token)), conversation };
}

const teller =
  ({ request }: Call, logLevel: string | null) =>
  ({ method, params }: Told): void => {
    if (method !== 'notifications/message' || !isHeard(logLevel, params['level'])) return;
    request.notify(JSON.stringify({ jsonrpc: '2.0', method, params }));
  };
