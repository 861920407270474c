import { Program } from '../bench/support/program.js';
import { Balancer } from './balancer.js';
import type { openWholeHouse } from './whole-house.js';

/**
 * Two gateways of the same house as they were built (`npm run build`), each a program of its own, and a balancer in front
 * of them. They share the database, and nothing else.
 */
export async function openTwoGateways({ url, database }: Awaited<ReturnType<typeof openWholeHouse>>) {
  const environment = {
    SURETY_DATABASE_URL: database.url,
    SURETY_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    SURETY_PUBLIC_URL: url,
    SURETY_LEDGER_ORIGIN: 'surety.test/ledger',
    SURETY_FENCE_LEASE_MS: '2000',
    SURETY_FENCE_HEARTBEAT_MS: '100',
    SURETY_ALLOW_PRIVATE_ADDRESSES: 'true',
    SURETY_LOG_LEVEL: 'error',
  };
  const programs = await Promise.all([0, 1].map(() => Program.start('gateway', environment)));
  const urls = programs.map((program) => program.url);
  const balancer = await Balancer.open(urls, url);
  return {
    urls,
    balancer,
    kill: (which: number): Promise<void> => programs[which]!.kill(),
    close: async (): Promise<void> => {
      await balancer.close();
      await Promise.all(programs.map((program) => program.stop()));
    },
  };
}
