import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal, Surroundings, newId, system } from '@app/kernel';
import { Db } from '@app/database';
import { Fence } from '@app/fence';
import { LINK_MINUTES, minutesAfter } from '../core/session.js';
import { digest, newSecret } from '../secrets.js';
import { Roles } from './roles.js';
import { SignInLinkRow } from './sign-in-link.row.js';
import { type OpenedSession, WebSessions } from './web-sessions.js';

export type SignInLink = Readonly<{ url: string; secret: string; expiresAt: Date }>;

/** One-time links that open the console. The secret stands in the fragment, which no server and no scanner gets. */
@Injectable()
export class SignInLinks {
  constructor(
    private readonly db: Db,
    private readonly fence: Fence,
    private readonly sessions: WebSessions,
    private readonly roles: Roles,
    private readonly clock: Clock,
    private readonly surroundings: Surroundings,
  ) {}

  /**
   * Administrators get theirs from the command line: whoever could make one for an administrator would prove nothing
   * and yet sign in freshly, as themselves again and again, or as somebody whose word counts beside theirs.
   * @throws Refusal person.unknown, also when the person may not act; sign-in.link-for-admin
   */
  issue(actor: Actor, personId: string): Promise<SignInLink> {
    return this.db.write(actor, async (tx) => {
      const standing = await this.fence.standing(tx, personId);
      if (standing?.kind !== 'person' || standing.status !== 'active') throw new Refusal('person.unknown');
      if (actor.kind === 'person' && (await this.roles.isAdmin(tx, personId))) {
        throw new Refusal('sign-in.link-for-admin');
      }
      const [id, secret] = [newId(), newSecret()];
      const expiresAt = minutesAfter(this.clock.now(), LINK_MINUTES);
      await tx.insert(SignInLinkRow, { id, personId, tokenHash: digest(secret), expiresAt, usedAt: null });
      tx.record({
        action: 'sign-in.link-issued',
        subject: personId,
        detail: { link: id, expiresAt: expiresAt.toISOString() },
      });
      return { url: `${this.surroundings.publicUrl}/sign-in#${secret}`, secret, expiresAt };
    });
  }

  /**
   * Uses a link up and opens a session; of simultaneous attempts one succeeds.
   * @param replaces the cookie of the same person's session until now
   * @throws Refusal sign-in.link-invalid, whatever is wrong with it
   */
  redeem(secret: string, replaces?: string): Promise<OpenedSession> {
    const now = this.clock.now();
    return this.db.write(system('sign-in'), async (tx) => {
      const used = await tx
        .createQueryBuilder()
        .update(SignInLinkRow)
        .set({ usedAt: now })
        .where('token_hash = :tokenHash AND used_at IS NULL AND expires_at > :now', { tokenHash: digest(secret), now })
        .returning(['id', 'personId'])
        .execute();
      const [link] = used.raw as { id: string; person_id: string }[];
      if (!link) throw new Refusal('sign-in.link-invalid');
      const before = replaces === undefined ? undefined : digest(replaces);
      const how = { method: 'link', authenticatedAt: now, acr: null, amr: [], replaces: before } as const;
      const session = await this.sessions.open(tx, link.person_id, how);
      if (!session) throw new Refusal('sign-in.link-invalid');
      tx.record({ action: 'person.signed-in', subject: link.person_id, detail: { link: link.id } });
      return session;
    });
  }
}
