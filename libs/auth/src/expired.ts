import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Clock, system } from '@app/kernel';
import { Db } from '@app/database';
import { RevokedTokenRow } from './tokens/revoked-token.row.js';
import { DpopProofRow } from './tokens/dpop-proof.row.js';
import { OidcRecordRow } from './server/records/oidc-record.row.js';
import { SamlAssertionRow } from './sign-in/saml-assertion.row.js';
import { SignInAttemptRow } from './sign-in/sign-in-attempt.row.js';
import { AuditorReadRow } from './people/auditor-reads.js';
import { BreakGlassChallengeRow } from './break-glass/rows.js';
import { SignInLinkRow } from './people/sign-in-link.row.js';
import { WebSessionRow } from './people/web-session.row.js';

/** By so much, in milliseconds, the clock of another process may be behind, by which a row is not refused for its age yet. */
const BEHIND_MS = 300_000;

/** Rows that are refused by their age already; sweeping them only keeps the tables small. Run by a timer. */
@Injectable()
export class Expired {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** @returns how many rows were removed */
  sweep(): Promise<number> {
    const expiresAt = LessThan(new Date(this.clock.now().getTime() - BEHIND_MS));
    return this.db.upkeep(system('sweep').tenant, async (tx) => {
      const swept = [];
      for (const row of [
        AuditorReadRow,
        BreakGlassChallengeRow,
        DpopProofRow,
        OidcRecordRow,
        RevokedTokenRow,
        SignInLinkRow,
        WebSessionRow,
        SamlAssertionRow,
        SignInAttemptRow,
      ])
        swept.push(await tx.delete(row, { expiresAt }));
      return swept.reduce((sum, { affected }) => sum + (affected ?? 0), 0);
    });
  }
}
