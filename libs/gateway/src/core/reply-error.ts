import { isObject } from '@app/kernel';
import type { Message } from './protocol.js';
import { notOurs } from './result.js';

type RpcError = Readonly<{ code: number; message: string; data?: unknown }>;

/** A capability is needed that the request did not declare; `data` names it (MCP 2026-07-28 §errors). */
export const MISSING_CAPABILITY = -32021;
const INVALID_PARAMS = -32602;
/** As servers of older revisions say that a resource is not there; nobody says so any more. */
const OLD_NOT_FOUND = -32002;

/**
 * An upstream's error as the client may hear it, without what only we may say. Codes of the ranges that revisions reserve mean something between the
 * upstream and us only, except that the client itself did not declare something. A resource that is not there is named.
 * @param sent the parameters as they went upstream
 */
export function errorFor(
  era: Message['era'],
  method: string,
  error: RpcError,
  sent: Readonly<Record<string, unknown>>,
): RpcError {
  const code = codeFor(era, error);
  const isUnnamed = method.startsWith('resources/') && code === INVALID_PARAMS && !isObject(error.data);
  const data = isObject(error.data) ? { data: notOurs(error.data) } : {};
  return { ...error, code, ...data, ...(isUnnamed && { data: { uri: sent['uri'] } }) };
}

const isReserved = (code: number): boolean => code >= -32099 && code <= -32000;
/** Ours say what was done of a call, and what not (docs/errors.md). */
const isOurs = (code: number): boolean => code >= -31999 && code <= -31000;

function codeFor(era: Message['era'], { code, data }: RpcError): number {
  if (code === OLD_NOT_FOUND) return INVALID_PARAMS;
  if (code === MISSING_CAPABILITY && era === 'modern' && isObject(data)) return code;
  return isReserved(code) || isOurs(code) ? -32603 : code;
}
