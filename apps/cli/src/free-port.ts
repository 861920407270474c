import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port that nobody listens on now; our own address must be known before we listen, because tokens name it. */
export async function freePort(host: string): Promise<number> {
  const probe = createServer().listen(0, host);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error(`no free port on ${host}`);
  return address.port;
}
