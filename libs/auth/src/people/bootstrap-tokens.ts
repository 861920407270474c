import { Injectable } from '@nestjs/common';
import { Clock, Refusal, newId, system } from '@app/kernel';
import { Db } from '@app/database';
import { minutesAfter } from '../core/session.js';
import { digest, newSecret } from '../secrets.js';
import { BootstrapTokenRow } from './bootstrap-token.row.js';
import { Roles } from './roles.js';
import type { SignedIn } from './web-sessions.js';

const operator = system('bootstrap');
const LIFE_MINUTES = 60;

/**
 * The first administrator where an identity provider is set up already: whoever runs the command line makes a one-time
 * token, and the person for whom their provider vouches becomes administrator by it. No local account is made.
 */
@Injectable()
export class BootstrapTokens {
  constructor(
    private readonly db: Db,
    private readonly roles: Roles,
    private readonly clock: Clock,
  ) {}

  issue(): Promise<{ token: string; expiresAt: Date }> {
    const [id, token] = [newId(), newSecret()];
    const expiresAt = minutesAfter(this.clock.now(), LIFE_MINUTES);
    return this.db.write(operator, async (tx) => {
      const unused = { usedAt: null, personId: null };
      await tx.insert(BootstrapTokenRow, { id, tokenHash: digest(token), expiresAt, ...unused });
      tx.record({ action: 'bootstrap.token-issued', subject: id, detail: { expiresAt: expiresAt.toISOString() } });
      return { token, expiresAt };
    });
  }

  /**
   * Uses a token up; of simultaneous attempts one succeeds.
   * @throws Refusal bootstrap.refused, also to whom no identity provider vouches for
   */
  redeem({ personId, method, sessionId }: SignedIn, token: string): Promise<void> {
    const now = this.clock.now();
    return this.db.write(operator, async (tx) => {
      if (method !== 'saml' && method !== 'oidc') throw new Refusal('bootstrap.refused');
      const used = await tx
        .createQueryBuilder()
        .update(BootstrapTokenRow)
        .set({ usedAt: now, personId })
        .where('token_hash = :tokenHash AND used_at IS NULL AND expires_at > :now', { tokenHash: digest(token), now })
        .returning(['id'])
        .execute();
      const [row] = used.raw as { id: string }[];
      if (!row) throw new Refusal('bootstrap.refused');
      await this.roles.giveIn(tx, personId, 'admin', { reason: 'set-up token' });
      tx.record({ action: 'bootstrap.token-used', subject: personId, detail: { token: row.id, session: sessionId } });
    });
  }
}
