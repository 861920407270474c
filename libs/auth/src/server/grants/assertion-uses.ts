import { Injectable } from '@nestjs/common';
import { Db, insertUnlessTaken } from '@app/database';
import { OidcRecordRow } from '../records/oidc-record.row.js';
import { digest } from '../../secrets.js';
import type { Verified } from './foreign-assertions.js';
import { refused } from './refused.js';

/** Each assertion gets one token: of any number of simultaneous uses one inserts the mark (R-TOK-2). */
@Injectable()
export class AssertionUses {
  constructor(private readonly db: Db) {}

  async once({ replayKey, deadAt }: Verified): Promise<void> {
    const mark = { model: 'Assertion', idHash: digest(replayKey), payload: {}, expiresAt: deadAt };
    const first = await this.db.upkeep('every-tenant', (tx) => insertUnlessTaken(tx, OidcRecordRow, mark));
    if (!first) throw refused('invalid_grant', 'the assertion was used before');
  }
}
