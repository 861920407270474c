/** Where the authorization server is mounted, below the public URL. */
export const OAUTH_PATH = '/oauth';

/** Issuer identifier of our authorization server (RFC 8414 §2). */
export const issuerOf = (publicUrl: string): string => `${publicUrl}${OAUTH_PATH}`;
