import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { type Actor, Clock, Refusal, Surroundings, system } from '@app/kernel';
import { Db, type WriteTx, insertUnlessTaken } from '@app/database';
import { LocalPeople } from '../people/local-people.js';
import { type SignedIn, WebSessions } from '../people/web-sessions.js';
import { minutesAfter } from '../core/session.js';
import { digest, newSecret } from '../secrets.js';
import { alarm } from './alarm.js';
import { hashPassword, newPassword } from './password.js';
import { BreakGlassAccountRow, BreakGlassKeyRow } from './rows.js';

const operator = system('cli');
const INVITED_MINUTES = 60;
const places = [1, 2] as const;

/** Shown once, to whoever runs the command line: a password, and where a security key is registered. */
export type Handed = Readonly<{ personId: string; name: string; password: string; link: string; expiresAt: Date }>;
export type BreakGlassView = Pick<BreakGlassAccountRow, 'personId' | 'name' | 'state' | 'usedAt'> &
  Readonly<{ keys: number }>;

/**
 * Two local accounts for when no identity provider can vouch for anybody. They are made on the command line only, are
 * closed until an administrator opens them, and close by themselves when they are used.
 */
@Injectable()
export class BreakGlassAccounts {
  constructor(
    private readonly db: Db,
    private readonly locals: LocalPeople,
    private readonly sessions: WebSessions,
    private readonly clock: Clock,
    private readonly surroundings: Surroundings,
  ) {}

  /**
   * Makes an account, or starts one of this name all over: new password, no keys, closed.
   * @throws Refusal break-glass.two-accounts
   */
  async make(name: string): Promise<Handed> {
    const known = await this.db.read(operator, (tx) => tx.findOneBy(BreakGlassAccountRow, { name }));
    const personId = known?.personId ?? (await this.person(name));
    const [password, secret, salt] = [newPassword(), newSecret(), randomBytes(16)];
    const passwordHash = await hashPassword(password, salt);
    const [createdAt, expiresAt] = [this.clock.now(), minutesAfter(this.clock.now(), INVITED_MINUTES)];
    const fresh = {
      salt,
      passwordHash,
      state: 'disabled',
      invitationHash: digest(secret),
      invitedUntil: expiresAt,
    } as const;
    await this.db.write(operator, async (tx) => {
      await tx.delete(BreakGlassKeyRow, { personId });
      await this.sessions.forget(tx, personId);
      const { affected } = await tx.update(BreakGlassAccountRow, { personId }, fresh);
      if (!affected) {
        const wanted = places.map((place) => ({ personId, place, name, ...fresh, createdAt, usedAt: null }));
        let made = null;
        for (const row of wanted) made ??= await insertUnlessTaken(tx, BreakGlassAccountRow, row);
        if (!made) throw new Refusal('break-glass.two-accounts');
      }
      tx.record({ action: 'break-glass.made', subject: personId, detail: { again: Boolean(affected) } });
    });
    const link = `${this.surroundings.publicUrl}/break-glass#${secret}`;
    return { personId, name, password, link, expiresAt };
  }

  list(actor: Actor): Promise<BreakGlassView[]> {
    return this.db.read(actor, async (tx) => {
      const accounts = await tx.find(BreakGlassAccountRow, { order: { place: 'ASC' } });
      const keys = await tx.findBy(BreakGlassKeyRow, { personId: In(accounts.map(({ personId }) => personId)) });
      const count = (id: string) => keys.filter(({ personId }) => personId === id).length;
      return accounts.map(({ personId, name, state, usedAt }) => ({
        personId,
        name,
        state,
        usedAt,
        keys: count(personId),
      }));
    });
  }

  /**
   * Opens it for one use.
   * @throws Refusal break-glass.unknown, break-glass.no-key, break-glass.not-by-itself
   */
  enable({ actor, method }: SignedIn, personId: string): Promise<void> {
    if (method === 'break_glass') throw new Refusal('break-glass.not-by-itself');
    return this.db.write(actor, async (tx) => {
      if (!(await tx.existsBy(BreakGlassKeyRow, { personId }))) throw new Refusal('break-glass.no-key');
      alarm(tx, 'enabled', await this.turn(tx, personId, 'enabled'));
    });
  }

  /** Closes it, and ends what it opened. @throws Refusal break-glass.unknown */
  disable(actor: Actor, personId: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      alarm(tx, 'disabled', await this.turn(tx, personId, 'disabled'));
      await this.sessions.forget(tx, personId);
    });
  }

  private async turn(tx: WriteTx, personId: string, state: 'enabled' | 'disabled'): Promise<BreakGlassAccountRow> {
    await tx.update(BreakGlassAccountRow, { personId }, { state });
    const account = await tx.findOneBy(BreakGlassAccountRow, { personId });
    if (!account) throw new Refusal('break-glass.unknown');
    return account;
  }

  /** Never somebody who is here already: the account would then carry what they may do. */
  private async person(name: string): Promise<string> {
    const count = await this.db.read(operator, (tx) => tx.count(BreakGlassAccountRow));
    if (count >= places.length) throw new Refusal('break-glass.two-accounts');
    if (await this.locals.find(operator, name)) throw new Refusal('person.user-name-taken');
    return this.locals.add(operator, name);
  }
}
