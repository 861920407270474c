import { hash } from 'node:crypto';

/** A proof is good for this long after it was made, and may come from a clock that is so much ahead, in seconds. */
export const PROOF_SECONDS = 60;
/** Signatures that a proof may carry. */
export const proofAlgorithms = ['ES256', 'Ed25519', 'EdDSA'] as const;

/** What a proof is to speak of (RFC 9449 §4.3). */
export type Presented = Readonly<{
  method: string;
  /** The address of the request as its client knows it. */
  url: string;
  /** The access token itself. */
  token: string;
  at: Date;
}>;

/** Why a proof whose signature is good does not belong to this request, or null. */
export function proofFault(
  claims: Readonly<Record<string, unknown>>,
  { method, url, token, at }: Presented,
): string | null {
  const { htm, htu, iat, ath, jti } = claims;
  if (htm !== method) return 'htm';
  if (typeof htu !== 'string' || normal(htu) === null || normal(htu) !== normal(url)) return 'htu';
  if (typeof iat !== 'number' || !(Math.abs(at.getTime() / 1000 - iat) <= PROOF_SECONDS)) return 'iat';
  if (typeof jti !== 'string' || jti === '' || jti.length > 256) return 'jti';
  return ath === hash('sha256', token, 'base64url') ? null : 'ath';
}

/** An address without query and fragment, in the normal form of RFC 3986 §6.2. */
function normal(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`;
}
