import { Injectable } from '@nestjs/common';
import { Clock, system } from '@app/kernel';
import { Db, insertUnlessTaken } from '@app/database';
import { Fence } from '@app/fence';
import { grantMark } from '../../core/revocable.js';
import { TOKEN_SECONDS, type VerifiedToken } from '../../core/token-claims.js';
import { RevokedTokenRow } from '../../tokens/revoked-token.row.js';

const server = system('authorization-server');

/**
 * Ends access tokens before their time (RFC 7009). They are JWTs that nobody stores, so what is kept is their ids, until
 * they expire; the fence carries them to every replica before the answer is given.
 */
@Injectable()
export class Revocation {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
  ) {}

  /** This token, and every one of the chain that it is the root of; not what was exchanged for it further down. */
  ofToken({ jti, clientId, agentId, expiresAt }: VerifiedToken): Promise<void> {
    return this.revoke(jti, agentId, { clientId, what: 'access token' }, expiresAt);
  }

  /** Every access token that was given under a grant. */
  ofGrant(grantId: string, { clientId, accountId }: { clientId: string; accountId: string }): Promise<void> {
    const until = new Date(this.clock.now().getTime() + TOKEN_SECONDS * 1000);
    return this.revoke(grantMark(grantId), accountId, { clientId, what: 'grant' }, until);
  }

  private revoke(id: string, principalId: string, detail: { clientId: string; what: string }, until: Date) {
    return this.db.write(server, async (tx) => {
      const times = { revokedAt: this.clock.now(), expiresAt: until };
      if (!(await insertUnlessTaken(tx, RevokedTokenRow, { id, ...times }))) {
        await this.fence.settle(tx);
        return tx.unchanged(undefined);
      }
      tx.record({ action: 'token.revoked', subject: principalId, detail: { id, ...detail } });
      await this.fence.touch(tx, [principalId], 'tokens');
    });
  }
}
