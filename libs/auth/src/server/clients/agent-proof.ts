import type { AgentCredentialRow } from '@app/agents';
import type { AdapterPayload } from 'oidc-provider';

/**
 * How an agent proves itself, as client metadata (RFC 7591 §2, RFC 8705 §2). A client has one method, so the newest
 * credential names it, and older ones count as far as they are of the same kind: two keys live side by side while one
 * takes the other's place.
 * @param credentials live ones, the newest first
 */
export function proofOf(credentials: readonly AgentCredentialRow[]): Partial<AdapterPayload> {
  const [newest] = credentials;
  const method = newest?.kind ?? 'private_key_jwt';
  const same = credentials.filter(({ kind }) => kind === method);
  if (method === 'tls_client_auth') {
    return { token_endpoint_auth_method: method, ...bound, ...newest?.certificate };
  }
  const keys = same.map(({ jwk, certificate }) => ({
    ...jwk,
    ...(certificate && 'x5c' in certificate && { x5c: [certificate.x5c] }),
  }));
  const isTls = method === 'self_signed_tls_client_auth';
  return { token_endpoint_auth_method: method, jwks: { keys }, ...(isTls && bound) };
}

/** Who has a certificate gets tokens that open nothing without it (RFC 8705 §3). */
const bound = { tls_client_certificate_bound_access_tokens: true };
