import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal, newId } from '@app/kernel';
import { Db, type WriteTx, insertUnlessTaken } from '@app/database';
import { Fence } from '@app/fence';
import { refuseUnknownPerson } from './active-person.js';
import { type Command, addressText, audienceOf, isSoundCommand, upstreamUrl } from './core/address.js';
import type { SaidLimits } from './core/limits.js';
import { isServerName } from './core/names.js';
import { type Classification, type Environment, areTags } from './core/words.js';
import { endCredentials } from './credentials/end-credentials.js';
import { forgetApprovals } from './forget-approvals.js';
import type { ServerHealth } from './health.js';
import { ServerRow } from './server.row.js';
import { Variants } from './variants.js';

export type Address =
  Readonly<{ transport: 'stdio'; command: Command }> | Readonly<{ transport: 'http' | 'sse'; url: string }>;
/** What people say of a server; what is left out stays as it is, or for a new one unsaid. */
export type ServerNotes = Readonly<{
  ownerId?: string | null | undefined;
  environment?: Environment | null | undefined;
  classification?: Classification | null | undefined;
  tags?: readonly string[] | undefined;
  recheckSeconds?: number | undefined;
  limits?: SaidLimits | undefined;
}>;
export type NewServer = Readonly<{ name: string }> & Address & ServerNotes;
/** `keepApprovals`: what was approved is approved at the new address too. */
export type ServerChange = ServerNotes &
  Readonly<{ address?: Address | undefined; keepApprovals?: boolean | undefined; reason: string }>;
export type ListedServer = ServerRow & { health: ServerHealth | null };

const RECHECK_SECONDS = 15;

@Injectable()
export class Servers {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly fence: Fence,
    private readonly variants: Variants,
  ) {}

  /** @throws Refusal `server.invalid`, `server.name-taken`, `person.unknown` */
  async register(actor: Actor, wanted: NewServer): Promise<ServerRow> {
    if (!isServerName(wanted.name)) throw new Refusal('server.invalid', 'name: up to 24 of a-z, 0-9 and inner hyphens');
    const address = addressOf(wanted);
    const { ownerId = null, environment = null, classification = null, recheckSeconds = RECHECK_SECONDS } = wanted;
    const { limits = {}, tags = [] } = wanted;
    const notes = { ownerId, environment, classification, recheckSeconds, limits, tags: tagsOf(tags) };
    return this.db.write(actor, async (tx) => {
      await refuseUnknownPerson(tx, ownerId);
      const server = await insertUnlessTaken(tx, ServerRow, {
        ...address,
        ...notes,
        id: newId(),
        name: wanted.name,
        status: 'active',
        createdAt: this.clock.now(),
        syncedAt: null,
        kindsRead: [],
      });
      if (!server) throw new Refusal('server.name-taken', wanted.name);
      tx.record({
        action: 'server.registered',
        subject: server.id,
        detail: { name: wanted.name, ...address, ...notes },
      });
      return server;
    });
  }

  /**
   * An address that leads elsewhere is read anew before the next call, and what was approved of the former one is held
   * until it is approved there, unless this says that approvals are kept.
   * @throws Refusal `server.unknown`, `server.invalid`, `person.unknown`
   */
  async change(actor: Actor, serverId: string, wanted: ServerChange): Promise<ServerRow> {
    const { address, keepApprovals = false, reason, tags, ...said } = wanted;
    const given = Object.entries(said).filter(([, value]) => value !== undefined);
    const detail = {
      ...(Object.fromEntries(given) as Omit<ServerNotes, 'tags'>),
      ...(tags && { tags: tagsOf(tags) }),
      ...(address && addressOf(address)),
    };
    return this.db.write(actor, async (tx) => {
      const server = await locked(tx, serverId);
      await refuseUnknownPerson(tx, said.ownerId ?? null);
      const former = addressText(server);
      const formerAudience = audienceOf(server);
      const changed = await tx.save(Object.assign(server, detail));
      const isElsewhere = addressText(changed) !== former;
      const recorded = isElsewhere ? { ...detail, keepApprovals } : detail;
      tx.record({ action: 'server.changed', subject: serverId, detail: recorded, personal: { reason } });
      if (isElsewhere) await tx.query('UPDATE server_health SET read_at = NULL WHERE server_id = $1', [serverId]);
      const held = isElsewhere && !keepApprovals ? await forgetApprovals(tx, this.variants, serverId) : [];
      // whoever stands elsewhere must not be shown what was meant for who stood here
      if (audienceOf(changed) !== formerAudience) {
        await endCredentials(tx, { serverId }, 'server_moved', this.clock.now());
      }
      await this.fence.touch(tx, [serverId, ...held]);
      return changed;
    });
  }

  /** A server that is disabled is not called, read or shown, and its credentials end; what was granted on it stays. @throws Refusal `server.unknown` */
  turn(actor: Actor, serverId: string, status: ServerRow['status'], reason: string): Promise<ServerRow> {
    return this.db.write(actor, async (tx) => {
      const server = await locked(tx, serverId);
      if (server.status === status) {
        await this.fence.settle(tx);
        return tx.unchanged(server);
      }
      const action = status === 'active' ? 'server.enabled' : 'server.disabled';
      tx.record({ action, subject: serverId, detail: {}, personal: { reason } });
      const turned = await tx.save(Object.assign(server, { status }));
      if (status === 'disabled') await endCredentials(tx, { serverId }, 'server_disabled', this.clock.now());
      await this.fence.touch(tx, [serverId]);
      return turned;
    });
  }

  list(actor: Actor): Promise<ListedServer[]> {
    return this.db.read(actor, async (tx) => {
      const servers = await tx.find(ServerRow, { order: { name: 'ASC' } });
      const healths = await tx.query<ServerHealth[]>(
        `SELECT server_id AS "serverId", status, read_at AS "readAt", failing_since AS "failingSince", fault,
           left_out AS "leftOut" FROM server_health`,
      );
      const byId = new Map(healths.map((health) => [health.serverId, health]));
      return servers.map((server) => Object.assign(server, { health: byId.get(server.id) ?? null }));
    });
  }
}

async function locked(tx: WriteTx, id: string): Promise<ServerRow> {
  const server = await tx.findOne(ServerRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!server) throw new Refusal('server.unknown', id);
  return server;
}

function tagsOf(tags: readonly string[]): string[] {
  if (!areTags(tags)) throw new Refusal('server.invalid', 'tags: up to 32 of a-z, 0-9 and inner `. _ : / -`');
  return [...new Set(tags)].sort();
}

/** Starting a program is code execution, so the whole command is checked here and stands in the ledger. */
function addressOf(wanted: Address): Pick<ServerRow, 'transport' | 'command' | 'url'> {
  const { transport } = wanted;
  if (transport !== 'stdio') {
    const url = upstreamUrl(wanted.url);
    if (!url) throw new Refusal('server.invalid', 'url: http or https, without credentials and fragment');
    return { transport, command: null, url: url.href };
  }
  if (!isSoundCommand(wanted.command)) throw new Refusal('server.invalid', 'command: a program and its arguments');
  return { transport, command: wanted.command, url: null };
}
