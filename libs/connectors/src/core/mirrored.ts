import { encodeHeader } from './header-value.js';
import { type HeaderParameter, parameterHeaders } from './parameter-headers.js';

type Params = Readonly<Record<string, unknown>>;

/** What `Mcp-Name` repeats, by the request's method. */
const names: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
]);

/** The headers that repeat the body (MCP 2026-07-28), computed from the body that is sent: names and values in turn. */
export function mirrored(method: string, params: Params, repeated: readonly HeaderParameter[] = []): string[] {
  const headers = ['mcp-method', method];
  const field = names.get(method);
  const name = field === undefined ? undefined : params[field];
  if (typeof name === 'string') headers.push('mcp-name', encodeHeader(name));
  if (repeated.length > 0 && method === 'tools/call') headers.push(...parameterHeaders(repeated, params['arguments']));
  return headers;
}
