import type { Refusal } from '@app/kernel';
import type { RequestId } from './core/protocol.js';

/** An HTTP answer; a plain JSON body is legal in both eras. */
export type Answer = Readonly<{ status: number; headers: Readonly<Record<string, string>>; body: string | null }>;

const json = { 'content-type': 'application/json', 'cache-control': 'no-store' } as const;

/** How long, in seconds, a client should wait after a 503. */
const RETRY_AFTER = '1';

export const empty = (status: number): Answer => ({ status, headers: { 'cache-control': 'no-store' }, body: null });

/** @param result already serialised: the text that was digested is the text that is sent */
export const resultAnswer = (id: RequestId, result: string): Answer => ({
  status: 200,
  headers: json,
  body: `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`,
});

export type ErrorFields = Readonly<{ code: number; message: string; data?: unknown }>;

export const errorAnswer = (
  id: RequestId | null | undefined,
  status: number,
  { code, message, data }: ErrorFields,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: { ...json, ...headers },
  body: JSON.stringify({
    jsonrpc: '2.0',
    id: id ?? null,
    error: { code, message, ...(data === undefined ? {} : { data }) },
  }),
});

/** The refusal with the HTTP status that its row names, or with another where the protocol wants one. */
export const refusalAnswer = (id: RequestId | null | undefined, refusal: Refusal, status = refusal.status): Answer =>
  errorAnswer(
    id,
    status,
    { code: refusal.rpc, message: refusal.message },
    status === 503 ? { 'retry-after': RETRY_AFTER } : {},
  );

/** RFC 6750 §3 and RFC 9728 §5.1; without credentials no error code is named (RFC 6750 §3.1). */
export const unauthorized = (id: RequestId | null | undefined, refusal: Refusal, publicUrl: string): Answer => {
  const metadata = `resource_metadata="${publicUrl}/.well-known/oauth-protected-resource/mcp"`;
  const challenge = refusal.code === 'token.missing' ? metadata : `${metadata}, error="invalid_token"`;
  return errorAnswer(
    id,
    401,
    { code: refusal.rpc, message: refusal.message },
    { 'www-authenticate': `Bearer ${challenge}` },
  );
};
