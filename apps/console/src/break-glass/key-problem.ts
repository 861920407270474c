import { WebAuthnError } from '@simplewebauthn/browser';
import { Problem } from '../api/problem.js';

const sentences: Partial<Record<WebAuthnError['code'], string>> = {
  ERROR_INVALID_DOMAIN:
    'Security keys sign for a host name, and this address is none. Open Surety by the name in its public URL.',
  ERROR_INVALID_RP_ID:
    'The security key signs for another address than this one. Open Surety by the name in its public URL.',
  ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED: 'This security key is registered already.',
  ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT:
    'This security key asks for neither a PIN nor a finger; take one that does.',
};

/** What went wrong between browser and security key, in words. Why a key says no, browsers do not tell. */
export function keyProblem(thrown: unknown): Problem {
  const code = thrown instanceof WebAuthnError ? thrown.code : 'ERROR_PASSTHROUGH_SEE_CAUSE_PROPERTY';
  const sentence = sentences[code] ?? 'The security key did not answer, or you stopped it. Begin again.';
  return new Problem(null, 'security-key', sentence, null);
}

export const noKeys = (): Problem =>
  new Problem(null, 'security-key', 'This browser cannot use security keys here; they need https or localhost.', null);
