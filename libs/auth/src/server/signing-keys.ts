import { Injectable } from '@nestjs/common';
import { type CryptoKey, type JWK, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import { IsNull } from 'typeorm';
import { z } from 'zod';
import { Db, Sealer, insertUnlessTaken } from '@app/database';
import { TokenKeyRow } from './token-key.row.js';

const PrivateJwk = z.looseObject({ kty: z.literal('EC'), crv: z.literal('P-256'), d: z.string() });
/** Strangers' key ids may not make us read the table more often than this, in milliseconds. */
const COOLDOWN = 5000;

/** The ES256 keys that sign access tokens: one signs at a time, and every process knows it from the database. */
@Injectable()
export class SigningKeys {
  private readonly known = new Map<string, CryptoKey>();
  private askedAt = -Infinity;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
  ) {}

  /** The private key that signs now, made at the first start. Of several simultaneous starts one makes it. */
  async signing(): Promise<JWK> {
    const current = (await this.current()) ?? (await this.make());
    const opened = this.sealer.open(placeOf(current.kid), current.sealedPrivate).toString();
    return { ...PrivateJwk.parse(JSON.parse(opened)), kid: current.kid, alg: 'ES256', use: 'sig' };
  }

  /** The public key with this id, or undefined when nothing signed by it is to be believed. */
  async verifying(kid: string): Promise<CryptoKey | undefined> {
    const mayAsk = this.reading !== undefined || performance.now() - this.askedAt > COOLDOWN;
    if (!this.known.has(kid) && mayAsk) await (this.reading ??= this.read().finally(() => (this.reading = undefined)));
    return this.known.get(kid);
  }

  /** One read serves all who ask meanwhile; one that failed does not count as having asked. */
  private async read(): Promise<void> {
    const current = await this.current();
    if (current) this.known.set(current.kid, await publicKeyOf(current.publicJwk));
    this.askedAt = performance.now();
  }

  private current(): Promise<TokenKeyRow | null> {
    return this.db.readEveryTenant((tx) => tx.findOneBy(TokenKeyRow, { retiredAt: IsNull() }));
  }

  private async make(): Promise<TokenKeyRow> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const [secret, publicJwk] = await Promise.all([exportJWK(privateKey), exportJWK(publicKey)]);
    const kid = await calculateJwkThumbprint(publicJwk);
    const sealedPrivate = this.sealer.seal(placeOf(kid), JSON.stringify(secret));
    const row = { kid, publicJwk, sealedPrivate, retiredAt: null };
    await this.db.upkeep('every-tenant', (tx) => insertUnlessTaken(tx, TokenKeyRow, row));
    const winner = await this.current();
    if (!winner) throw new Error('there is no key that signs tokens');
    return winner;
  }
}

const placeOf = (kid: string): string => `token_key/${kid}`;

async function publicKeyOf(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, 'ES256');
  if (key instanceof Uint8Array) throw new Error('a token key is symmetric');
  return key;
}
