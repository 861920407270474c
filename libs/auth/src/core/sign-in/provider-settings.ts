import { X509Certificate } from 'node:crypto';
import { type Strong, isLasting } from './vouched.js';

/** What of a directory person the first sign-in is compared with. */
export const bindTargets = ['external_id', 'scim_id', 'employee_number'] as const;
export type BindTo = (typeof bindTargets)[number];

/** By which claims or attributes people are recognised, and what proves them strongly. */
export type Recognition = Readonly<{
  /** The account's name that never changes: from the second sign-in on it alone decides. */
  subjectFrom: string;
  /** At the first sign-in: this must equal `bindTo` of exactly one person of the source. */
  bindFrom: string;
  bindTo: BindTo;
  strong: Strong;
}>;

export type SamlSettings = Recognition &
  Readonly<{
    /** Where browsers are sent to, by the HTTP-Redirect binding. */
    ssoUrl: string;
    /** PEM; several while the provider changes its key. */
    certificates: readonly string[];
    /** What assertions must be meant for; our entity id when null. */
    audience: string | null;
  }>;

export const clientAuths = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const;
export type ClientAuth = (typeof clientAuths)[number];

/** Discovered when the provider was set up (OIDC Discovery §3), and kept, so that nobody changes it behind our back. */
export type OidcMetadata = Readonly<{
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  jwks_uri: string;
  id_token_signing_alg_values_supported: readonly string[];
  authorization_response_iss_parameter_supported: boolean;
}>;

export type OidcSettings = Recognition &
  Readonly<{
    clientId: string;
    clientAuth: ClientAuth;
    /** Beside `openid`. */
    scopes: readonly string[];
    metadata: OidcMetadata;
    /** For `private_key_jwt`: the public half of the key that we made for it. */
    publicJwk: Readonly<Record<string, unknown>> | null;
  }>;

/** ID tokens are signed by one of these; nothing symmetric, and never `none`. */
export const ID_TOKEN_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA'];

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** https, or http to this very machine; without credentials and fragment. */
export function isProviderUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.username || url.password || url.hash) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
}

/** @returns why people cannot be recognised like this, or null */
export function faultOfRecognition({ subjectFrom, bindFrom }: Recognition): string | null {
  if (!isLasting(subjectFrom)) return 'subjectFrom: an address or a name changes, and may be given to somebody else';
  return isLasting(bindFrom) ? null : 'bindFrom: an address or a name changes, and may be given to somebody else';
}

/**
 * A signing certificate as people paste it, with or without its frame.
 * @returns PEM, or null when it is none or its key is weaker than RSA 2048
 */
export function certificateOf(text: string): string | null {
  const base64 = text.replace(/-----(BEGIN|END) CERTIFICATE-----/g, '').replace(/\s/g, '');
  try {
    const certificate = new X509Certificate(Buffer.from(base64, 'base64'));
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
    const isStrong = asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
    return isStrong ? certificate.toString().trim() : null;
  } catch {
    return null;
  }
}

/** SHA-256 of a certificate, as colons and digits, and when it ends: what is shown and recorded of it. */
export function describeCertificate(pem: string): { fingerprint: string; endsAt: Date } {
  const certificate = new X509Certificate(pem);
  return { fingerprint: certificate.fingerprint256, endsAt: new Date(certificate.validTo) };
}
