import type { Assurance } from '@app/access';
import { TOOLS_SCOPE, proofAlgorithms } from '@app/auth';
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

/**
 * 401 or 403 with all that a client needs to come back with the right token: where the metadata of this endpoint is
 * (RFC 9728 §5.1), which scope (RFC 6750 §3), in which scheme (RFC 9449 §7.1), and which sign-in would do (RFC 9470 §3).
 * Who showed no credentials is told no error code (RFC 6750 §3.1).
 */
export function challenge(
  call: Challenged,
  refusal: Refusal,
  publicUrl: string,
  wanted: Assurance | null = null,
): Answer {
  const scheme = call.scheme === 'dpop' ? 'DPoP' : 'Bearer';
  const error = refusal.code === 'token.missing' ? null : errorOf(refusal, scheme);
  const parameters = {
    ...(error === null ? {} : { error }),
    ...(wanted?.acr === undefined ? {} : { acr_values: wanted.acr.map(quotable).join(' ') }),
    ...(wanted?.maxAge === undefined ? {} : { max_age: String(wanted.maxAge) }),
    scope: TOOLS_SCOPE,
    resource_metadata: `${publicUrl}/.well-known/oauth-protected-resource/mcp${call.server === null ? '' : `/${call.server}`}`,
    ...(scheme === 'DPoP' ? { algs: proofAlgorithms.join(' ') } : {}),
  };
  const said = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  const fields = { code: refusal.rpc, message: refusal.message };
  return errorAnswer(call.message?.id, refusal.status, fields, { 'www-authenticate': `${scheme} ${said.join(', ')}` });
}

/** Characters that a quoted string holds as they are (RFC 9110 §5.6.4). */
const quotable = (text: string): string => text.replace(/[^\x21\x23-\x5b\x5d-\x7e]/g, '');

type Challenged = Readonly<{
  scheme: 'bearer' | 'dpop';
  server: string | null;
  message?: { id?: RequestId | undefined } | undefined;
}>;

function errorOf({ code }: Refusal, scheme: 'Bearer' | 'DPoP'): string {
  if (code === 'token.scope-short') return 'insufficient_scope';
  if (code === 'token.step-up-required') return 'insufficient_user_authentication';
  return code === 'token.unproven' && scheme === 'DPoP' ? 'invalid_dpop_proof' : 'invalid_token';
}
