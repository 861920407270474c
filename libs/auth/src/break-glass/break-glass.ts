import { Injectable } from '@nestjs/common';
import {
  type AuthenticationResponseJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server';
import { Clock, Refusal, system } from '@app/kernel';
import { Db } from '@app/database';
import { type OpenedSession, WebSessions } from '../people/web-sessions.js';
import { alarm } from './alarm.js';
import { Attempts, MOST_TOLD } from './attempts.js';
import { Challenges } from './challenges.js';
import { isPasswordOf } from './password.js';
import { BreakGlassAccountRow, BreakGlassKeyRow } from './rows.js';

const actor = system('break-glass');
/** What the session says of how it was opened (RFC 8176). */
const amr = ['pwd', 'hwk', 'user', 'mfa'] as const;

type Asked = Readonly<{ challengeId: string; options: PublicKeyCredentialRequestOptionsJSON }>;

/** Signs in to a break-glass account: the password first, then the security key, then it is locked. */
@Injectable()
export class BreakGlass {
  constructor(
    private readonly db: Db,
    private readonly attempts: Attempts,
    private readonly challenges: Challenges,
    private readonly sessions: WebSessions,
    private readonly clock: Clock,
  ) {}

  /**
   * @param from the caller's address, or network
   * @returns what the security key is to sign
   * @throws Refusal break-glass.refused whatever is wrong, break-glass.too-many
   */
  begin(name: string, password: string, from: string): Promise<Asked> {
    return this.attempts.counted(from, () => this.challenge(name, password));
  }

  /** @throws Refusal break-glass.refused whatever is wrong, break-glass.too-many */
  finish(challengeId: string, response: AuthenticationResponseJSON, from: string): Promise<OpenedSession> {
    return this.attempts.counted(from, () => this.answer(challengeId, response));
  }

  private async challenge(name: string, password: string): Promise<Asked> {
    const account = await this.db.read(actor, (tx) => tx.findOneBy(BreakGlassAccountRow, { name }));
    const knows = await isPasswordOf(account, password);
    if (!account || !knows || account.state !== 'enabled') {
      return this.refuse(account, knows ? `the account is ${account?.state}` : 'name or password');
    }
    const { personId } = account;
    const keys = await this.db.read(actor, (tx) => tx.findBy(BreakGlassKeyRow, { personId }));
    const options = await generateAuthenticationOptions({
      rpID: this.challenges.relyingParty.rpID,
      userVerification: 'required',
      allowCredentials: keys.map(({ credentialId: id }) => ({ id })),
    });
    const challengeId = await this.challenges.keep(personId, 'sign-in', options.challenge);
    await this.db.write(actor, (tx) => Promise.resolve(alarm(tx, 'password-accepted', account)));
    return { challengeId, options };
  }

  private async answer(challengeId: string, response: AuthenticationResponseJSON): Promise<OpenedSession> {
    const taken = await this.challenges.take(challengeId, 'sign-in');
    if (!taken) throw new Refusal('break-glass.refused');
    const { personId, challenge } = taken;
    const account = await this.db.read(actor, (tx) => tx.findOneByOrFail(BreakGlassAccountRow, { personId }));
    const counter = await this.counterOf(personId, challenge, response);
    if (counter === null) return this.refuse(account, 'security key');
    const opened = await this.open(account, response.id, counter);
    return opened ?? this.refuse(account, 'the account was closed meanwhile, or the key was copied');
  }

  /** Verifies the signature over the challenge (WebAuthn §7.2). @returns the key's new count, null when it is wrong */
  private async counterOf(personId: string, challenge: string, response: AuthenticationResponseJSON) {
    const held = { credentialId: response.id, personId };
    const key = await this.db.read(actor, (tx) => tx.findOneBy(BreakGlassKeyRow, held));
    if (!key) return null;
    const { rpID, origin } = this.challenges.relyingParty;
    const credential = { id: key.credentialId, publicKey: new Uint8Array(key.publicKey), counter: key.counter };
    const expected = { expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: rpID };
    // it throws for whatever is wrong with a response; to the caller all of that is one refusal, recorded and told
    const outcome = await verifyAuthenticationResponse({ response, credential, ...expected }).catch(() => null);
    return outcome?.verified ? outcome.authenticationInfo.newCounter : null;
  }

  /** Of simultaneous attempts one opens: the account is locked by the same write. */
  private async open(
    account: BreakGlassAccountRow,
    credentialId: string,
    counter: number,
  ): Promise<OpenedSession | null> {
    const { personId } = account;
    const now = this.clock.now();
    return this.db.write(actor, async (tx) => {
      const enabled = { personId, state: 'enabled' } as const;
      const locked = await tx.update(BreakGlassAccountRow, enabled, { state: 'locked', usedAt: now });
      const counted = await tx
        .createQueryBuilder()
        .update(BreakGlassKeyRow)
        .set({ counter })
        .where('credential_id = :credentialId AND person_id = :personId', { credentialId, personId })
        .andWhere('(counter < :counter OR (counter = 0 AND :counter = 0))', { counter })
        .execute();
      if (!locked.affected || !counted.affected) return tx.unchanged(null);
      const how = { method: 'break_glass', authenticatedAt: now, acr: null, amr } as const;
      const session = await this.sessions.open(tx, personId, how);
      if (!session) return tx.unchanged(null);
      alarm(tx, 'signed-in', account);
      return session;
    });
  }

  /** Floods of failures are told until everybody must have heard: else they would drown all other alarms. */
  private async refuse(account: BreakGlassAccountRow | null, fault: string): Promise<never> {
    const failures = await this.attempts.fail();
    const because = failures === MOST_TOLD ? `${fault}; no more are told for a quarter of an hour` : fault;
    if (failures <= MOST_TOLD) {
      await this.db.write(actor, (tx) => Promise.resolve(alarm(tx, 'attempt-refused', account, because)));
    }
    throw new Refusal('break-glass.refused');
  }
}
