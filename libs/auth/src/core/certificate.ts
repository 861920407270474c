import { X509Certificate } from 'node:crypto';

/** A certificate in the form of RFC 9440 §2.1: base64 DER between colons. Null when it is none. */
export function certificateIn(header: string): X509Certificate | null {
  const der = /^:([A-Za-z0-9+/]+={0,2}):$/.exec(header.trim())?.[1];
  if (der === undefined) return null;
  try {
    return new X509Certificate(Buffer.from(der, 'base64'));
  } catch {
    return null;
  }
}

/** The certificates of a PEM file. @throws Error when there is none, or one cannot be read */
export function authoritiesIn(pem: string): X509Certificate[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (found.length === 0) throw new Error('there is no certificate in it');
  return found.map((text) => new X509Certificate(text));
}

/** Whether one of the authorities itself has signed the certificate, and both are within their term. */
export function isVouchedFor(certificate: X509Certificate, authorities: readonly X509Certificate[], at: Date): boolean {
  return (
    isInTerm(certificate, at) &&
    authorities.some(
      (issuer) =>
        issuer.ca && isInTerm(issuer, at) && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey),
    )
  );
}

const isInTerm = ({ validFrom, validTo }: X509Certificate, at: Date): boolean =>
  new Date(validFrom) <= at && at < new Date(validTo);

/** Whether a certificate says what the client's metadata expects of it (RFC 8705 §2.1.2). */
export function certificateSays(certificate: X509Certificate, member: string, expected: string): boolean {
  switch (member) {
    case 'tls_client_auth_subject_dn':
      return subjectOf(certificate) === expected;
    case 'tls_client_auth_san_dns':
      return named(certificate, 'DNS').includes(expected);
    case 'tls_client_auth_san_uri':
      return named(certificate, 'URI').includes(expected);
    case 'tls_client_auth_san_ip':
      return certificate.checkIP(expected) !== undefined;
    case 'tls_client_auth_san_email':
      return named(certificate, 'email').includes(expected);
    default:
      return false;
  }
}

/** The subject as RFC 4514 writes it, most specific part first. */
const subjectOf = ({ subject }: X509Certificate): string => subject.split('\n').reverse().join(',');

/** Node puts names with unusual characters in quotes; those are compared as they stand and so never match. */
const named = ({ subjectAltName = '' }: X509Certificate, kind: string): string[] =>
  subjectAltName
    .split(', ')
    .filter((entry) => entry.startsWith(`${kind}:`))
    .map((entry) => entry.slice(kind.length + 1));
