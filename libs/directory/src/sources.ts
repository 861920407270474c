import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal, newId, system } from '@app/kernel';
import { Db } from '@app/database';
import { type KeptToken, hashOf, opens, parseSourceToken, sourceToken, written } from './core/source-token.js';
import { SourceTokenRow } from './source-token.row.js';
import { type SourceDialect, SourceRow } from './source.row.js';
import { unlessTaken } from './unless-taken.js';

const TOKEN_LIFE_MS = 365 * 86_400_000;

/** The connections of identity providers, and the bearer tokens that open them. */
@Injectable()
export class Sources {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /**
   * Connects a provider. The token is returned this one time, lives a year, and is kept only as a hash.
   * @throws Refusal `source.name-taken`
   */
  connect(
    actor: Actor,
    { name, dialect }: Readonly<{ name: string; dialect: SourceDialect }>,
  ): Promise<{ source: SourceRow; token: string }> {
    const now = this.clock.now();
    const token = sourceToken(newId(), randomBytes(32));
    const expiresAt = new Date(now.getTime() + TOKEN_LIFE_MS);
    return this.db.write(actor, async (tx) => {
      const source = tx.create(SourceRow, { id: newId(), name, dialect, createdAt: now });
      await unlessTaken(tx.insert(SourceRow, source), { source_tenant_id_name_key: 'source.name-taken' });
      const tokenHash = hashOf(token);
      const tokenRow = { id: token.id, sourceId: source.id, tokenHash, createdAt: now, expiresAt, revokedAt: null };
      await tx.insert(SourceTokenRow, tokenRow);
      const detail = { name, dialect, tokenId: token.id, tokenExpiresAt: expiresAt.toISOString() };
      tx.record({ action: 'source.connected', subject: source.id, detail });
      return { source, token: written(token) };
    });
  }

  /**
   * Finds the source, and with it the tenant, by the token alone.
   * @throws Refusal `source.token-invalid`, the same for every reason
   */
  async authenticate(bearer: string): Promise<{ source: SourceRow; actor: Actor }> {
    const token = parseSourceToken(bearer);
    const kept = token && (await this.kept(token.id));
    if (!token || !kept || !opens(token, kept, this.clock.now())) throw new Refusal('source.token-invalid');
    const actor = system(`source/${kept.sourceId}`, kept.tenant);
    const source = await this.db.read(actor, (tx) => tx.findOneBy(SourceRow, { id: kept.sourceId }));
    if (!source) throw new Refusal('source.token-invalid');
    return { source, actor };
  }

  /** The only reader of `tenant_id` here: before the token is known, so is no tenant. */
  private kept(id: string): Promise<(KeptToken & { sourceId: string; tenant: string }) | undefined> {
    return this.db.readEveryTenant(async (tx) => {
      const rows = await tx.query<(KeptToken & { sourceId: string; tenant: string })[]>(
        `SELECT tenant_id AS tenant, source_id AS "sourceId", token_hash AS "tokenHash", expires_at AS "expiresAt",
                revoked_at AS "revokedAt" FROM source_token WHERE id = $1`,
        [id],
      );
      return rows[0];
    });
  }
}
