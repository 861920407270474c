import { Injectable } from '@nestjs/common';
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import { IsNull } from 'typeorm';
import { Clock } from '@app/kernel';
import { Db, Sealer, type Tx, insertUnlessTaken } from '@app/database';
import { hidden, shown } from './hidden-ids.js';
import { OidcRecordRow } from './oidc-record.row.js';
import { digest } from '../../secrets.js';
import { replayed } from './replay.js';
import { noteReuse } from '../ending/reuse.js';

const MARK = 'ReplayDetection';

/**
 * What the authorization server keeps, one row a record. The library checks with `find` and writes afterwards, so
 * single use is settled here, by the database (R-TOK-2).
 */
@Injectable()
export class OidcRecords {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
  ) {}

  /** For replay marks there is nothing to find: the insert alone decides, and says so in one way. */
  adapter(model: string): Omit<Adapter, 'find'> & { find: (id: string) => Promise<AdapterPayload | undefined> } {
    return {
      find: async (id) => (model === MARK ? undefined : this.found(model, { idHash: digest(id) }, id)),
      findByUid: (uid) => this.found(model, { uid }),
      findByUserCode: (userCode) => this.found(model, { userCode }),
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

  /** Forgets whatever was kept for a client, or for what it does for one person. @returns how many records that were */
  async forgetClient(tx: Tx, clientId: string, accountId?: string): Promise<number> {
    const where = { clientId, ...(accountId !== undefined && { accountId }) };
    return (await tx.delete(OidcRecordRow, where)).affected ?? 0;
  }

  private async found(
    model: string,
    where: { idHash: Buffer } | { uid: string } | { userCode: string },
    id?: string,
  ): Promise<AdapterPayload | undefined> {
    const row = await this.db.readEveryTenant((tx) => tx.findOneBy(OidcRecordRow, { model, ...where }));
    if (!row || (row.expiresAt && row.expiresAt <= this.clock.now())) return undefined;
    if (row.consumedAt) noteReuse(row);
    return {
      ...shown(this.sealer, model, row.payload as AdapterPayload, id),
      ...(row.consumedAt && { consumed: Math.floor(row.consumedAt.getTime() / 1000) }),
    };
  }

  private async put(model: string, id: string, payload: AdapterPayload, seconds?: number): Promise<void> {
    const record = {
      model,
      idHash: digest(id),
      payload: hidden(this.sealer, model, payload),
      grantId: payload.grantId ?? null,
      accountId: payload.accountId ?? null,
      clientId: payload.clientId ?? null,
      uid: payload.uid ?? null,
      userCode: payload.userCode ?? null,
      expiresAt: seconds === undefined ? null : new Date(this.clock.now().getTime() + seconds * 1000),
    };
    const kept = this.db.upkeep('every-tenant', async (tx) => {
      if (model === MARK) return once(tx, id, record);
      if (model === 'DeviceCode' && record.accountId !== null) return agreedOnce(tx, record);
      await tx.upsert(OidcRecordRow, record, ['model', 'idHash']); // leaves consumed_at as it is
    });
    await kept.catch(unlessUnwritable);
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

/** JSON can hold a NUL and PostgreSQL cannot: whoever sends one in a parameter is told so. */
function unlessUnwritable(error: unknown): never {
  const isNul = error instanceof Error && 'code' in error && ['22P05', '22021'].includes(String(error.code));
  throw isNul ? new errors.InvalidRequest('a parameter holds a character that cannot be kept') : error;
}

/** Of several people who agree for one device the first one is whom it acts for. */
async function agreedOnce(
  tx: Tx,
  record: Pick<OidcRecordRow, 'model' | 'idHash' | 'payload' | 'accountId'>,
): Promise<void> {
  const { model, idHash } = record;
  const { affected } = await tx.update(OidcRecordRow, { model, idHash, accountId: IsNull() }, record);
  if (affected !== 1) throw new errors.InvalidGrant();
}

/** Of several uses of one assertion or proof the first one inserts its mark; the others are told so. */
async function once(tx: Tx, id: string, mark: Parameters<typeof insertUnlessTaken<OidcRecordRow>>[2]): Promise<void> {
  if (!(await insertUnlessTaken(tx, OidcRecordRow, mark))) throw replayed(id);
}
