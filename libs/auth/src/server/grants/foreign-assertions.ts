import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type JWTPayload, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { TrustedIssuerRow } from '@app/agents';
import { Clock, Surroundings } from '@app/kernel';
import { issuerOf } from '../../core/issuer.js';
import { IssuerKeys } from './issuer-keys.js';
import { refused } from './refused.js';

/** Longest assertion that is looked at, in characters. */
const LONGEST = 16_384;
/** Clocks of issuers may differ from ours by so much, in seconds. */
const TOLERANCE = 5;
export const ID_JAG = 'oauth-id-jag+jwt';

export type Verified = Readonly<{
  claims: JWTPayload & Readonly<{ sub: string; iat: number; exp: number }>;
  /** What two presentations of the same assertion have in common, however they are spelled. */
  replayKey: string;
  /** From when on it is refused by its age. */
  deadAt: Date;
}>;

/** Assertions that a trusted issuer signed for us (RFC 7523 §3). */
@Injectable()
export class ForeignAssertions {
  constructor(
    private readonly keys: IssuerKeys,
    private readonly clock: Clock,
    private readonly surroundings: Surroundings,
  ) {}

  /** What it says before anything of it is proven, and whether it is an ID-JAG. */
  peek(assertion: string): Readonly<{ claims: JWTPayload; isIdJag: boolean }> {
    if (assertion.length > LONGEST) throw refused('invalid_grant', 'the assertion is too long');
    const said = read(assertion);
    const { iss, sub } = said.claims;
    if (![iss, sub].every(isName)) throw refused('invalid_grant', 'the assertion names nobody by its iss or sub');
    return said;
  }

  async verify(issuer: TrustedIssuerRow, assertion: string): Promise<Verified> {
    const { protectedHeader, payload } = await this.signed(issuer, assertion);
    const { sub = '', iat = 0, exp = 0, aud, jti } = payload;
    // a token that is good at several places can be carried from one to the other
    if (Array.isArray(aud) && aud.length !== 1)
      throw refused('invalid_grant', 'the assertion is meant for others, too');
    const isIdJag = issuer.kind === 'id_jag';
    const { typ } = protectedHeader;
    if (isIdJag ? typ !== ID_JAG : typ !== undefined && !/^(jwt|jose)$/i.test(typ)) {
      throw refused('invalid_grant', 'the assertion is a JWT of another kind');
    }
    if (issuer.kind === 'spiffe' && !sub.startsWith(`${issuer.issuer}/`)) {
      throw refused('invalid_grant', 'the subject is not of the trust domain');
    }
    if (isIdJag && (typeof jti !== 'string' || jti === '')) throw refused('invalid_grant', 'the assertion has no jti');
    // the signature is left out: of some kinds there is a second one that is as good
    const text = typeof jti === 'string' && jti !== '' ? `jti ${jti}` : assertion.slice(0, assertion.lastIndexOf('.'));
    // by its name, for it may be trusted a second time while its assertions are still good
    const replayKey = `${issuer.issuer} ${hash('sha256', text)}`;
    const end = Math.min(exp, iat + issuer.maxAgeSeconds) + TOLERANCE + 1;
    return { claims: { ...payload, sub, iat, exp }, replayKey, deadAt: new Date(end * 1000) };
  }

  private async signed(issuer: TrustedIssuerRow, assertion: string) {
    try {
      return await jwtVerify(assertion, this.keys.of(issuer), {
        algorithms: issuer.algorithms,
        audience: issuerOf(this.surroundings.publicUrl),
        ...(issuer.kind !== 'spiffe' && { issuer: issuer.issuer }),
        requiredClaims: ['sub', 'exp', 'iat'],
        maxTokenAge: issuer.maxAgeSeconds,
        clockTolerance: TOLERANCE,
        currentDate: this.clock.now(),
      });
    } catch (error) {
      throw reasonOf(error);
    }
  }
}

function read(assertion: string): Readonly<{ claims: JWTPayload; isIdJag: boolean }> {
  try {
    return { claims: decodeJwt(assertion), isIdJag: decodeProtectedHeader(assertion).typ === ID_JAG };
  } catch {
    throw refused('invalid_grant', 'the assertion is no signed JWT');
  }
}

/** Whether the database can be asked for it; PostgreSQL has no NUL. */
const isName = (claim: unknown): boolean => claim === undefined || (typeof claim === 'string' && !claim.includes('\0'));

function reasonOf(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) {
    return refused('invalid_grant', error.claim === 'iat' ? 'the assertion is too old' : 'the assertion has expired');
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return refused('invalid_grant', `the assertion is not accepted for its claim ${error.claim}`);
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return refused('invalid_grant', 'the assertion is signed by an algorithm that is not accepted of its issuer');
  }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed) {
    return refused('invalid_grant', 'the assertion is not signed by a key of its issuer');
  }
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return unread();
  if (error instanceof errors.JOSEError) return refused('invalid_grant', 'the assertion cannot be verified');
  // whatever else there is came from reading the keys: nothing is believed that cannot be checked
  return unread();
}

const unread = () => refused('invalid_grant', 'the keys of the issuer cannot be read now');
