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
 * @param cached what a modern client is told about keeping it, where the method has a place for that
 */
export function passedOn(era: Message['era'], result: Fields, cached: Fields = {}): Fields {
  // the life of a task, which has the same name as that of what may be cached
  const isOwn = (key: string): boolean => key === 'ttlMs' && 'taskId' in result;
  const rest = without(result, (key) => eraFields.has(key) && !isOwn(key));
  const meta = without(metaOf(result), (key) => key === SERVER_INFO || key.startsWith(OURS));
  if (era === 'modern') {
    const { resultType = 'complete' } = result;
    const fields = resultType === 'complete' ? cached : {};
    return { resultType, ...rest, ...fields, _meta: { ...meta, [SERVER_INFO]: serverInfo } };
  }
  return Object.keys(meta).length > 0 ? { ...rest, _meta: meta } : rest;
}

/** What is filtered by grants is for one caller, and old at once (MCP 2026-07-28 §caching). */
export const notCached = { ttlMs: 0, cacheScope: 'private' } as const;

/** Whether it is the beginning of a task, whose end is asked for later (MCP extension `tasks`). */
export const isTask = (result: Fields): boolean => result['resultType'] === 'task';

/** Whether a result is an end, and neither a question to the client nor a task. */
export const isComplete = (result: Fields): boolean =>
  result['resultType'] === undefined || result['resultType'] === 'complete';

/**
 * Parameters of a call as they go upstream: the fields that were judged, and of `_meta` what neither the protocol nor
 * we own (W3C trace context, a vendor's keys).
 */
export function forwarded(judged: Fields, params: Fields): Fields {
  if (params['_meta'] === undefined) return judged;
  const meta = without(metaOf(params), (key) => key === 'progressToken' || key.startsWith(OURS) || isProtocols(key));
  return Object.keys(meta).length > 0 ? { ...judged, _meta: meta } : judged;
}

const isProtocols = (key: string): boolean => key.startsWith('io.modelcontextprotocol/') || PROTOCOL.test(key);

/** Without what only we may say. */
export const notOurs = (fields: Fields): Fields => without(fields, (key) => key.startsWith(OURS));

const metaOf = (fields: Fields): Fields => (isObject(fields['_meta']) ? fields['_meta'] : nothing);
const nothing: Fields = {};

function without(fields: Fields, drop: (key: string) => boolean): Fields {
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(fields)) if (!drop(key)) put(kept, key, fields[key]);
  return kept;
}

/** As a property of its own, whatever it is called. */
function put(fields: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') fields[key] = value;
  else Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
}
