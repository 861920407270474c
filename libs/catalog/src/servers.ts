import { Injectable } from '@nestjs/common';
import { type Actor, Clock, Refusal, newId } from '@app/kernel';
import { Db, insertUnlessTaken } from '@app/database';
import { type Command, isSoundCommand, upstreamUrl } from './core/address.js';
import { isServerName } from './core/names.js';
import { ServerRow } from './server.row.js';

export type NewServer = Readonly<{ name: string }> &
  (Readonly<{ transport: 'stdio'; command: Command }> | Readonly<{ transport: 'http'; url: string }>);

@Injectable()
export class Servers {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal `server.invalid`, `server.name-taken` */
  async register(actor: Actor, wanted: NewServer): Promise<ServerRow> {
    const address = addressOf(wanted);
    return this.db.write(actor, async (tx) => {
      const server = await insertUnlessTaken(tx, ServerRow, {
        ...address,
        id: newId(),
        name: wanted.name,
        transport: wanted.transport,
        status: 'active',
        createdAt: this.clock.now(),
        syncedAt: null,
      });
      if (!server) throw new Refusal('server.name-taken', wanted.name);
      tx.record({ action: 'server.registered', subject: server.id, detail: { name: wanted.name, ...address } });
      return server;
    });
  }

  list(actor: Actor): Promise<ServerRow[]> {
    return this.db.read(actor, (tx) => tx.find(ServerRow, { order: { name: 'ASC' } }));
  }
}

/** Starting a program is code execution, so the whole command is checked here and stands in the ledger. */
function addressOf(wanted: NewServer): Pick<ServerRow, 'command' | 'url'> {
  if (!isServerName(wanted.name)) throw new Refusal('server.invalid', 'name: up to 24 of a-z, 0-9 and inner hyphens');
  if (wanted.transport === 'http') {
    const url = upstreamUrl(wanted.url);
    if (!url) throw new Refusal('server.invalid', 'url: http or https, without credentials and fragment');
    return { command: null, url: url.href };
  }
  if (!isSoundCommand(wanted.command)) throw new Refusal('server.invalid', 'command: a program and its arguments');
  return { command: wanted.command, url: null };
}
