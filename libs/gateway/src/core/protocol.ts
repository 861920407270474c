import { isObject, productVersion } from '@app/kernel';
import { decodeHeader } from './header-value.js';

/** The stateless revision that we serve; named in each request. */
export const MODERN = '2026-07-28';
/** Handshake revisions that we serve, newest first. The last one knows HTTP+SSE only. */
export const legacyVersions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];

export const serverInfo = { name: 'surety', version: productVersion } as const;

export type RequestId = string | number;
export type Headers = Readonly<Record<string, string | string[] | undefined>>;
/** One message of a client. `id` is undefined for a notification. */
export type Message = Readonly<{
  era: 'modern' | 'legacy';
  id: RequestId | undefined;
  method: string;
  params: Readonly<Record<string, unknown>>;
}>;
/** A message that is refused for its form. `id` is null when it could not be read. */
export type Fault = Readonly<{
  fault: string;
  status: number;
  code: number;
  message: string;
  id: RequestId | null;
  data?: unknown;
}>;

const VERSION = 'io.modelcontextprotocol/protocolVersion';
const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
const CLIENT = 'io.modelcontextprotocol/clientInfo';

/** Which body value the `Mcp-Name` header repeats (MCP 2026-07-28 §transports). */
const named: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};

/** Decides by the body first which era a message belongs to, and whether it is well formed in it. */
export function classify(body: unknown, headers: Headers): Message | Fault {
  const shape = shapeOf(body);
  if ('fault' in shape) return shape;
  const { id, method, params } = shape;
  const meta = isObject(params['_meta']) ? params['_meta'] : {};
  const version = one(headers, 'mcp-protocol-version');
  const claims = VERSION in meta && (method !== 'initialize' || envelopeFault(meta) === null);
  if (claims) return modernFault(shape, meta, headers) ?? { era: 'modern', id, method, params };
  if (isModern(version)) {
    if (id === undefined) return { era: 'modern', id, method, params };
    if (method === 'initialize') return mismatch(id, 'initialize belongs to older revisions than the header names');
    return fault('envelope_invalid', 400, -32602, `Invalid params: _meta lacks ${VERSION}`, id);
  }
  if (method !== 'initialize' && version !== undefined && !legacyVersions.includes(version)) {
    return fault('version_not_served', 400, -32600, 'Invalid Request: unsupported MCP-Protocol-Version', id);
  }
  return { era: 'legacy', id, method, params };
}

/** What a client says to a question of ours: the id by which it was asked, and the answer. */
export type Posted = Readonly<{ id: unknown; answer: RpcAnswer }>;
type RpcAnswer = Readonly<
  { result: Readonly<Record<string, unknown>> } | { error: Readonly<{ code: number; message: string }> }
>;

/** The answer to a question, which only the handshake era has; null for everything else. */
export function postedIn(body: unknown, headers: Headers): Posted | null {
  if (!isObject(body) || body['jsonrpc'] !== '2.0' || 'method' in body) return null;
  if (isModern(one(headers, 'mcp-protocol-version'))) return null;
  const { id, result, error } = body;
  if (isObject(result)) return { id, answer: { result } };
  if (!isObject(error) || !Number.isSafeInteger(error['code']) || typeof error['message'] !== 'string') return null;
  return { id, answer: { error: { code: Number(error['code']), message: error['message'] } } };
}

/** The revision that is agreed on in a handshake: the client's, or the newest. */
export const agreed = (wanted: unknown): string =>
  legacyVersions.find((version) => version === wanted) ?? legacyVersions[0] ?? '';

export const hasModernHeader = (headers: Headers): boolean => isModern(one(headers, 'mcp-protocol-version'));

/** Whether the client takes an answer in server-sent events. */
export const takesEvents = (headers: Headers): boolean =>
  /(^|[\s,])text\/event-stream\s*([,;]|$)/i.test(one(headers, 'accept') ?? '');

type Shape = Pick<Message, 'id' | 'method' | 'params'>;

function shapeOf(body: unknown): Shape | Fault {
  if (Array.isArray(body)) return fault('batch', 400, -32600, 'Invalid Request: batches are not accepted', undefined);
  if (!isObject(body) || body['jsonrpc'] !== '2.0') return malformed('this is not a JSON-RPC 2.0 message');
  const { id, method, params = {} } = body;
  if (id !== undefined && typeof id !== 'string' && !Number.isSafeInteger(id))
    return malformed('the id is no string or integer');
  const known = id as RequestId | undefined;
  if (typeof method !== 'string' || 'result' in body || 'error' in body) {
    return malformed('only requests and notifications are accepted', known);
  }
  return isObject(params) ? { id: known, method, params } : malformed('params must be an object', known);
}

function modernFault(
  { id, method, params }: Shape,
  meta: Readonly<Record<string, unknown>>,
  headers: Headers,
): Fault | null {
  const wrong = envelopeFault(meta);
  if (wrong) return fault('envelope_invalid', 400, -32602, `Invalid params: _meta: ${wrong}`, id);
  const version = one(headers, 'mcp-protocol-version');
  const absent = id === undefined && version === undefined;
  if (!absent && version !== meta[VERSION]) return mismatch(id, 'MCP-Protocol-Version differs from the body');
  if (meta[VERSION] !== MODERN) {
    const data = { supported: [MODERN], requested: meta[VERSION] };
    return fault('version_not_served', 400, -32022, 'Unsupported protocol version', id, data);
  }
  const header = one(headers, 'mcp-method');
  if (!(id === undefined && header === undefined) && header !== method) {
    return mismatch(id, 'Mcp-Method differs from the body');
  }
  return id === undefined ? null : nameFault(id, method, params, headers);
}

function nameFault(
  id: RequestId,
  method: string,
  params: Readonly<Record<string, unknown>>,
  headers: Headers,
): Fault | null {
  const field = named[method];
  const value = field === undefined ? undefined : params[field];
  if (typeof value !== 'string') return null;
  const header = one(headers, 'mcp-name');
  return header !== undefined && decodeHeader(header) === value ? null : mismatch(id, 'Mcp-Name differs from the body');
}

function envelopeFault(meta: Readonly<Record<string, unknown>>): string | null {
  if (typeof meta[VERSION] !== 'string') return `${VERSION} must be a string`;
  if (!isObject(meta[CAPABILITIES])) return `${CAPABILITIES} must be an object`;
  return meta[CLIENT] === undefined || isObject(meta[CLIENT]) ? null : `${CLIENT} must be an object`;
}

/** A header's one value, without optional white space (RFC 9110 §5.5); a repeated header is taken as its joined text. */
export function one(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  const text = Array.isArray(value) ? value.join(', ') : value;
  if (text === undefined || !(isSpace(text.charCodeAt(0)) || isSpace(text.charCodeAt(text.length - 1)))) return text;
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x09;

const isModern = (version: string | undefined): boolean =>
  version === MODERN || (version !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(version) && version >= MODERN);

const fault = (
  name: string,
  status: number,
  code: number,
  message: string,
  id: RequestId | undefined,
  data?: unknown,
): Fault => ({
  fault: name,
  status,
  code,
  message,
  id: id ?? null,
  ...(data === undefined ? {} : { data }),
});
export const mismatch = (id: RequestId | undefined, message: string): Fault =>
  fault('header_mismatch', 400, -32020, `Header mismatch: ${message}`, id);
const malformed = (message: string, id?: RequestId): Fault =>
  fault('malformed', 400, -32600, `Invalid Request: ${message}`, id);
