import type { Db } from '@app/database';

/** Every tenant of the installation; the table belongs to none of them. */
export const tenantsOf = (db: Db): Promise<string[]> =>
  db.readEveryTenant(async (tx) => (await tx.query<{ id: string }[]>('SELECT id FROM tenant')).map(({ id }) => id));

/** All of the work, and then the first reason why some of it stopped: what cannot go on keeps nothing else waiting. */
export async function eachOf<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const stops: unknown[] = [];
  for (const one of all) await work(one).catch((stop: unknown) => stops.push(stop));
  if (stops.length > 0) throw stops[0];
}
