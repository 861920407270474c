import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

/** A cable between browser and server that can be pulled and plugged in again. */
export type Cable = Readonly<{ url: string; pull(): void; plugIn(): void; stop(): Promise<void> }>;

/** @param where asked with each connection: the server may come later than the cable */
export async function cableTo(where: () => string): Promise<Cable> {
  const sockets = new Set<net.Socket>();
  let whole = true;
  const server = net.createServer((near) => {
    if (!whole) return near.destroy();
    const { hostname, port } = new URL(where());
    const far = net.connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pull = (): void => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pull,
    plugIn: () => {
      whole = true;
    },
    stop: async () => {
      pull();
      server.close();
      await once(server, 'close');
    },
  };
}
