import { hash } from 'node:crypto';
import type { AccessToken } from 'oidc-provider';
import validateDpop, { checkDpopReplay } from 'oidc-provider/lib/helpers/validate_dpop.js';
import type { Confirmation } from '../../core/token-claims.js';
import { clientCertificateOf } from '../clients/client-certificate.js';
import type { GrantContext } from './context.js';
import { refused } from './refused.js';

/** The key that a token request proves possession of, to which what is issued is bound (RFC 9449, RFC 8705). */
export type SenderKey = Readonly<{
  tokenType: 'DPoP' | 'Bearer';
  /** Whether it is the key that another token is bound to. */
  is: (confirmation: Confirmation) => boolean;
  bind: (token: AccessToken) => Promise<void>;
}>;

/**
 * The library checks proofs and certificates for its own grants only. It exports these two functions to nobody, so its
 * version is pinned; there is no second implementation of RFC 9449 §4.3 and its nonces to go wrong.
 * @throws the library's errors for a proof that is none, or is missing where the client must always show one
 */
export async function senderKey(ctx: GrantContext): Promise<SenderKey> {
  const { provider, client } = ctx.oidc;
  const proof = await validateDpop(provider, ctx);
  if (proof) {
    const { thumbprint } = proof;
    return {
      tokenType: 'DPoP',
      is: (confirmation) => 'jkt' in confirmation && confirmation.jkt === thumbprint,
      bind: async (token) => {
        await checkDpopReplay(provider, ctx, proof, client.clientId);
        token.setThumbprint('jkt', thumbprint);
      },
    };
  }
  if (client.dpopBoundAccessTokens === true) throw refused('invalid_grant', 'a DPoP proof is needed');
  const certificate = clientCertificateOf(ctx.req);
  if (client.tlsClientCertificateBoundAccessTokens === true && certificate) {
    const thumbprint = hash('sha256', certificate.raw, 'base64url');
    return {
      tokenType: 'Bearer',
      is: (confirmation) => 'x5t#S256' in confirmation && confirmation['x5t#S256'] === thumbprint,
      bind: (token) => Promise.resolve(token.setThumbprint('x5t', certificate)),
    };
  }
  if (client.tlsClientCertificateBoundAccessTokens === true) {
    throw refused('invalid_grant', 'the certificate of the client is needed');
  }
  return { tokenType: 'Bearer', is: () => false, bind: () => Promise.resolve() };
}
