import { Injectable } from '@nestjs/common';
import { type CryptoKey, type JWK, importJWK } from 'jose';
import { z } from 'zod';
import { Clock } from '@app/kernel';
import { Db, Sealer, type Tx } from '@app/database';
import { phaseOf, publishedKeys } from '../../core/key-ring.js';
import { newTokenKey, sealedAt } from './new-token-key.js';
import { TokenKeyRow } from './token-key.row.js';

const PrivateJwk = z.looseObject({ kty: z.literal('EC'), crv: z.literal('P-256'), d: z.string() });
/** Strangers' key ids may not make us read the table more often than this, in milliseconds. */
const COOLDOWN = 5000;
/** A process that issues tokens learns of new keys within this, in milliseconds; they are published for much longer. */
const STALE = 30_000;

type Known = Readonly<{ row: TokenKeyRow; key: CryptoKey }>;

/** The ES256 keys that sign access tokens: one signs at a time, and every process knows them from the database. */
@Injectable()
export class SigningKeys {
  private known = new Map<string, Known>();
  private readAt = -Infinity;
  /** How many pictures were put in force. */
  private applied = 0;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
  ) {}

  /** The private keys to sign with and to publish, the one that signs now first. Made at the first start. */
  async ring(): Promise<JWK[]> {
    if (performance.now() - this.readAt > STALE) await this.readOnce();
    if (this.rows().length === 0) await this.first();
    return this.rows().map((row) => {
      const opened = this.sealer.open(sealedAt(row.kid), row.sealedPrivate).toString();
      return { ...PrivateJwk.parse(JSON.parse(opened)), kid: row.kid, alg: 'ES256', use: 'sig' };
    });
  }

  /** The public key with this id, or undefined when nothing signed by it is to be believed. */
  async verifying(kid: string): Promise<CryptoKey | undefined> {
    const mayAsk = this.reading !== undefined || performance.now() - this.readAt > COOLDOWN;
    if (!this.known.has(kid) && mayAsk) await this.readOnce();
    return this.isGood(kid) ? this.known.get(kid)?.key : undefined;
  }

  /** Whether what this key signed is still believed: not when it was thrown away, or its last token has expired. */
  isGood(kid: string): boolean {
    const found = this.known.get(kid);
    return found !== undefined && phaseOf(found.row, this.clock.now()) !== 'gone';
  }

  /** Reads all keys; what it returns puts them in force, those that are no longer there excepted. */
  async load(tx: Tx): Promise<() => void> {
    const now = this.clock.now();
    const live = (await tx.find(TokenKeyRow)).filter((row) => phaseOf(row, now) !== 'gone');
    const read = await Promise.all(live.map(async (row) => [row.kid, { row, key: await publicKeyOf(row) }] as const));
    return () => {
      this.applied += 1;
      this.known = new Map(read);
      this.readAt = performance.now();
    };
  }

  /** One read serves all who ask meanwhile; one that failed does not count as having asked. */
  private readOnce(): Promise<void> {
    const read = async (): Promise<void> => {
      const before = this.applied;
      const apply = await this.db.readEveryTenant((tx) => this.load(tx));
      // what the fence brought meanwhile is newer: an old picture would bring a thrown-away key back
      if (this.applied === before) apply();
    };
    return (this.reading ??= read().finally(() => (this.reading = undefined)));
  }

  private rows(): TokenKeyRow[] {
    const rows = [...this.known.values()].map(({ row }) => row);
    return publishedKeys(rows, this.clock.now());
  }

  /** Of several simultaneous starts one makes the key. */
  private async first(): Promise<void> {
    const row = await newTokenKey(this.sealer, this.clock.now());
    await this.db.upkeep('every-tenant', (tx) => insertFirst(tx, row));
    await this.readOnce();
    if (this.rows().length === 0) throw new Error('there is no key that signs tokens');
  }
}

/** The index over keys that are not retired lets only one in. */
async function insertFirst(tx: Tx, row: TokenKeyRow): Promise<void> {
  await tx.createQueryBuilder().insert().into(TokenKeyRow).values(row).orIgnore().execute();
}

async function publicKeyOf({ publicJwk }: TokenKeyRow): Promise<CryptoKey> {
  const key = await importJWK(publicJwk, 'ES256');
  if (key instanceof Uint8Array) throw new Error('a token key is symmetric');
  return key;
}
