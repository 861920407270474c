import { Injectable } from '@nestjs/common';
import { type AdapterPayload, Provider, errors } from 'oidc-provider';
import { Clock, system } from '@app/kernel';
import { Db, type Tx } from '@app/database';
import { personalGrants } from '../../core/client-rule.js';
import { ClientRules } from './client-rules.js';
import { OidcRecordRow } from '../records/oidc-record.row.js';
import { digest } from '../../secrets.js';

const server = system('authorization-server');
const DAY = 86_400_000;
/** A registration that no person connects within this is forgotten. */
const UNUSED_MS = DAY;
/** One that is not used for this long is forgotten, too. */
const IDLE_MS = 30 * DAY;
/** Most registrations at once; registering costs a stranger nothing, keeping costs us. */
const MOST_REGISTRATIONS = 500;
const MODEL = 'Client';

/** Clients that registered themselves (RFC 7591): public ones that the rules allow, for as long as they are used. */
@Injectable()
export class SelfRegistered {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly rules: ClientRules,
  ) {}

  /** @throws InvalidClientMetadata, InvalidRedirectUri, TemporarilyUnavailable: what the client is told */
  async add(id: string, payload: AdapterPayload): Promise<void> {
    if (payload['token_endpoint_auth_method'] !== 'none') {
      throw new errors.InvalidClientMetadata('only public clients register themselves here');
    }
    const { grant_types: grants = [] } = payload;
    if (!grants.every((grant) => personalGrants.includes(grant))) {
      throw new errors.InvalidClientMetadata('grant_types holds what only agents may ask for');
    }
    const isAllowed = await this.db.read(server, (tx) => this.isAllowed(tx, id, payload));
    if (!isAllowed) throw new errors.InvalidRedirectUri();
    await this.db.write(server, async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('client registrations'))`); // so that the count holds
      if ((await tx.countBy(OidcRecordRow, { model: MODEL })) >= MOST_REGISTRATIONS) {
        throw new errors.TemporarilyUnavailable('there are too many registered clients');
      }
      await useUp(tx);
      const expiresAt = new Date(this.clock.now().getTime() + UNUSED_MS);
      const nobodys = { grantId: null, accountId: null, uid: null, consumedAt: null };
      await tx.insert(OidcRecordRow, {
        model: MODEL,
        idHash: digest(id),
        payload,
        clientId: id,
        ...nobodys,
        expiresAt,
      });
      const { redirect_uris: redirectUris = [] } = payload;
      tx.record({ action: 'client.self-registered', subject: id, detail: { redirectUris } });
    });
  }

  /** A token was given to it: it is in use. Coarse, so that not every token is a write. */
  async noteUse(id: string): Promise<void> {
    const now = this.clock.now().getTime();
    await this.db.upkeep('every-tenant', (tx) =>
      tx.query(`UPDATE oidc_record SET expires_at = $3 WHERE model = $1 AND id_hash = $2 AND expires_at < $4`, [
        MODEL,
        digest(id),
        new Date(now + IDLE_MS),
        new Date(now + IDLE_MS - DAY),
      ]),
    );
  }

  private async isAllowed(tx: Tx, clientId: string, payload: AdapterPayload): Promise<boolean> {
    const { client_name: name, redirect_uris: redirectUris = [] } = payload;
    return (await this.rules.judge(tx, { clientId, name, redirectUris, registration: 'dcr' })) !== null;
  }
}

/** The initial access token of this request, if it came with one: of several registrations one uses it up. */
async function useUp(tx: Tx): Promise<void> {
  const { InitialAccessToken: token } = Provider.ctx?.oidc.entities ?? {};
  if (!token) return;
  const used = await tx.delete(OidcRecordRow, { model: 'InitialAccessToken', idHash: digest(token.jti) });
  if (used.affected !== 1) throw new errors.InvalidToken('the initial access token was used before');
}
