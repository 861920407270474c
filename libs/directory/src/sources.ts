import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { type Actor, Clock, Refusal, newId, system } from '@app/kernel';
import { Db, type WriteTx } from '@app/database';
import { changedSettings } from './core/changed-settings.js';
import { type SourceSettings, usualSettings } from './core/source-settings.js';
import { type KeptToken, hashOf, opens, parseSourceToken, sourceToken, written } from './core/source-token.js';
import { SourceTokenRow } from './source-token.row.js';
import { type SourceDialect, SourceRow } from './source.row.js';
import { unlessTaken } from './unless-taken.js';

const USUAL_TOKEN_LIFE_DAYS = 365;
/** One in use, and one to change over to. */
const MOST_LIVE_TOKENS = 2;
const taken = { source_tenant_id_name_key: 'source.name-taken' } as const;

export type SourceChange = Partial<SourceSettings & Readonly<{ name: string; dialect: SourceDialect }>>;

/** A token just made; `token` is shown this one time and kept only as a hash. */
export type IssuedToken = Readonly<{ id: string; token: string; expiresAt: Date }>;

/** Who was found behind a bearer token. */
export type Authenticated = Readonly<{ source: SourceRow; tokenId: string; actor: Actor }>;

/** The connections of identity providers, and the bearer tokens that open them. */
@Injectable()
export class Sources {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /**
   * Connects a provider; its first token lives a year.
   * @throws Refusal `source.name-taken`
   */
  connect(
    actor: Actor,
    { name, dialect, ...given }: Readonly<{ name: string; dialect: SourceDialect }> & Partial<SourceSettings>,
  ): Promise<{ source: SourceRow; token: string }> {
    return this.db.write(actor, async (tx) => {
      const settings = { ...usualSettings, ...given };
      const source = tx.create(SourceRow, { ...settings, id: newId(), name, dialect, createdAt: this.clock.now() });
      await unlessTaken(tx.insert(SourceRow, source), taken);
      const { id: tokenId, token, expiresAt } = await this.addToken(tx, source.id, USUAL_TOKEN_LIFE_DAYS);
      const detail = { name, dialect, settings, tokenId, tokenExpiresAt: expiresAt.toISOString() };
      tx.record({ action: 'source.connected', subject: source.id, detail });
      return { source, token };
    });
  }

  /**
   * Changes what is given and leaves the rest. Takes effect from the next request on; people are not read anew.
   * @throws Refusal `source.unknown`, `source.name-taken`
   */
  configure(actor: Actor, id: string, change: SourceChange): Promise<SourceRow> {
    return this.db.write(actor, async (tx) => {
      const before = await locked(tx, id);
      const changed = changedSettings(before, change);
      if (Object.keys(changed).length === 0) return tx.unchanged(before);
      await unlessTaken(tx.update(SourceRow, { id }, change), taken);
      tx.record({ action: 'source.configured', subject: id, detail: { changed } });
      return Object.assign(before, change);
    });
  }

  /**
   * A further token, so that the provider can change over without a gap.
   * @param days how long it lives
   * @throws Refusal `source.unknown`, `source.two-tokens`
   */
  issueToken(actor: Actor, sourceId: string, days = USUAL_TOKEN_LIFE_DAYS): Promise<IssuedToken> {
    return this.db.write(actor, async (tx) => {
      await locked(tx, sourceId);
      const live = await tx.countBy(SourceTokenRow, { sourceId, revokedAt: IsNull(), expiresAt: this.future() });
      if (live >= MOST_LIVE_TOKENS) throw new Refusal('source.two-tokens');
      const issued = await this.addToken(tx, sourceId, days);
      const detail = { tokenId: issued.id, expiresAt: issued.expiresAt.toISOString() };
      tx.record({ action: 'source.token-issued', subject: sourceId, detail });
      return issued;
    });
  }

  /** From the next request on it opens nothing. @throws Refusal `source.token-unknown`, also for a dead one */
  revokeToken(actor: Actor, sourceId: string, tokenId: string): Promise<void> {
    return this.db.write(actor, async (tx) => {
      const live = { id: tokenId, sourceId, revokedAt: IsNull(), expiresAt: this.future() };
      const { affected } = await tx.update(SourceTokenRow, live, { revokedAt: this.clock.now() });
      if (affected !== 1) throw new Refusal('source.token-unknown');
      tx.record({ action: 'source.token-revoked', subject: sourceId, detail: { tokenId } });
    });
  }

  list(actor: Actor): Promise<SourceRow[]> {
    return this.db.read(actor, (tx) => tx.find(SourceRow, { order: { name: 'ASC' } }));
  }

  /** @throws Refusal `source.unknown` */
  find(actor: Actor, id: string): Promise<SourceRow> {
    return this.db.read(actor, async (tx) => {
      const source = await tx.findOneBy(SourceRow, { id });
      if (!source) throw new Refusal('source.unknown');
      return source;
    });
  }

  /**
   * Finds the source, and with it the tenant, by the token alone.
   * @throws Refusal `source.token-invalid`, the same for every reason
   */
  async authenticate(bearer: string): Promise<Authenticated> {
    const token = parseSourceToken(bearer);
    const found = token && (await this.bearer(token.id));
    if (!token || !found || !opens(token, found, this.clock.now())) throw new Refusal('source.token-invalid');
    const { source, tenant } = found;
    return { source, tokenId: token.id, actor: system(`source/${source.id}`, tenant) };
  }

  private async addToken(tx: WriteTx, sourceId: string, days: number): Promise<IssuedToken> {
    const token = sourceToken(newId(), randomBytes(32));
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + days * 86_400_000);
    const row = { id: token.id, sourceId, tokenHash: hashOf(token), createdAt: now, expiresAt, revokedAt: null };
    await tx.insert(SourceTokenRow, row);
    return { id: token.id, token: written(token), expiresAt };
  }

  private async bearer(tokenId: string): Promise<(KeptToken & { source: SourceRow; tenant: string }) | undefined> {
    const [found] = await this.db.lookUp<KeptToken & { source: KeptSource; tenant: string }>(
      `SELECT tenant, source, token_hash AS "tokenHash", expires_at AS "expiresAt", revoked_at AS "revokedAt"
       FROM source_bearer($1)`,
      [tokenId],
    );
    return found && { ...found, source: sourceOf(found.source) };
  }

  private readonly future = () => MoreThan(this.clock.now());
}

/** Two changes of one source wait for each other. */
async function locked(tx: WriteTx, id: string): Promise<SourceRow> {
  const source = await tx.findOne(SourceRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!source) throw new Refusal('source.unknown');
  return source;
}

/** A row as PostgreSQL writes it in JSON. */
type KeptSource = Omit<SourceRow, 'ratePerSecond' | 'createdAt'> & { rate_per_second: number; created_at: string };

function sourceOf({ id, name, dialect, mapping, matching, extensions, agents, ...kept }: KeptSource): SourceRow {
  const columns = { id, name, dialect, mapping, matching, extensions, agents };
  const renamed = { ratePerSecond: kept.rate_per_second, createdAt: new Date(kept.created_at) };
  return Object.assign(new SourceRow(), columns, renamed);
}
