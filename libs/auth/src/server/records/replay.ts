import { hash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { Provider, errors } from 'oidc-provider';

/**
 * What is told to whoever presents something for the second time. The library marks client assertions and DPoP proofs
 * in one model and under one form of id, so the request says which of the two it was.
 */
export function replayed(id: string): Error {
  const { client_assertion: assertion } = Provider.ctx?.oidc?.params ?? {};
  if (typeof assertion === 'string') {
    const { iss, jti } = decodeJwt(assertion);
    if (hash('sha256', `${iss}${jti}`, 'base64url') === id) return new errors.InvalidClientAuth('used before');
  }
  const isProof = Provider.ctx?.get('dpop') !== '' && Provider.ctx !== undefined;
  return isProof
    ? new errors.InvalidDpopProof('the proof was used before')
    : new errors.InvalidClientAuth('used before');
}
