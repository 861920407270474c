import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock, Refusal, system } from '@app/kernel';
import { Db, Sealer, type WriteTx, insertUnlessTaken } from '@app/database';
import { isId } from '@app/directory';
import { localPath } from '../core/sign-in/return-to.js';
import { isFreshProof, strongProof } from '../core/sign-in/vouched.js';
import { minutesAfter } from '../core/session.js';
import { type OpenedSession, WebSessions } from '../people/web-sessions.js';
import { digest, newSecret } from '../secrets.js';
import { IdentityProviderRow } from './identity-provider.row.js';
import { Identities } from './identities.js';
import { OidcWayIn } from './oidc-way-in.js';
import { SamlAssertionRow } from './saml-assertion.row.js';
import { SamlWayIn } from './saml-way-in.js';
import { SignInAttemptRow } from './sign-in-attempt.row.js';
import type { Answer, Arrival, WayIn } from './way-in.js';

/** How long somebody may take at their identity provider. */
const ATTEMPT_MINUTES = 10;
/** Of a session without a strong proof: it never counts as fresh, whoever asks. */
const NEVER = new Date(0);
const actor = system('sign-in');

/** What is sealed to an attempt. `replaces`: digest of the session that the browser had when it left. */
const Kept = z.object({ remembered: z.string(), replaces: z.base64().optional() });

type Wish = Readonly<{ returnTo?: string | undefined; stepUp: boolean; replaces?: string | undefined }>;
type Begun = Readonly<{ url: string; attempt: string; kind: IdentityProviderRow['kind'] }>;
type Finished = Readonly<{ session: OpenedSession; returnTo: string }>;

/** Signing in through an identity provider: out with an attempt, back with an answer, once. */
@Injectable()
export class SignIns {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
    private readonly sessions: WebSessions,
    private readonly identities: Identities,
    private readonly saml: SamlWayIn,
    private readonly oidc: OidcWayIn,
  ) {}

  /**
   * @param wish where to come back to, whether the person must prove themselves anew, and the cookie of a session of the
   *   same browser, which ends when the same person's new one begins: SAML comes back without that cookie
   * @returns where to send the browser, and the secret that it keeps meanwhile
   * @throws Refusal identity-provider.unknown
   */
  async begin(providerId: string, wish: Wish): Promise<Begun> {
    const provider = await this.provider(providerId);
    const { url, remembered } = await this.wayOf(provider).depart(provider, wish.stepUp);
    const attempt = newSecret();
    const [idHash, now] = [digest(attempt), this.clock.now()];
    const replaces = wish.replaces && digest(wish.replaces).toString('base64');
    const kept = JSON.stringify({ remembered, ...(replaces && { replaces }) } satisfies z.infer<typeof Kept>);
    await this.db.upkeep(actor.tenant, (tx) =>
      tx.insert(SignInAttemptRow, {
        idHash,
        identityProviderId: provider.id,
        sealed: this.sealer.seal(placeOf(idHash), kept),
        returnTo: localPath(wish.returnTo),
        stepUp: wish.stepUp,
        createdAt: now,
        expiresAt: minutesAfter(now, ATTEMPT_MINUTES),
      }),
    );
    return { url, attempt, kind: provider.kind };
  }

  /**
   * Uses the attempt up, whatever comes of it; of simultaneous answers one is looked at.
   * @throws Refusal `sign-in.attempt-unknown`, and whatever is wrong with the answer, which is recorded
   */
  async finish(providerId: string, attempt: string | undefined, answer: Answer): Promise<Finished> {
    const used = attempt === undefined || !isId(providerId) ? null : await this.use(providerId, attempt);
    if (!used) throw new Refusal('sign-in.attempt-unknown');
    try {
      const provider = await this.provider(providerId);
      const kept = this.sealer.open(placeOf(used.idHash), used.sealed).toString('utf8');
      const { remembered, replaces } = Kept.parse(JSON.parse(kept));
      const arrival = await this.wayOf(provider).arrive(provider, remembered, answer);
      return { session: await this.admit(provider, arrival, used.stepUp, replaces), returnTo: used.returnTo };
    } catch (stop) {
      if (stop instanceof Refusal) await this.note(providerId, stop);
      throw stop;
    }
  }

  private admit(
    provider: IdentityProviderRow,
    arrival: Arrival,
    stepUp: boolean,
    replaces: string | undefined,
  ): Promise<OpenedSession> {
    const strong = provider.settings?.strong ?? { acr: [], amr: [] };
    const proof = strongProof(arrival, strong);
    if (stepUp && !isFreshProof(proof, this.clock.now())) throw new Refusal('sign-in.step-up-unmet');
    return this.db.write(actor, async (tx) => {
      await this.stillThere(tx, provider);
      await this.useOnce(tx, provider, arrival);
      const person = await this.identities.personOf(tx, provider, arrival);
      const { acr, amr, sessionIndex } = arrival;
      const how = {
        method: provider.kind,
        authenticatedAt: proof ?? NEVER,
        acr: acr.find((value) => strong.acr.includes(value)) ?? acr[0] ?? null,
        amr,
        identityProviderId: provider.id,
        sessionIndex,
        replaces: replaces === undefined ? undefined : Buffer.from(replaces, 'base64'),
      } as const;
      const session = await this.sessions.open(tx, person.id, how);
      if (!session) throw new Refusal('sign-in.person-inactive');
      const said = { acr: [...acr], amr: [...amr], authenticatedAt: arrival.authenticatedAt?.toISOString() ?? null };
      const detail = { identityProvider: provider.id, method: how.method, stepUp, ...said };
      tx.record({ action: 'person.signed-in', subject: person.id, detail });
      return session;
    });
  }

  /** Whoever disables or changes a provider while somebody is on the way ends that sign-in with its sessions. */
  private async stillThere(tx: WriteTx, { id, changedAt }: IdentityProviderRow): Promise<void> {
    const lock = { mode: 'pessimistic_read' } as const;
    const now = await tx.findOne(IdentityProviderRow, { where: { id, state: 'active' }, lock });
    if (now?.changedAt.getTime() !== changedAt.getTime()) throw new Refusal('identity-provider.unknown');
  }

  /** The primary key decides who was first. */
  private async useOnce(tx: WriteTx, { id }: IdentityProviderRow, { once }: Arrival): Promise<void> {
    if (!once) return;
    const mark = { identityProviderId: id, assertionId: once.id, expiresAt: once.expiresAt };
    if (!(await insertUnlessTaken(tx, SamlAssertionRow, mark))) throw new Refusal('sign-in.replayed');
  }

  private use(identityProviderId: string, attempt: string): Promise<SignInAttemptRow | null> {
    const now = this.clock.now();
    return this.db.upkeep(actor.tenant, async (tx) => {
      const [used] = await tx.query<[{ sealed: string; return_to: string; step_up: boolean }[], number]>(
        `DELETE FROM sign_in_attempt WHERE id_hash = $1 AND identity_provider_id = $2 AND expires_at > $3
         RETURNING sealed, return_to, step_up`,
        [digest(attempt), identityProviderId, now],
      );
      const [row] = used;
      if (!row) return null;
      return tx.create(SignInAttemptRow, {
        idHash: digest(attempt),
        sealed: row.sealed,
        returnTo: row.return_to,
        stepUp: row.step_up,
      });
    });
  }

  private async provider(id: string): Promise<IdentityProviderRow> {
    const found = isId(id)
      ? await this.db.read(actor, (tx) => tx.findOneBy(IdentityProviderRow, { id, state: 'active' }))
      : null;
    if (!found) throw new Refusal('identity-provider.unknown');
    return found;
  }

  private wayOf({ kind }: IdentityProviderRow): WayIn {
    return kind === 'saml' ? this.saml : this.oidc;
  }

  /** The refused sign-in left nothing behind; that it was tried is kept. */
  private async note(identityProvider: string, { code, detail: fault }: Refusal): Promise<void> {
    const detail = { code, ...(fault !== undefined && { fault }) };
    await this.db.write(actor, (tx) =>
      Promise.resolve(tx.record({ action: 'sign-in.refused', subject: identityProvider, detail })),
    );
  }
}

const placeOf = (idHash: Buffer): string => `sign_in_attempt/${idHash.toString('hex')}`;
