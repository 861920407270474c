import { type AdapterPayload, Provider } from 'oidc-provider';
import { clientCertificateOf } from '../clients/client-certificate.js';

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Grants of an agent that proves itself by a key; the others are for whoever else it has its rights from. */
export const AGENT_GRANTS = ['client_credentials', TOKEN_EXCHANGE, JWT_BEARER];

/**
 * Client metadata of an agent that shows no key: the token endpoint lets it in unproven to the two grants that make it
 * prove which workload it is, and to nothing else.
 */
export const asWorkload = {
  token_endpoint_auth_method: 'none',
  grant_types: [TOKEN_EXCHANGE, JWT_BEARER],
} satisfies Partial<AdapterPayload>;

/** Whether the request at hand is one for a token that shows neither a signed assertion nor a certificate. */
export function showsNoKey(): boolean {
  const { ctx } = Provider;
  if (ctx?.oidc?.route !== 'token' || ctx.oidc.params?.['client_assertion'] !== undefined) return false;
  return clientCertificateOf(ctx.req) === undefined;
}
