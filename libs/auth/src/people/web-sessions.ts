import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { type Actor, Clock, person, system } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { Fence } from '@app/fence';
import type { Role } from '../core/role.js';
import { ABSOLUTE_HOURS, IDLE_MINUTES, cookieOf, epochOf, minutesAfter } from '../core/session.js';
import { Roles } from './roles.js';
import { digest, newSecret } from '../secrets.js';
import { WebSessionRow } from './web-session.row.js';

const { tenant } = system('sign-in');

export type OpenedSession = Readonly<{ cookie: string; personId: string; expiresAt: Date }>;
export type SignedIn = Readonly<{ actor: Actor; personId: string; roles: readonly Role[] }>;

/** Signed-in people: an opaque cookie, known here by its hash, so that a session can be ended at any time. */
@Injectable()
export class WebSessions {
  constructor(
    private readonly db: Db,
    private readonly fence: Fence,
    private readonly roles: Roles,
    private readonly clock: Clock,
  ) {}

  /** Null when the person may not act. */
  async open(tx: Tx, personId: string): Promise<OpenedSession | null> {
    const standing = await this.fence.standing(tx, personId);
    if (standing?.kind !== 'person' || standing.status !== 'active') return null;
    const cookie = cookieOf(newSecret(), standing.epoch);
    const now = this.clock.now();
    const expiresAt = minutesAfter(now, ABSOLUTE_HOURS * 60);
    await tx.insert(WebSessionRow, { idHash: digest(cookie), personId, createdAt: now, usedAt: now, expiresAt });
    return { cookie, personId, expiresAt };
  }

  /**
   * Who stands behind a cookie, with their roles now; the session counts as used. Null when there is no such session,
   * when it is over, or when the person was restricted after it began, even if they are active again.
   */
  find(cookie: string): Promise<SignedIn | null> {
    return this.look(
      cookie,
      async (tx, { idHash }, now) => void (await tx.update(WebSessionRow, { idHash }, { usedAt: now })),
    );
  }

  /** As `find`, but an open page that only listens does not keep its session alive. */
  peek(cookie: string): Promise<SignedIn | null> {
    return this.look(cookie, () => Promise.resolve());
  }

  async close(cookie: string): Promise<void> {
    await this.db.upkeep(tenant, (tx) => tx.delete(WebSessionRow, { idHash: digest(cookie) }));
  }

  private look(
    cookie: string,
    use: (tx: Tx, session: WebSessionRow, now: Date) => Promise<void>,
  ): Promise<SignedIn | null> {
    const epoch = epochOf(cookie);
    if (epoch === null) return Promise.resolve(null);
    const now = this.clock.now();
    return this.db.upkeep(tenant, async (tx) => {
      const [expiresAt, usedAt] = [MoreThan(now), MoreThan(minutesAfter(now, -IDLE_MINUTES))];
      const session = await tx.findOneBy(WebSessionRow, { idHash: digest(cookie), expiresAt, usedAt });
      const standing = session && (await this.fence.standing(tx, session.personId));
      if (!session || standing?.status !== 'active' || standing.epoch !== epoch) return null;
      await use(tx, session, now);
      const { personId } = session;
      return { actor: person(personId, tenant), personId, roles: await this.roles.of(tx, personId, now) };
    });
  }
}
