import type { Kind } from '@app/access';
import { empty, errorAnswer, resultAnswer } from '../answer.js';
import type { Call, Ending } from '../call.js';
import { capabilityOf } from '../core/capabilities.js';
import { governedAs } from '../core/methods.js';
import { MODERN, type Message, agreed, serverInfo } from '../core/protocol.js';
import { notCached, ownResult } from '../core/result.js';
import { declaredBy, described } from '../described.js';
import type { House } from '../house.js';
import { lists } from '../naming/definitions.js';
import { paged } from '../paged.js';
import { listen } from '../streams/listen.js';
import { found } from '../found.js';

type Fields = Readonly<Record<string, unknown>>;
/** How a method ends that we serve by ourselves. */
export type Served = (call: Call, house: House, message: Message) => Ending | Promise<Ending>;

/** A result of our own. */
export const served = (call: Call, fields: Fields): Ending => {
  const { id, era } = found(call.message);
  return { answer: resultAnswer(found(id), JSON.stringify(ownResult(era, fields))) };
};

const initialize: Served = async (call, house, { params }) => {
  const protocolVersion = agreed(params['protocolVersion']);
  return served(call, { protocolVersion, ...(await described(call, house)), serverInfo });
};

const discover: Served = async (call, house) =>
  served(call, { supportedVersions: [MODERN], ...(await described(call, house)), ...notCached });

const list =
  (kind: Kind): Served =>
  async (call, house, { params, era, method: name }) => {
    const page = paged(call, house, kind, params['cursor']);
    if (!page) {
      return {
        answer: errorAnswer(call.message?.id, 200, { code: -32602, message: 'Invalid params: unknown cursor' }),
      };
    }
    if (isEmpty(page[lists[kind].field]) && (await lacks(call, house, capabilityOf(name)))) return notServed(call);
    return served(call, era === 'modern' ? { ...page, ...notCached } : page);
  };

const isEmpty = (items: unknown): boolean => Array.isArray(items) && items.length === 0;

/** What a server says that it does not have it is not asked for (MCP §capabilities). */
async function lacks(call: Call, house: House, capability: string | null): Promise<boolean> {
  const declared = capability === null ? null : await declaredBy(call, house);
  return capability !== null && declared !== null && !(capability in declared.capabilities);
}

const everyList = Object.entries(lists).map(([kind, { method: name }]) => [name, list(kind as Kind)] as const);

/** Every method that we serve by ourselves. What is neither here nor governed is refused: every method is a door. */
const methods: Readonly<Record<Message['era'], ReadonlyMap<string, Served>>> = {
  legacy: new Map<string, Served>([['initialize', initialize], ['ping', (call) => served(call, {})], ...everyList]),
  modern: new Map<string, Served>([['server/discover', discover], ['subscriptions/listen', listen], ...everyList]),
};

export function method(call: Call, house: House): Ending | Promise<Ending> | undefined {
  const message = found(call.message);
  const { era, id } = message;
  // Notifications change nothing here, and none goes upstream.
  if (id === undefined) return { answer: empty(202) };
  if (governedAs(message)) return undefined;
  const serve = methods[era].get(message.method);
  return serve ? serve(call, house, message) : notServed(call);
}

function notServed({ message }: Call): Ending {
  const { id, era } = found(message);
  const answer = errorAnswer(id, era === 'modern' ? 404 : 200, { code: -32601, message: 'Method not found' });
  return { answer, refused: 'method_not_served' };
}
