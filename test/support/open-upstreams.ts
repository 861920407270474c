import type { Tools } from '@app/catalog';
import { Reaches, Upstreams } from '@app/connectors';
import { Sealer } from '@app/database';
import type { Surroundings } from '@app/kernel';
import { type UpstreamAddress, catalogueOf, serverRows } from './server-rows.js';

/** The real connections to upstream servers, with nothing of the gateway around them. */
export function openUpstreams(addresses: readonly UpstreamAddress[]) {
  const rows = serverRows(addresses);
  const db = catalogueOf(rows);
  const reaches = new Reaches(db, new Sealer(Buffer.alloc(32, 1)), { privateAddresses: true } as Surroundings);
  const upstreams = new Upstreams(db, {} as unknown as Tools, reaches);
  const idOf = (name: string): string => rows.find((row) => row.name === name)!.id;
  return { upstreams, rows, idOf, close: () => upstreams.onApplicationShutdown() };
}
