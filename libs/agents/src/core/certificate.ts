import { createHash, X509Certificate } from 'node:crypto';
import { type PublicJwk, readPublicKey } from './public-key.js';

/** The certificate itself, in base64 DER (RFC 8705 §2.2). */
export type OwnCertificate = Readonly<{ x5c: string }>;
const subjectMembers = [
  'tls_client_auth_subject_dn',
  'tls_client_auth_san_dns',
  'tls_client_auth_san_uri',
  'tls_client_auth_san_ip',
  'tls_client_auth_san_email',
] as const;
/** What a certificate of a trusted authority must say: one of these and no other (RFC 8705 §2.1.2). */
export type CertificateSubject = Readonly<Partial<Record<(typeof subjectMembers)[number], string>>>;

/**
 * A certificate that vouches for itself: PEM or base64 DER; its key must be one that `readPublicKey` takes.
 * @returns its key, and its SHA-256 thumbprint (RFC 8705 §3.1) as `kid`
 * @throws Error whose message says what is wrong
 */
export function readCertificate(given: string): { jwk: PublicJwk; kid: string; certificate: OwnCertificate } {
  const text = given.trim();
  const read = new X509Certificate(text.startsWith('-----') ? text : Buffer.from(text, 'base64'));
  const { jwk } = readPublicKey(read.publicKey.export({ format: 'jwk' }));
  return {
    jwk,
    kid: createHash('sha256').update(read.raw).digest('base64url'),
    certificate: { x5c: read.raw.toString('base64') },
  };
}

/** @throws Error whose message says what is wrong */
export function readSubject(given: unknown): { kid: string; certificate: CertificateSubject } {
  const stated = given !== null && typeof given === 'object' ? Object.entries(given) : [];
  const [only] = stated;
  const name = subjectMembers.find((member) => member === only?.[0]);
  const value: unknown = only?.[1];
  if (stated.length !== 1 || !name || typeof value !== 'string' || value.trim() === '') {
    throw new Error(`state one of ${subjectMembers.join(', ')}`);
  }
  const kid = createHash('sha256').update(`${name}=${value}`).digest('base64url');
  return { kid, certificate: { [name]: value } };
}
