import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal, Surroundings, newId } from '@app/kernel';
import { Db, Sealer, type WriteTx, insertUnlessTaken } from '@app/database';
import { Fence } from '@app/fence';
import { refuseUnknownPerson } from '../active-person.js';
import { audienceOf, upstreamUrl } from '../core/address.js';
import { type Secret, faultIn, shownOf, slotOf } from '../core/secret.js';
import { ServerRow } from '../server.row.js';
import { CredentialRow } from './credential.row.js';
import { endCredentials } from './end-credentials.js';
import { placeOf } from './place.js';

export type NewCredential = Readonly<{ secret: Secret; ownerId: string; reason: string }>;
/** What is seen of a credential: never the secret. */
export type ShownCredential = Omit<CredentialRow, 'sealed'>;

/**
 * What servers are shown of us. A secret goes in and never out again; each change is in force on every gateway when it
 * returns, for the next request.
 */
@Injectable()
export class Credentials {
  private readonly allowsPrivate: boolean;

  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
    private readonly sealer: Sealer,
    { privateAddresses = false }: Surroundings,
  ) {
    this.allowsPrivate = privateAddresses;
  }

  /** Also those that have ended, with why; newest first. @throws Refusal `server.unknown` */
  list(actor: Actor, serverId: string): Promise<ShownCredential[]> {
    return this.db.read(actor, async (tx) => {
      if (!(await tx.existsBy(ServerRow, { id: serverId }))) throw new Refusal('server.unknown', serverId);
      return (await tx.find(CredentialRow, { where: { serverId }, order: { id: 'DESC' } })).map(withoutSecret);
    });
  }

  /** @throws Refusal `server.unknown`, `server.credential-exists`, `server.credential-invalid`, `person.unknown` */
  set(actor: Actor, serverId: string, { secret, ownerId, reason }: NewCredential): Promise<ShownCredential> {
    return this.db.write(actor, async (tx) => {
      const server = await lockedServer(tx, serverId);
      if (server.status !== 'active') throw new Refusal('server.credential-invalid', 'its server is disabled');
      this.refuseUnfit(server, secret);
      await refuseUnknownPerson(tx, ownerId);
      const id = newId();
      const audience = audienceOf(server);
      const row = await insertUnlessTaken(tx, CredentialRow, {
        id,
        serverId,
        slot: slotOf(secret),
        kind: secret.kind,
        audience,
        ownerId,
        shown: shownOf(secret),
        sealed: this.sealer.seal(placeOf({ id, audience }), JSON.stringify(secret)),
        revision: 1,
        createdAt: this.clock.now(),
        rotatedAt: null,
        endedAt: null,
        endedBecause: null,
      });
      if (!row) throw new Refusal('server.credential-exists', slotOf(secret));
      this.record(tx, 'server.credential-set', row, reason);
      await this.fence.touch(tx, [serverId]);
      return withoutSecret(row);
    });
  }

  /** Another secret in its place: requests that are under way end with the former one. @throws Refusal as `set`, `server.credential-unknown` */
  rotate(
    actor: Actor,
    serverId: string,
    id: string,
    { secret, ownerId, reason }: NewCredential,
  ): Promise<ShownCredential> {
    return this.db.write(actor, async (tx) => {
      const { row, server } = await locked(tx, serverId, id);
      if (row.endedAt !== null) throw new Refusal('server.credential-unknown', id);
      this.refuseUnfit(server, secret);
      if (slotOf(secret) !== row.slot) throw new Refusal('server.credential-invalid', `it is not for ${row.slot}`);
      await refuseUnknownPerson(tx, ownerId);
      const audience = audienceOf(server);
      const rotated = await tx.save(
        Object.assign(row, {
          kind: secret.kind,
          audience,
          ownerId,
          shown: shownOf(secret),
          sealed: this.sealer.seal(placeOf({ id, audience }), JSON.stringify(secret)),
          revision: row.revision + 1,
          rotatedAt: this.clock.now(),
        }),
      );
      this.record(tx, 'server.credential-rotated', rotated, reason);
      await this.fence.touch(tx, [server.id]);
      return withoutSecret(rotated);
    });
  }

  /**
   * From now on the server is called without it; also for one that ended by itself, after which the server is not called
   * at all. @throws Refusal `server.credential-unknown`
   */
  remove(actor: Actor, serverId: string, id: string, reason: string): Promise<ShownCredential> {
    return this.db.write(actor, async (tx) => {
      const { row } = await locked(tx, serverId, id);
      if (row.endedBecause === 'removed') {
        await this.fence.settle(tx);
        return tx.unchanged(withoutSecret(row));
      }
      const endedAt = row.endedAt ?? this.clock.now();
      const removed = await tx.save(Object.assign(row, { sealed: null, endedAt, endedBecause: 'removed' as const }));
      this.record(tx, 'server.credential-removed', removed, reason);
      await this.fence.touch(tx, [row.serverId]);
      return withoutSecret(removed);
    });
  }

  /** All that this person answers for, when they have left. @returns whether there were any */
  async endFor(tx: WriteTx, ownerId: string): Promise<boolean> {
    const servers = await endCredentials(tx, { ownerId }, 'owner_left', this.clock.now());
    if (servers.length > 0) await this.fence.touch(tx, servers);
    return servers.length > 0;
  }

  private refuseUnfit(server: ServerRow, secret: Secret): void {
    const fault = faultIn(secret, this.clock.now()) ?? this.misfit(server, secret);
    if (fault) throw new Refusal('server.credential-invalid', fault);
  }

  /** What is wrong between a secret and its server. In the clear it goes over a private network only. */
  private misfit(server: ServerRow, secret: Secret): string | null {
    if (secret.kind === 'environment') return server.command ? null : 'an environment is for programs that we start';
    const url = server.url === null ? null : upstreamUrl(server.url);
    if (!url) return 'a program that we start takes it by its environment only';
    if (secret.kind === 'mtls' && url.protocol !== 'https:') return 'its server is not called over https';
    if (this.allowsPrivate) return null;
    if (url.protocol !== 'https:') return 'its server is called over http, where anybody could read it';
    const isClear = secret.kind === 'oauth' && !secret.tokenUrl.startsWith('https:');
    return isClear ? 'its token endpoint is not called over https' : null;
  }

  private record(tx: WriteTx, action: string, row: CredentialRow, reason: string): void {
    const { id, serverId, kind, slot, ownerId, revision, shown } = row;
    const detail = { credential: id, kind, slot, ownerId, revision, ...(kind !== 'environment' && { shown }) };
    tx.record({ action, subject: serverId, detail, personal: { reason } });
  }
}

async function lockedServer(tx: WriteTx, id: string): Promise<ServerRow> {
  const server = await tx.findOne(ServerRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!server) throw new Refusal('server.unknown', id);
  return server;
}

/** The server first, as whoever changes the server does. */
async function locked(tx: WriteTx, serverId: string, id: string): Promise<{ row: CredentialRow; server: ServerRow }> {
  const server = await lockedServer(tx, serverId);
  const row = await tx.findOne(CredentialRow, { where: { id, serverId }, lock: { mode: 'pessimistic_write' } });
  if (!row) throw new Refusal('server.credential-unknown', id);
  return { row, server };
}

const withoutSecret = (row: CredentialRow): ShownCredential =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'sealed')) as ShownCredential;
