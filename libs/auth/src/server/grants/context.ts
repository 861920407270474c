import type { TokenEndpointGrantContext } from 'oidc-provider';

/** One request at the token endpoint, of a client that has proven itself. */
export type GrantContext = TokenEndpointGrantContext<Record<string, unknown>>;
