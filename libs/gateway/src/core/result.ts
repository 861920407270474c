import { isObject } from '@app/kernel';
import { type Message, serverInfo } from './protocol.js';

type Fields = Readonly<Record<string, unknown>>;

const OURS = 'surety.dev/';
const PROTOCOL = /^([a-z0-9-]+\.)?(io\.)?(modelcontextprotocol|mcp)(\.[a-z0-9.-]+)?\//i;
/** Fields that only the modern era has, and `_meta`, which is put together anew. */
const eraFields = new Set(['resultType', 'ttlMs', 'cacheScope', '_meta']);
const SERVER_INFO = 'io.modelcontextprotocol/serverInfo';

/** A result of our own in the form of the client's era. */
export const ownResult = (era: Message['era'], fields: Fields): Fields =>
  era === 'modern'
    ? { resultType: 'complete', ...fields, _meta: { ...metaOf(fields), [SERVER_INFO]: serverInfo } }
    : fields;

/**
 * An upstream's result in the form of the client's era; whatever the protocol does not own stays as it came. What it
 * says in our name is dropped.
 */
export function passedOn(era: Message['era'], result: Fields): Fields {
  const rest = without(result, (key) => eraFields.has(key));
  const meta = without(metaOf(result), (key) => key.startsWith(OURS) || key === SERVER_INFO);
  if (era === 'modern') return { resultType: 'complete', ...rest, _meta: { ...meta, [SERVER_INFO]: serverInfo } };
  return Object.keys(meta).length > 0 ? { ...rest, _meta: meta } : rest;
}

/** Whether a result is an end: we carry neither questions back to the client nor tasks. */
export const isComplete = (result: Fields): boolean =>
  result['resultType'] === undefined || result['resultType'] === 'complete';

/**
 * Parameters of a call as they go upstream: the fields that were judged, and of `_meta` what neither the protocol nor
 * we own (W3C trace context, a vendor's keys).
 */
export function forwarded(tool: string, args: unknown, params: Fields): Fields {
  const meta = without(metaOf(params), (key) => key === 'progressToken' || key.startsWith(OURS) || PROTOCOL.test(key));
  return {
    name: tool,
    ...(args === undefined ? {} : { arguments: args }),
    ...(Object.keys(meta).length > 0 ? { _meta: meta } : {}),
  };
}

const metaOf = (fields: Fields): Fields => (isObject(fields['_meta']) ? fields['_meta'] : {});
const without = (fields: Fields, drop: (key: string) => boolean): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => !drop(key)));
