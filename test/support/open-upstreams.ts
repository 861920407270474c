import type { Command, ServerRow, Tools } from '@app/catalog';
import { Reaches, Upstreams } from '@app/connectors';
import { type Db, Sealer } from '@app/database';
import { type Surroundings, newId } from '@app/kernel';

type Address = Readonly<{ name: string; transport?: 'http' | 'sse' } & ({ url: string } | { command: Command })>;

/** The real connections to upstream servers, with nothing of the gateway around them. */
export function openUpstreams(addresses: readonly Address[]) {
  const rows = addresses.map((address): ServerRow => ({
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
  const db = {
    readEveryTenant: (work: (tx: object) => unknown) =>
      work({
        findOneBy: async (_: unknown, { id }: { id: string }) => rows.find((row) => row.id === id) ?? null,
        query: async (text: string) => (text.includes('FROM mcp_server') ? rows : []),
      }),
  } as unknown as Db;
  const reaches = new Reaches(db, new Sealer(Buffer.alloc(32, 1)), { privateAddresses: true } as Surroundings);
  const upstreams = new Upstreams(db, {} as unknown as Tools, reaches);
  const idOf = (name: string): string => rows.find((row) => row.name === name)!.id;
  return { upstreams, rows, idOf, close: () => upstreams.onApplicationShutdown() };
}
