import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { type Actor, Clock, Refusal, newId, person, system } from '@app/kernel';
import { Db } from '@app/database';
import { Fence } from '@app/fence';
import { MOST_TOKEN_DAYS, hashOfToken, opensApi, parseApiToken, writtenToken } from '../core/api-token.js';
import { Roles } from '../people/roles.js';
import type { SignedIn } from '../people/web-sessions.js';
import { newSecret } from '../secrets.js';
import { ApiTokenRow } from './api-token.row.js';

const { tenant } = system('sign-in');
const DAY_MS = 86_400_000;
/** Last use is written down no more often than this. */
const COARSE = `interval '10 minutes'`;

type Owner = Pick<SignedIn, 'actor' | 'personId' | 'method'>;
type Issued = Readonly<{ id: string; token: string; expiresAt: Date }>;
export type NewApiToken = Readonly<{ name: string; scopes: readonly string[]; expiresAt: Date }>;
export type ApiTokenView = Omit<ApiTokenRow, 'tokenHash' | 'epoch'> & Readonly<{ lastUsedAt: Date | null }>;
/** Somebody's program: it is that person, within the token's scopes. */
export type ApiCaller = Readonly<{ signedIn: SignedIn; scopes: readonly string[] }>;

/** Tokens by which programs act in a person's name. They open what the person may open, cut to their scopes. */
@Injectable()
export class ApiTokens {
  constructor(
    private readonly db: Db,
    private readonly fence: Fence,
    private readonly roles: Roles,
    private readonly clock: Clock,
  ) {}

  /**
   * A token of the person's own; shown this one time and kept only as a hash.
   * @throws Refusal api-token.term-invalid, person.unknown, break-glass.not-by-itself
   */
  issue({ actor, personId, method }: Owner, wanted: NewApiToken): Promise<Issued> {
    if (method === 'break_glass') throw new Refusal('break-glass.not-by-itself'); // it would outlive the emergency
    const createdAt = this.clock.now();
    const { name, expiresAt } = wanted;
    const life = expiresAt.getTime() - createdAt.getTime();
    if (!(life > 0 && life <= MOST_TOKEN_DAYS * DAY_MS)) throw new Refusal('api-token.term-invalid');
    return this.db.write(actor, async (tx) => {
      const standing = await this.fence.standing(tx, personId);
      if (standing?.kind !== 'person' || standing.status !== 'active') throw new Refusal('person.unknown');
      const token = { id: newId(), secret: newSecret() };
      const scopes = [...new Set(wanted.scopes)].toSorted();
      const owned = { personId, name, scopes, epoch: standing.epoch };
      const kept = { id: token.id, tokenHash: hashOfToken(token), createdAt, expiresAt, revokedAt: null };
      await tx.insert(ApiTokenRow, { ...owned, ...kept });
      const detail = { token: token.id, scopes, expiresAt: expiresAt.toISOString() };
      tx.record({ action: 'api-token.issued', subject: personId, detail });
      return { id: token.id, token: writtenToken(token), expiresAt };
    });
  }

  /**
   * From the next request on it opens nothing.
   * @param personId whose it must be
   * @throws Refusal api-token.unknown, also for a dead one
   */
  revoke(actor: Actor, id: string, personId: string): Promise<void> {
    const now = this.clock.now();
    return this.db.write(actor, async (tx) => {
      const live = { id, personId, revokedAt: IsNull(), expiresAt: MoreThan(now) };
      const { affected } = await tx.update(ApiTokenRow, live, { revokedAt: now });
      if (affected !== 1) throw new Refusal('api-token.unknown');
      tx.record({ action: 'api-token.revoked', subject: personId, detail: { token: id } });
    });
  }

  /** Tokens of one person or of everybody, newest first, with the dead ones. */
  list(actor: Actor, personId?: string): Promise<ApiTokenView[]> {
    return this.db.read(actor, (tx) =>
      tx.query<ApiTokenView[]>(
        `SELECT t.id, t.person_id AS "personId", t.name, t.scopes, t.created_at AS "createdAt",
           t.expires_at AS "expiresAt", t.revoked_at AS "revokedAt", u.used_at AS "lastUsedAt"
         FROM api_token t LEFT JOIN api_token_use u ON u.token_id = t.id
         WHERE $1::uuid IS NULL OR t.person_id = $1 ORDER BY t.id DESC LIMIT 1000`,
        [personId ?? null],
      ),
    );
  }

  /** @throws Refusal api-token.invalid, the same for every reason */
  authenticate(bearer: string): Promise<ApiCaller> {
    const token = parseApiToken(bearer);
    if (!token) throw new Refusal('api-token.invalid');
    const now = this.clock.now();
    return this.db.upkeep(tenant, async (tx) => {
      const kept = await tx.findOneBy(ApiTokenRow, { id: token.id });
      const standing = kept && (await this.fence.standing(tx, kept.personId));
      if (!kept || standing?.status !== 'active' || !opensApi(token, kept, standing.epoch, now)) {
        throw new Refusal('api-token.invalid');
      }
      await tx.query(
        `INSERT INTO api_token_use (token_id, used_at) VALUES ($1, $2)
         ON CONFLICT (token_id) DO UPDATE SET used_at = $2 WHERE api_token_use.used_at < $2::timestamptz - ${COARSE}`,
        [kept.id, now],
      );
      const { personId, id: tokenId, scopes } = kept;
      const roles = await this.roles.of(tx, personId, now);
      const proof = { method: 'api_token', authenticatedAt: kept.createdAt, acr: null, amr: [] } as const;
      const actor = { ...person(personId, tenant), via: `api-token:${tokenId}` };
      return { signedIn: { actor, personId, roles, ...proof }, scopes };
    });
  }
}
