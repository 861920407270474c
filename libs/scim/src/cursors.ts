import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, Refusal } from '@app/kernel';
import { Sealer } from '@app/database';
import { type Position, hasExpired, read, written } from './core/cursor.js';

/**
 * Cursors that only we can read and that open only for the query they were given out for: the query is part of what
 * the seal authenticates (RFC 9865 §2.2).
 */
@Injectable()
export class Cursors {
  constructor(
    private readonly sealer: Sealer,
    private readonly clock: Clock,
  ) {}

  /** @param query everything that must be the same on each page, tenant and source included */
  give(query: readonly unknown[], position: Omit<Position, 'at'>): string {
    const text = written({ ...position, at: this.clock.now().getTime() });
    return Buffer.from(this.sealer.seal(placeOf(query), text), 'base64').toString('base64url');
  }

  /** @throws Refusal `scim.cursor-invalid`, `scim.cursor-expired` */
  open(query: readonly unknown[], cursor: string): Position {
    const position = this.opened(query, cursor);
    if (!position) throw new Refusal('scim.cursor-invalid');
    if (hasExpired(position, this.clock.now())) throw new Refusal('scim.cursor-expired');
    return position;
  }

  private opened(query: readonly unknown[], cursor: string): Position | undefined {
    try {
      const sealed = Buffer.from(cursor, 'base64url').toString('base64');
      return read(this.sealer.open(placeOf(query), sealed).toString('utf8'));
    } catch {
      return undefined; // altered, or of another query, source, tenant or installation
    }
  }
}

const placeOf = (query: readonly unknown[]): string =>
  `scim.cursor/${createHash('sha256').update(JSON.stringify(query)).digest('base64url')}`;
