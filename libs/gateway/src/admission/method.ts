import { empty, errorAnswer, resultAnswer } from '../answer.js';
import type { Call, Ending } from '../call.js';
import { MODERN, type Message, legacyVersions, serverInfo } from '../core/protocol.js';
import { ownResult } from '../core/result.js';
import type { House } from '../house.js';
import { toolList } from '../tool-list.js';
import { found } from './step.js';

type Fields = Readonly<Record<string, unknown>>;
type Method = (call: Call, house: House, message: Message) => Fields | null;

const capabilities = { tools: {} } as const;
const notCached = { ttlMs: 0, cacheScope: 'private' } as const;

const initialize: Method = (_, __, { params }) => {
  const wanted = String(params['protocolVersion']);
  return { protocolVersion: legacyVersions.includes(wanted) ? wanted : legacyVersions[0], capabilities, serverInfo };
};
const list: Method = (call, house, { params }) =>
  params['cursor'] === undefined ? { tools: toolList(call, house), ...(isModern(call) ? notCached : {}) } : null;
const isModern = (call: Call): boolean => call.message?.era === 'modern';

/** Every method that is served besides `tools/call`. What is not here is refused: every method is a door. */
const methods: Readonly<Record<Message['era'], ReadonlyMap<string, Method>>> = {
  legacy: new Map<string, Method>([
    ['initialize', initialize],
    ['ping', () => ({})],
    ['tools/list', list],
  ]),
  modern: new Map<string, Method>([
    ['server/discover', () => ({ supportedVersions: [MODERN], capabilities, ...notCached })],
    ['tools/list', list],
  ]),
};

export function method(call: Call, house: House): Ending | void {
  const message = found(call.message);
  const { era, id } = message;
  // Notifications change nothing here, and none goes upstream.
  if (id === undefined) return { answer: empty(202) };
  if (message.method === 'tools/call') return;
  const serve = methods[era].get(message.method);
  if (!serve) {
    const answer = errorAnswer(id, era === 'modern' ? 404 : 200, { code: -32601, message: 'Method not found' });
    return { answer, refused: 'method_not_served' };
  }
  const fields = serve(call, house, message);
  if (!fields) return { answer: errorAnswer(id, 200, { code: -32602, message: 'Invalid params: unknown cursor' }) };
  return { answer: resultAnswer(id, JSON.stringify(ownResult(era, fields))) };
}
