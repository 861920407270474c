import { Injectable } from '@nestjs/common';
import { system } from '@app/kernel';
import { Db } from '@app/database';
import { grantMark } from '../../core/revocable.js';
import { RevokedTokenRow } from '../../tokens/revoked-token.row.js';
import type { Reuse } from './reuse.js';
import { Revocation } from './revocation.js';

const guard = system('authorization-server');

/**
 * What follows when a code or refresh token comes back (RFC 9700 §4.14.2). The library has revoked its family by now;
 * with it end, through the fence, the access tokens that are still out.
 */
@Injectable()
export class StolenTokens {
  constructor(
    private readonly db: Db,
    private readonly revocation: Revocation,
  ) {}

  async came({ accountId, clientId, grantId, what }: Reuse): Promise<void> {
    await this.db.write(guard, async (tx) => {
      if (await tx.existsBy(RevokedTokenRow, { id: grantMark(grantId) })) return tx.unchanged(undefined);
      tx.record({ action: 'token.reused', subject: accountId, detail: { clientId, what } });
      return undefined;
    });
    await this.revocation.ofGrant(grantId, { clientId, accountId });
  }
}
