import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { type Actor, Clock, Refusal, newId, person, system } from '@app/kernel';
import { Db, type Tx, type WriteTx } from '@app/database';
import { Fence } from '@app/fence';
import { type Role, breakGlassRoles } from '../core/role.js';
import {
  IDLE_MINUTES,
  type SignInHow,
  type SignInMethod,
  cookieOf,
  epochOf,
  minutesAfter,
  sessionEnd,
} from '../core/session.js';
import { digest, newSecret } from '../secrets.js';
import { Roles } from './roles.js';
import { WebSessionRow } from './web-session.row.js';

const { tenant } = system('sign-in');

export type OpenedSession = Readonly<{ cookie: string; personId: string; expiresAt: Date }>;

/** Who is behind a request, and how they proved it. A program with an API token of theirs has no session. */
export type SignedIn = Readonly<{
  actor: Actor;
  personId: string;
  roles: readonly Role[];
  sessionId?: string;
  method: SignInMethod | 'api_token';
  authenticatedAt: Date;
  acr: string | null;
  amr: readonly string[];
}>;

export type SessionView = Pick<WebSessionRow, 'id' | 'createdAt' | 'usedAt' | 'expiresAt' | 'method'>;

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
  async open(tx: Tx, personId: string, { replaces, ...how }: SignInHow): Promise<OpenedSession | null> {
    const standing = await this.fence.standing(tx, personId);
    if (standing?.kind !== 'person' || standing.status !== 'active') return null;
    const cookie = cookieOf(newSecret(), standing.epoch);
    const now = this.clock.now();
    const expiresAt = sessionEnd(how.method, now);
    if (replaces !== undefined) await tx.delete(WebSessionRow, { idHash: replaces, personId });
    const proof = { identityProviderId: null, sessionIndex: null, ...how, amr: [...how.amr] };
    const times = { createdAt: now, usedAt: now, expiresAt };
    await tx.insert(WebSessionRow, { ...proof, ...times, idHash: digest(cookie), id: newId(), personId });
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

  /** Ends the session behind a cookie: signing out. */
  async close(cookie: string): Promise<void> {
    await this.db.upkeep(tenant, (tx) => tx.delete(WebSessionRow, { idHash: digest(cookie) }));
  }

  /** The live sessions of a person, last used first. */
  list(actor: Actor, personId: string): Promise<SessionView[]> {
    const now = this.clock.now();
    const [expiresAt, usedAt] = [MoreThan(now), MoreThan(minutesAfter(now, -IDLE_MINUTES))];
    const where = { personId, expiresAt, usedAt };
    const select = { id: true, createdAt: true, usedAt: true, expiresAt: true, method: true };
    return this.db.read(actor, (tx) => tx.find(WebSessionRow, { select, where, order: { usedAt: 'DESC' } }));
  }

  /** Ends one session of a person. @throws Refusal session.unknown */
  end(actor: Actor, personId: string, id: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      const { affected } = await tx.delete(WebSessionRow, { id, personId });
      if (affected !== 1) throw new Refusal('session.unknown');
      tx.record({ action: 'session.ended', subject: personId, detail: { session: id } });
    });
  }

  /** Ends every session of a person. @returns how many there were */
  endAll(actor: Actor, personId: string): Promise<number> {
    return this.db.write(actor, async (tx) => {
      const sessions = await this.forget(tx, personId);
      if (sessions === 0) return tx.unchanged(0);
      tx.record({ action: 'session.all-ended', subject: personId, detail: { sessions } });
      return sessions;
    });
  }

  /** As `endAll`, within a write that says why. */
  async forget(tx: WriteTx, personId: string): Promise<number> {
    return (await tx.delete(WebSessionRow, { personId })).affected ?? 0;
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
      const { id: sessionId, personId, method, authenticatedAt, acr, amr } = session;
      const roles = method === 'break_glass' ? breakGlassRoles : await this.roles.of(tx, personId, now);
      return { actor: person(personId, tenant), personId, roles, sessionId, method, authenticatedAt, acr, amr };
    });
  }
}
