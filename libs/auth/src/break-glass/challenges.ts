import { Injectable } from '@nestjs/common';
import { Clock, Surroundings, newId, system } from '@app/kernel';
import { Db } from '@app/database';
import { BreakGlassChallengeRow } from './rows.js';

const { tenant } = system('break-glass');
const LIFE_MS = 2 * 60_000;

/** Who we are to a security key (WebAuthn §5): it signs for this host name and no other. */
export type RelyingParty = Readonly<{ rpID: string; origin: string }>;

/** What security keys are given to sign; whoever deletes a challenge is the only one who may answer it. */
@Injectable()
export class Challenges {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly surroundings: Surroundings,
  ) {}

  get relyingParty(): RelyingParty {
    const { hostname, origin } = new URL(this.surroundings.publicUrl);
    return { rpID: hostname, origin };
  }

  async keep(personId: string, purpose: BreakGlassChallengeRow['purpose'], challenge: string): Promise<string> {
    const id = newId();
    const expiresAt = new Date(this.clock.now().getTime() + LIFE_MS);
    await this.db.upkeep(tenant, (tx) =>
      tx.insert(BreakGlassChallengeRow, { id, personId, purpose, challenge, expiresAt }),
    );
    return id;
  }

  /** Undefined when it is unknown, too old, or was taken before. */
  take(
    id: string,
    purpose: BreakGlassChallengeRow['purpose'],
  ): Promise<{ personId: string; challenge: string } | undefined> {
    return this.db.upkeep(tenant, async (tx) => {
      const [[taken]] = await tx.query<[{ personId: string; challenge: string }[], number]>(
        `DELETE FROM break_glass_challenge WHERE id = $1 AND purpose = $2 AND expires_at > $3
         RETURNING person_id AS "personId", challenge`,
        [id, purpose, this.clock.now()],
      );
      return taken;
    });
  }
}
