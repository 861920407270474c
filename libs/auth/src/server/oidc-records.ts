import { Injectable } from '@nestjs/common';
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import { IsNull } from 'typeorm';
import { Clock } from '@app/kernel';
import { Db, type Tx, insertUnlessTaken } from '@app/database';
import { OidcRecordRow } from './oidc-record.row.js';
import { digest } from '../secrets.js';

/** Models whose id is itself a token or a cookie: their payload is stored without it. */
const idIsSecret = new Set([
  'AccessToken',
  'AuthorizationCode',
  'BackchannelAuthenticationRequest',
  'ClientCredentials',
  'DeviceCode',
  'InitialAccessToken',
  'PushedAuthorizationRequest',
  'RefreshToken',
  'RegistrationAccessToken',
  'Session',
]);

/**
 * What the authorization server keeps, one row a record. The library checks with `find` and writes afterwards, so
 * single use is settled here, by the database (R-TOK-2).
 */
@Injectable()
export class OidcRecords {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  adapter(model: string): Adapter {
    return {
      find: (id) => this.found(model, { idHash: digest(id) }, id),
      findByUid: (uid) => this.found(model, { uid }),
      findByUserCode: () => Promise.resolve(undefined), // only the device flow asks, and it is off
      upsert: (id, payload, seconds) => this.put(model, id, payload, seconds),
      consume: (id) => this.consume(model, id),
      destroy: (id) => this.drop({ model, idHash: digest(id) }),
      revokeByGrantId: (grantId) => this.drop({ model, grantId }),
    };
  }

  /** Forgets whatever was kept for a person. @returns how many records that were */
  async forget(tx: Tx, accountId: string): Promise<number> {
    return (await tx.delete(OidcRecordRow, { accountId })).affected ?? 0;
  }

  private async found(
    model: string,
    where: { idHash: Buffer } | { uid: string },
    id?: string,
  ): Promise<AdapterPayload | undefined> {
    const row = await this.db.readEveryTenant((tx) => tx.findOneBy(OidcRecordRow, { model, ...where }));
    if (!row || (row.expiresAt && row.expiresAt <= this.clock.now())) return undefined;
    return {
      ...row.payload,
      ...(id !== undefined && idIsSecret.has(model) && { jti: id }),
      ...(row.consumedAt && { consumed: Math.floor(row.consumedAt.getTime() / 1000) }),
    };
  }

  private async put(model: string, id: string, payload: AdapterPayload, seconds?: number): Promise<void> {
    const { jti, ...kept } = payload;
    const record = {
      model,
      idHash: digest(id),
      payload: idIsSecret.has(model) ? kept : { ...kept, jti },
      grantId: payload.grantId ?? null,
      accountId: payload.accountId ?? null,
      clientId: payload.clientId ?? null,
      uid: payload.uid ?? null,
      expiresAt: seconds === undefined ? null : new Date(this.clock.now().getTime() + seconds * 1000),
    };
    await this.db.upkeep('every-tenant', async (tx) => {
      if (model === 'ReplayDetection') return once(tx, record);
      await tx.upsert(OidcRecordRow, record, ['model', 'idHash']); // leaves consumed_at as it is
    });
  }

  private async consume(model: string, id: string): Promise<void> {
    const used = await this.db.upkeep('every-tenant', (tx) =>
      tx.update(OidcRecordRow, { model, idHash: digest(id), consumedAt: IsNull() }, { consumedAt: this.clock.now() }),
    );
    if (used.affected !== 1) throw new errors.InvalidGrant();
  }

  private async drop(where: { model: string; idHash: Buffer } | { model: string; grantId: string }): Promise<void> {
    await this.db.upkeep('every-tenant', (tx) => tx.delete(OidcRecordRow, where));
  }
}

/** Of several uses of one assertion the first one inserts its mark; the others are told what the library tells them. */
async function once(tx: Tx, mark: Parameters<typeof insertUnlessTaken<OidcRecordRow>>[2]): Promise<void> {
  if (!(await insertUnlessTaken(tx, OidcRecordRow, mark))) throw new errors.InvalidClientAuth();
}
