import type { Command, ServerRow } from '@app/catalog';
import type { Db } from '@app/database';
import { newId } from '@app/kernel';

export type UpstreamAddress = Readonly<
  { name: string; transport?: 'http' | 'sse' } & ({ url: string } | { command: Command })
>;

/** Servers as the catalogue keeps them, without a database. */
export const serverRows = (addresses: readonly UpstreamAddress[]): ServerRow[] =>
  addresses.map((address) => ({
    id: newId(),
    name: address.name,
    transport: 'url' in address ? (address.transport ?? 'http') : 'stdio',
    command: 'command' in address ? address.command : null,
    url: 'url' in address ? address.url : null,
    status: 'active',
    ownerId: null,
    environment: null,
    classification: null,
    tags: [],
    recheckSeconds: 15,
    createdAt: new Date(),
    syncedAt: null,
    kindsRead: [],
    limits: {},
  }));

/** What the connectors read of a database that holds these servers. */
export const catalogueOf = (rows: readonly ServerRow[]): Db =>
  ({
    readEveryTenant: (work: (tx: object) => unknown) =>
      work({
        findOneBy: async (_: unknown, { id }: { id: string }) => rows.find((row) => row.id === id) ?? null,
        query: async (text: string) => (text.includes('FROM mcp_server') ? rows : []),
      }),
  }) as unknown as Db;
