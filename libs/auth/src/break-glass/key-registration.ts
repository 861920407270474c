import { Injectable } from '@nestjs/common';
import {
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
  generateRegistrationOptions,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { MoreThan } from 'typeorm';
import { Clock, Refusal, system } from '@app/kernel';
import { Db, insertUnlessTaken } from '@app/database';
import { digest } from '../secrets.js';
import { alarm } from './alarm.js';
import { Challenges } from './challenges.js';
import { BreakGlassAccountRow, BreakGlassKeyRow } from './rows.js';

const actor = system('break-glass');

/** Binds a security key to an account, by the one-time link that the command line printed. */
@Injectable()
export class KeyRegistration {
  constructor(
    private readonly db: Db,
    private readonly challenges: Challenges,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal break-glass.refused */
  async begin(secret: string): Promise<{ challengeId: string; options: PublicKeyCredentialCreationOptionsJSON }> {
    const { personId, name } = await this.invited(secret);
    const options = await generateRegistrationOptions({
      rpName: 'Surety',
      rpID: this.challenges.relyingParty.rpID,
      userName: name,
      attestationType: 'none',
      authenticatorSelection: { residentKey: 'discouraged', userVerification: 'required' },
    });
    return { challengeId: await this.challenges.keep(personId, 'register', options.challenge), options };
  }

  /** Uses the link up. @throws Refusal break-glass.refused */
  async finish(secret: string, challengeId: string, response: RegistrationResponseJSON): Promise<void> {
    const account = await this.invited(secret);
    const { personId } = account;
    const taken = await this.challenges.take(challengeId, 'register');
    if (taken?.personId !== personId) throw new Refusal('break-glass.refused');
    const { rpID, origin } = this.challenges.relyingParty;
    const expected = { expectedChallenge: taken.challenge, expectedOrigin: origin, expectedRPID: rpID };
    const { registrationInfo } = await verifyRegistrationResponse({ response, ...expected }).catch((cause: unknown) => {
      throw new Refusal('break-glass.refused', undefined, { cause });
    });
    if (!registrationInfo) throw new Refusal('break-glass.refused');
    const { id: credentialId, publicKey, counter } = registrationInfo.credential;
    await this.db.write(actor, async (tx) => {
      const held = { personId, invitationHash: digest(secret) };
      const { affected } = await tx.update(BreakGlassAccountRow, held, { invitationHash: null, invitedUntil: null });
      const key = { credentialId, personId, publicKey: Buffer.from(publicKey), counter, createdAt: this.clock.now() };
      if (!affected || !(await insertUnlessTaken(tx, BreakGlassKeyRow, key))) throw new Refusal('break-glass.refused');
      alarm(tx, 'key-registered', account);
    });
  }

  private async invited(secret: string): Promise<BreakGlassAccountRow> {
    const where = { invitationHash: digest(secret), invitedUntil: MoreThan(this.clock.now()) };
    const account = await this.db.read(actor, (tx) => tx.findOneBy(BreakGlassAccountRow, where));
    if (!account) throw new Refusal('break-glass.refused');
    return account;
  }
}
