import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal, Surroundings } from '@app/kernel';
import { Db } from '@app/database';
import { AuthorizationServer } from '../authorization-server.js';

const HOURS = 24;

/** Initial access tokens (RFC 7591 §3), with each of which one client may register itself. */
@Injectable()
export class RegistrationTokens {
  constructor(
    private readonly server: AuthorizationServer,
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly surroundings: Surroundings,
  ) {}

  /** @returns the token, which is shown this one time. @throws Refusal client.registration-off */
  issue(actor: Actor): Promise<{ token: string; expiresAt: Date }> {
    if (this.surroundings.dynamicRegistration !== 'token') throw new Refusal('client.registration-off');
    const expiresAt = new Date(this.clock.now().getTime() + HOURS * 3_600_000);
    return this.db.write(actor, async (tx) => {
      tx.record({
        action: 'client.registration-allowed',
        subject: actor.id,
        detail: { expiresAt: expiresAt.toISOString() },
      });
      return { token: await this.server.registrationToken(HOURS * 3600), expiresAt };
    });
  }
}
