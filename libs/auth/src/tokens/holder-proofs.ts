import { type X509Certificate, hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { EmbeddedJWK, type JWTPayload, calculateJwkThumbprint, errors, jwtVerify } from 'jose';
import { Clock, Refusal } from '@app/kernel';
import { Db } from '@app/database';
import { PROOF_SECONDS, proofAlgorithms, proofFault } from '../core/dpop-proof.js';
import type { Confirmation, VerifiedToken } from '../core/token-claims.js';

/** How a token came. */
export type Holding = Readonly<{
  scheme: 'bearer' | 'dpop';
  /** The token itself. */
  token: string;
  method: string;
  /** The address of the request as its client knows it. */
  url: string;
  /** The `DPoP` header; several are none. */
  proof: string | undefined;
  certificate: X509Certificate | undefined;
}>;

const LONGEST = 4096;

/**
 * Whether whoever presents a token holds the key that it is bound to (RFC 9449 §7, RFC 8705 §3). A bound token without
 * its proof is nobody's, and a token that is not bound needs none.
 */
@Injectable()
export class HolderProofs {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /**
   * A token that is bound to nothing and comes as such is not waited for; whatever is wrong comes as a rejection.
   * @throws Refusal token.invalid, token.unproven (both 401), database.unavailable
   */
  check({ confirmation }: Pick<VerifiedToken, 'confirmation'>, holding: Holding): Promise<void> | undefined {
    return confirmation === null && holding.scheme === 'bearer' ? undefined : this.prove(confirmation, holding);
  }

  private async prove(confirmation: Confirmation | null, holding: Holding): Promise<void> {
    const jkt = confirmation && 'jkt' in confirmation ? confirmation.jkt : null;
    // RFC 9449 §7.1: the scheme and the kind of the token belong together
    if ((jkt !== null) !== (holding.scheme === 'dpop')) throw new Refusal(jkt ? 'token.unproven' : 'token.invalid');
    if (jkt !== null) return this.checkProof(jkt, holding);
    if (confirmation && 'x5t#S256' in confirmation) {
      const shown = holding.certificate && hash('sha256', holding.certificate.raw, 'base64url');
      if (shown !== confirmation['x5t#S256']) throw new Refusal('token.unproven', 'certificate');
    }
  }

  private async checkProof(jkt: string, { proof, method, url, token }: Holding): Promise<void> {
    if (proof === undefined || proof.length > LONGEST) throw new Refusal('token.unproven', 'proof');
    const { payload, thumbprint } = await this.signed(proof);
    if (thumbprint !== jkt) throw new Refusal('token.unproven', 'key');
    const fault = proofFault(payload, { method, url, token, at: this.clock.now() });
    if (fault !== null) throw new Refusal('token.unproven', fault);
    if (!(await this.isFirst(`${jkt} ${payload.jti}`))) throw new Refusal('token.unproven', 'jti');
  }

  private async signed(proof: string): Promise<{ payload: JWTPayload; thumbprint: string }> {
    try {
      const options = { typ: 'dpop+jwt', algorithms: [...proofAlgorithms], currentDate: this.clock.now() };
      const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, options);
      return { payload, thumbprint: await calculateJwkThumbprint(protectedHeader.jwk ?? {}) };
    } catch (cause) {
      if (cause instanceof errors.JOSEError || cause instanceof TypeError || cause instanceof DOMException) {
        throw new Refusal('token.unproven', 'signature', { cause });
      }
      throw cause;
    }
  }

  /** By the primary key, which all replicas share: of simultaneous uses one is the first. */
  private async isFirst(use: string): Promise<boolean> {
    const until = new Date(this.clock.now().getTime() + 2 * PROOF_SECONDS * 1000);
    const statement = `INSERT INTO dpop_proof (id_hash, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1`;
    return (await this.db.lookUp(statement, [hash('sha256', use, 'buffer'), until])).length === 1;
  }
}
