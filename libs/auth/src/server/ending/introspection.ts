import { Injectable } from '@nestjs/common';
import { In, IsNull, LessThanOrEqual, MoreThan } from 'typeorm';
import { DelegationRow } from '@app/agents';
import { Clock, Surroundings, system } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { issuerOf } from '../../core/issuer.js';
import { chainClaims, type TokenFacts, type VerifiedToken, subjectOf } from '../../core/token-claims.js';
import { RevokedTokens } from '../../tokens/revoked-tokens.js';
import { LiveChain } from '../issuing/live-chain.js';

const server = system('authorization-server');

/** Whether an access token still opens anything (RFC 7662): asked of the database as it is now, not of the token. */
@Injectable()
export class Introspection {
  private readonly issuer: string;

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly chains: LiveChain,
    private readonly revoked: RevokedTokens,
    { publicUrl }: Surroundings,
  ) {
    this.issuer = issuerOf(publicUrl);
  }

  /** The answer of RFC 7662 §2.2 for a token whose signature and time are good. */
  of(token: VerifiedToken): Promise<Readonly<Record<string, unknown>> & { active: boolean }> {
    return this.db.read(server, async (tx) => {
      const facts = await this.chains.of(tx, { personId: token.personId, agentIds: token.chain });
      const isAlive = facts !== undefined && sameEpochs(token, facts) && (await this.rests(tx, token));
      if (!isAlive || (await this.revoked.isAmong(tx, token))) return { active: false };
      const { delegations, signIn } = token;
      const whole: TokenFacts = { ...facts, delegations, ...(signIn && { signIn }) };
      const { iga: _, ...claims } = chainClaims(this.issuer, whole);
      return {
        active: true,
        iss: this.issuer,
        sub: subjectOf(whole),
        client_id: token.clientId,
        aud: token.audience,
        scope: token.scope,
        exp: Math.floor(token.expiresAt.getTime() / 1000),
        jti: token.jti,
        token_type: token.confirmation && 'jkt' in token.confirmation ? 'DPoP' : 'Bearer',
        ...(token.confirmation && { cnf: token.confirmation }),
        ...claims,
      };
    });
  }

  /** Every delegation that the token rests on is still in force. */
  private async rests(tx: Tx, { delegations }: VerifiedToken): Promise<boolean> {
    if (delegations.length === 0) return true;
    const now = this.clock.now();
    const where = {
      id: In([...delegations]),
      validFrom: LessThanOrEqual(now),
      validTo: MoreThan(now),
      endedBecause: IsNull(),
    };
    return (await tx.countBy(DelegationRow, where)) === new Set(delegations).size;
  }
}

/** A token of before somebody's last restriction is dead, also when everybody may act again. */
function sameEpochs({ epochs }: VerifiedToken, { person, agents, owner }: Omit<TokenFacts, 'delegations'>): boolean {
  const subject = person ?? agents.at(-1);
  return (
    subject?.epoch === epochs.subject &&
    owner.epoch === epochs.owner &&
    agents.every(({ epoch }, i) => epoch === epochs.agents[i])
  );
}
