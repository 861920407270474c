import { Provider } from 'oidc-provider';
import { type TokenSignIn, signInOf } from '../../core/token-claims.js';

/**
 * How the person signed in who agreed to what a client redeems now. A refresh token keeps it from the code that it
 * comes from: refreshing makes no sign-in younger (RFC 9068 §2.2.1).
 */
export function presentedSignIn(): TokenSignIn | null {
  const { AuthorizationCode, DeviceCode, RefreshToken } = Provider.ctx?.oidc?.entities ?? {};
  const { authTime, acr, amr } = AuthorizationCode ?? DeviceCode ?? RefreshToken ?? {};
  return signInOf({ auth_time: authTime, acr: acr ?? null, amr: amr ?? [] }) ?? null;
}
