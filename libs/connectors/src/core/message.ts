import { isObject } from '@app/kernel';

type Fields = Readonly<Record<string, unknown>>;
/** A JSON-RPC 2.0 error object. */
export type RpcError = Readonly<{ code: number; message: string; data?: unknown }>;
/** What an upstream answered; unknown fields of a result stay as they came. */
export type RpcAnswer = Readonly<{ result: Readonly<Record<string, unknown>> }> | Readonly<{ error: RpcError }>;

/** The answer that a message is, to the request with this id; null when it is anything else (JSON-RPC 2.0 §5). */
export function answerIn(message: unknown, id: number): RpcAnswer | null {
  if (!isObject(message) || message['id'] !== id) return null;
  return isObject(message['result']) ? { result: message['result'] } : errorIn(message);
}

/** The error that a message is, whatever its id: a server that refused the envelope could not read the id. */
export function errorIn(message: unknown): { error: RpcError } | null {
  const error = isObject(message) ? message['error'] : undefined;
  if (!isObject(error) || typeof error['code'] !== 'number') return null;
  const { code, message: text, data } = error;
  return { error: { code, message: typeof text === 'string' ? text : '', ...(data === undefined ? {} : { data }) } };
}

type Id = string | number;

/** A request that a server of the handshake era sends; null when the message is anything else. */
export function requestIn(message: unknown): Readonly<{ id: Id; method: string; params: Fields }> | null {
  if (!isObject(message) || typeof message['method'] !== 'string') return null;
  const { id, method, params } = message;
  if (typeof id !== 'string' && typeof id !== 'number') return null;
  return { id, method, params: isObject(params) ? params : {} };
}

/** Which of its requests a server takes back (`notifications/cancelled`); undefined when the message is anything else. */
export function cancelledIn(message: unknown): Id | undefined {
  if (!isObject(message) || message['method'] !== 'notifications/cancelled') return undefined;
  const id = isObject(message['params']) ? message['params']['requestId'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}
