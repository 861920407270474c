import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Agent, type Dispatcher } from 'undici';
import {
  type CredentialRow,
  type SaidLimits,
  type Secret,
  audienceOf,
  limitsOf,
  placeOf,
  secretForm,
} from '@app/catalog';
import type { Command } from '@app/catalog';
import { Db, Sealer, type Tx } from '@app/database';
import { Surroundings } from '@app/kernel';
import { guardedConnector } from '@app/outbound';
import { Reach } from '../guard/reach.js';
import { ClientToken } from './client-token.js';
import { Identification } from './identification.js';

type Server = Readonly<{ id: string; name: string; url: string | null; command: Command | null; limits: SaidLimits }>;
type Credential = Readonly<
  Pick<CredentialRow, 'id' | 'serverId' | 'slot' | 'audience' | 'sealed' | 'revision' | 'endedBecause'>
>;
/** What of the catalog says how servers are reached. */
export type Known = Readonly<{ servers: readonly Server[]; credentials: readonly Credential[] }>;

/** How a server takes our requests now. */
export type ServerState = Readonly<{ server: string; inFlight: number; waiting: number; isShut: boolean }>;

const CONNECT_MS = 5_000;
const why = {
  owner_left: 'the person who answered for it has left',
  server_disabled: 'it ended when the server was disabled',
  server_moved: 'it was for another address',
  unreadable: 'it cannot be opened',
} as const;

/** How each server is reached, as the catalog says it now. */
@Injectable()
export class Reaches implements OnApplicationShutdown {
  /** Somebody tells of every change as it comes into force, so nothing is looked up. */
  isFollowing = false;
  private readonly reaches = new Map<string, Reach>();
  private readonly names = new Map<string, string>();
  /** By server: which secrets it is shown. */
  private readonly inForce = new Map<string, string>();
  private readonly log = new Logger('Upstreams');
  private readonly allowsPrivate: boolean;
  private readonly tokenEndpoints: Dispatcher;
  private changed: (serverId: string, mayFinish: boolean) => void = () => {};
  private probe: (serverId: string) => Promise<unknown> = () => Promise.resolve();

  constructor(
    private readonly db: Db,
    private readonly sealer: Sealer,
    { privateAddresses = false }: Surroundings,
  ) {
    this.allowsPrivate = privateAddresses;
    const connect = guardedConnector({ allowPrivate: privateAddresses, timeout: CONNECT_MS });
    this.tokenEndpoints = new Agent({ connect, connections: 4 });
  }

  /** Called when a server is shown something else than before. @param listener is told whether what is under way may finish */
  onChanged(listener: (serverId: string, mayFinish: boolean) => void): void {
    this.changed = listener;
  }

  /** @param probe asks a server something of our own that changes nothing */
  probeBy(probe: (serverId: string) => Promise<unknown>): void {
    this.probe = probe;
  }

  of(serverId: string): Reach {
    let reach = this.reaches.get(serverId);
    if (!reach) {
      reach = new Reach(new Identification(), this.allowsPrivate, () => this.probe(serverId));
      this.reaches.set(serverId, reach);
    }
    return reach;
  }

  /** Of every server that the catalog has named here. */
  states(): ServerState[] {
    return [...this.names].map(([id, server]) => ({ server, ...this.of(id).gate.state }));
  }

  /** As `of`, as the catalog says it at this moment. */
  async lookedUp(serverId: string): Promise<Reach> {
    const reach = this.of(serverId);
    if (!this.isFollowing || !this.inForce.has(serverId)) {
      this.learn(await this.db.readEveryTenant((tx) => known(tx, [serverId])));
    }
    return reach;
  }

  /** Puts it in force, from the next request on. */
  learn({ servers, credentials }: Known): void {
    for (const server of servers) {
      const own = credentials.filter(({ serverId }) => serverId === server.id);
      this.of(server.id).limits = limitsOf(server.limits);
      this.names.set(server.id, server.name);
      const text = JSON.stringify([
        audienceOf(server),
        server.url, // a token is for this very address
        ...own.map(({ id, revision, endedBecause }) => [id, revision, endedBecause]),
      ]);
      if (this.inForce.get(server.id) === text) continue; // a token that was fetched stays
      const isKnown = this.inForce.has(server.id);
      this.inForce.set(server.id, text);
      this.identify(server, own, isKnown);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    for (const reach of this.reaches.values()) reach.gate.forget();
    await this.tokenEndpoints.destroy();
  }

  private identify(server: Server, credentials: readonly Credential[], isKnown: boolean): void {
    const audience = audienceOf(server);
    const shown: Secret[] = [];
    let lost: string | null = null;
    for (const credential of credentials) {
      const { endedBecause } = credential;
      if (endedBecause === 'removed') continue;
      const secret = endedBecause === null && credential.audience === audience ? this.opened(credential) : null;
      if (secret) shown.push(secret);
      else lost ??= why[endedBecause ?? (credential.audience === audience ? 'unreadable' : 'server_moved')];
    }
    const client = shown.find((secret) => secret.kind === 'oauth');
    const token = client ? new ClientToken(client, server.url ?? '', this.tokenEndpoints) : null;
    const { identification } = this.of(server.id);
    identification.learn(audience, shown, token, lost);
    // a program that has a secret in its environment keeps it until it ends
    if (isKnown) this.changed(server.id, lost === null || server.command === null);
  }

  /** The other servers go on when one secret is of another master key. */
  private opened(credential: Credential): Secret | null {
    try {
      const text = this.sealer.open(placeOf(credential), credential.sealed ?? '').toString('utf8');
      return secretForm.parse(JSON.parse(text));
    } catch {
      this.log.error(`credential ${credential.id} cannot be opened`);
      return null;
    }
  }
}

/** @param ids null: of all servers. Of each place the credential that counts: the live one, or the one that ended last. */
export async function known(tx: Tx, ids: readonly string[] | null): Promise<Known> {
  const servers = await tx.query<Server[]>(
    'SELECT id, name, url, command, limits FROM mcp_server WHERE $1::uuid[] IS NULL OR id = ANY ($1)',
    [ids],
  );
  const credentials = await tx.query<Credential[]>(
    `SELECT DISTINCT ON (server_id, slot) id, server_id AS "serverId", slot, audience, sealed, revision,
       ended_because AS "endedBecause"
     FROM server_credential WHERE $1::uuid[] IS NULL OR server_id = ANY ($1)
     ORDER BY server_id, slot, ended_at DESC NULLS FIRST, id DESC`,
    [ids],
  );
  return { servers, credentials };
}
