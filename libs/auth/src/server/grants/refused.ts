import { errors } from 'oidc-provider';

/** Errors of RFC 6749 §5.2, RFC 8693 §2.2.2 and RFC 8707 §2 that our grants answer with, all of them 400. */
export type GrantError =
  'invalid_request' | 'invalid_grant' | 'invalid_scope' | 'invalid_target' | 'unauthorized_client';

/** @param sentence public: what is wrong, without any value of the request */
export const refused = (error: GrantError, sentence: string): errors.CustomOIDCProviderError =>
  new errors.CustomOIDCProviderError(error, sentence);
