import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type JWTPayload, errors, jwtVerify } from 'jose';
import { Clock, Refusal, Surroundings } from '@app/kernel';
import { isGatewayResource } from '../core/gateway-resource.js';
import { type VerifiedToken, readClaims } from '../core/token-claims.js';
import { issuerOf } from '../core/issuer.js';
import { SigningKeys } from '../server/keys/signing-keys.js';
import { RevokedTokens } from './revoked-tokens.js';

/** Bound of the cache, in tokens; the oldest goes first. */
const CACHED = 50_000;
/** Longest token that is looked at, in characters; ours have about 900. */
const LONGEST = 4096;

type Known = Readonly<{ token: VerifiedToken; kid: string }>;

/**
 * Verifies access tokens (RFC 9068) for the gateway. The cache keeps verified claims until they expire, never a
 * decision: whether agent and owner may still act is the fence's answer, on every call.
 */
@Injectable()
export class AccessTokens {
  private readonly verified = new Map<string, Known>();
  /** Which key signed a token that was verified here. */
  private readonly signers = new WeakMap<VerifiedToken, string>();
  private readonly issuer: string;

  constructor(
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
    private readonly surroundings: Surroundings,
    private readonly revoked: RevokedTokens,
  ) {
    this.issuer = issuerOf(surroundings.publicUrl);
  }

  /**
   * One that is known and still good is not waited for; whatever is wrong comes as a rejection.
   * @param bearer the token itself, without the scheme
   * @throws Refusal token.missing, token.invalid, token.expired, token.revoked (all 401)
   */
  verify(bearer: string | undefined): VerifiedToken | Promise<VerifiedToken> {
    if (!bearer) return Promise.reject(new Refusal('token.missing'));
    if (bearer.length > LONGEST) return Promise.reject(new Refusal('token.invalid'));
    const key = hash('sha256', bearer); // a token as key would lie in the heap, ready to be used
    const known = this.verified.get(key);
    return known && this.isGood(known) ? known.token : this.believed(key, known, bearer);
  }

  private isGood({ token, kid }: Known): boolean {
    const isOfNow = token.expiresAt.getTime() > this.clock.now().getTime();
    return isOfNow && this.keys.isGood(kid) && !this.revoked.includes(token);
  }

  private async believed(key: string, cached: Known | undefined, bearer: string): Promise<VerifiedToken> {
    const known = cached ?? (await this.check(bearer));
    const { token, kid } = known;
    if (token.expiresAt <= this.clock.now() || !this.keys.isGood(kid)) {
      this.verified.delete(key);
      throw new Refusal(this.keys.isGood(kid) ? 'token.expired' : 'token.invalid');
    }
    this.remember(key, known);
    if (this.isRevoked(token)) throw new Refusal('token.revoked');
    return token;
  }

  /** Called when `isRevoked` may answer otherwise. */
  onChange(listener: () => void): void {
    this.revoked.onChange(listener);
  }

  /**
   * Whether it was revoked before its time, by itself or with the key that signed it; for a process that follows the
   * fence, as current as that is. What was not verified here counts as revoked.
   */
  isRevoked(token: VerifiedToken): boolean {
    return !this.keys.isGood(this.signers.get(token) ?? '') || this.revoked.includes(token);
  }

  private async check(bearer: string): Promise<Known> {
    const { payload, kid } = await this.signed(bearer);
    const token = readClaims(payload);
    if (!token || !isGatewayResource(this.surroundings.publicUrl, token.audience)) throw new Refusal('token.invalid');
    this.signers.set(token, kid);
    return { token, kid };
  }

  private async signed(bearer: string): Promise<{ payload: JWTPayload; kid: string }> {
    try {
      const { payload, protectedHeader } = await jwtVerify(
        bearer,
        async ({ kid = '' }) => {
          const key = await this.keys.verifying(kid);
          if (!key) throw new errors.JWKSNoMatchingKey();
          return key;
        },
        {
          algorithms: ['ES256'],
          typ: 'at+jwt',
          issuer: this.issuer,
          requiredClaims: ['sub', 'aud', 'exp', 'iat', 'jti'],
          currentDate: this.clock.now(),
        },
      );
      return { payload, kid: protectedHeader.kid ?? '' };
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new Refusal('token.expired', undefined, { cause: error });
      if (error instanceof errors.JOSEError) throw new Refusal('token.invalid', undefined, { cause: error });
      throw error;
    }
  }

  private remember(key: string, token: Known): void {
    if (this.verified.has(key)) return;
    const oldest = this.verified.size < CACHED ? undefined : this.verified.keys().next().value;
    if (oldest !== undefined) this.verified.delete(oldest);
    this.verified.set(key, token);
  }
}
