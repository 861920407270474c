import { Injectable } from '@nestjs/common';
import { type Command, addressText } from '@app/catalog';
import type { Tx } from '@app/database';
import { FenceReplica } from '@app/fence';
import { CatalogSync } from './catalog-sync.js';
import { Reaches, known } from './credentials/reaches.js';
import { Upstreams } from './upstreams.js';

type Row = Readonly<{
  id: string;
  tenant: string;
  status: string;
  transport: string;
  url: string | null;
  command: Command | null;
  recheckSeconds: number;
}>;
type Changed = Readonly<{ subjects: readonly string[] }> | null;

const rows = `SELECT id, tenant_id AS tenant, status, transport, url, command, recheck_seconds AS "recheckSeconds" FROM mcp_server`;

/**
 * In a process that decides: a server that was disabled or is reached otherwise loses its session with the same change of
 * the fence by which its tools can no longer be called, and what it is shown of us changes with it.
 */
@Injectable()
export class ServerWatch {
  private readonly addresses = new Map<string, string>();

  constructor(
    replica: FenceReplica,
    private readonly upstreams: Upstreams,
    private readonly sync: CatalogSync,
    private readonly reaches: Reaches,
  ) {
    reaches.isFollowing = true;
    replica.follow({
      topic: 'access',
      load: async (tx: Tx, changed: Changed) => {
        const found =
          changed === null
            ? await tx.query<Row[]>(rows)
            : await tx.query<Row[]>(`${rows} WHERE id = ANY ($1::uuid[])`, [changed.subjects]);
        const reached = await known(tx, changed === null ? null : changed.subjects);
        return () => {
          this.reaches.learn(reached);
          found.forEach((row) => this.take(row));
        };
      },
    });
  }

  private take(row: Row): void {
    const { id, status } = row;
    const address = `${status} ${addressText(row)}`;
    const former = this.addresses.get(id);
    const isElsewhere = former !== undefined && former !== address;
    this.addresses.set(id, address);
    this.sync.learn(id, row, isElsewhere);
    if (isElsewhere) void this.upstreams.drop(id);
  }
}
