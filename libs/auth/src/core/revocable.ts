import { hash } from 'node:crypto';
import type { VerifiedToken } from './token-claims.js';

/**
 * Stands for all access tokens of one grant, in the tokens themselves and among the revoked. The id of a grant is the
 * authorization server's own affair, so that its digest is shown.
 */
export const grantMark = (grantId: string): string => hash('sha256', `grant ${grantId}`, 'base64url').slice(0, 22);

/** By whatever of these is revoked, a token ends: itself, the one it was exchanged for, or all of its grant. */
export const endsOf = ({ jti, root, grant }: Pick<VerifiedToken, 'jti' | 'root' | 'grant'>): string[] =>
  [jti, root, grant].filter((id) => typeof id === 'string');
