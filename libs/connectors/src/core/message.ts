import { isObject } from '@app/kernel';
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

/** What we say to a request of the server: we declare no capabilities, so only `ping` has an answer. */
export function replyTo(message: unknown): object | null {
  if (!isObject(message) || typeof message['method'] !== 'string') return null;
  const id = message['id'];
  if (typeof id !== 'string' && typeof id !== 'number') return null;
  if (message['method'] === 'ping') return { jsonrpc: '2.0', id, result: {} };
  return { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } };
}
