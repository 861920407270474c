import { Injectable } from '@nestjs/common';
import { type JWTPayload, type JWTVerifyGetKey, errors, jwtVerify } from 'jose';
import { Clock, Refusal } from '@app/kernel';
import { type Statement, readStatement } from './core/statement.js';
import type { SignalStreamRow } from './signal-stream.row.js';
import { TransmitterKeys } from './transmitter-keys.js';

/** Longest token that is looked at, in characters. */
export const LONGEST = 65_536;
/** Never one that a public key could be turned into a secret of. */
const algorithms = 'ES256 ES384 ES512 Ed25519 EdDSA PS256 PS384 PS512 RS256 RS384 RS512'.split(' ');

/** Believes a security event token (RFC 8417, SSF 1.0 §4), or says why not. */
@Injectable()
export class SetVerifier {
  constructor(
    private readonly keys: TransmitterKeys,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws Refusal `signal.malformed`, `signal.key-invalid`, `signal.issuer-invalid`, `signal.audience-invalid`,
   * `signal.untimely`; `signal.transmitter-unavailable` when its keys cannot be read now, which decides nothing
   */
  async verify(stream: SignalStreamRow, token: string): Promise<Statement> {
    if (token.length > LONGEST) throw new Refusal('signal.malformed', 'too long');
    return readStatement(await this.claims(stream, token), this.clock.now());
  }

  private async claims(stream: SignalStreamRow, token: string): Promise<JWTPayload> {
    const keys = this.keys.of(stream);
    const readLately = 'coolingDown' in keys && keys.coolingDown;
    const { issuer, audience } = stream;
    const expected = { algorithms, issuer, audience, typ: 'secevent+jwt', currentDate: this.clock.now() };
    try {
      return (await jwtVerify(token, keys as JWTVerifyGetKey, expected)).payload;
    } catch (error) {
      // the key may have been published since: the token is neither good nor bad until the keys are read again
      if (error instanceof errors.JWKSNoMatchingKey && readLately) throw unread(error);
      throw refusalOf(error);
    }
  }
}

const unread = (cause: unknown): Refusal =>
  new Refusal('signal.transmitter-unavailable', 'a key that is not among those read within the last minute', { cause });

const ofClaim: Readonly<Record<string, 'signal.issuer-invalid' | 'signal.audience-invalid'>> = {
  iss: 'signal.issuer-invalid',
  aud: 'signal.audience-invalid',
};

function refusalOf(cause: unknown): unknown {
  if (cause instanceof errors.JWKSTimeout || cause instanceof errors.JWKSInvalid) return unread(cause);
  if (cause instanceof errors.JWTClaimValidationFailed) {
    const code = ofClaim[cause.claim];
    return code ? new Refusal(code, undefined, { cause }) : new Refusal('signal.malformed', cause.claim, { cause });
  }
  if (cause instanceof errors.JWTExpired) return new Refusal('signal.untimely', 'exp', { cause });
  if (cause instanceof errors.JWTInvalid || cause instanceof errors.JWSInvalid) {
    return new Refusal('signal.malformed', 'not a signed JWT', { cause });
  }
  if (cause instanceof errors.JOSEError) return new Refusal('signal.key-invalid', undefined, { cause });
  return cause instanceof TypeError ? new Refusal('signal.key-invalid', undefined, { cause }) : cause;
}
