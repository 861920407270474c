import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Tx } from '@app/database';
import { endsOf } from '../core/revocable.js';
import type { VerifiedToken } from '../core/token-claims.js';
import { RevokedTokenRow } from './revoked-token.row.js';

type Revocable = Pick<VerifiedToken, 'jti' | 'root' | 'grant'>;

/** Tokens that were revoked before their time (RFC 7009). A deciding process holds all of them in memory. */
@Injectable()
export class RevokedTokens {
  private ids: ReadonlySet<string> = new Set();
  private readonly listeners: (() => void)[] = [];

  /** By the picture that came with the standings of the fence, so ask `FenceReplica.isFresh()` first. */
  includes(token: Revocable): boolean {
    return this.ids.size > 0 && endsOf(token).some((id) => this.ids.has(id));
  }

  /** Called after others are known to be revoked, in the turn in which all that goes with it is in force. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** By the database, for a process that does not follow the fence. */
  isAmong(tx: Tx, token: Revocable): Promise<boolean> {
    return tx.existsBy(RevokedTokenRow, { id: In(endsOf(token)) });
  }

  /** What it returns puts into force what was read. */
  async load(tx: Tx): Promise<() => void> {
    // all that there are: a call may outlast its token, and must then be known as revoked nevertheless
    const rows = await tx.find(RevokedTokenRow);
    const ids = new Set(rows.map(({ id }) => id));
    return () => {
      this.ids = ids;
      queueMicrotask(() => this.listeners.forEach((listener) => listener()));
    };
  }
}
