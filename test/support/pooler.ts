import { once } from 'node:events';
import { type Socket, createServer } from 'node:net';
import pg from 'pg';

/** What a pooler in transaction mode does: each transaction of a client gets whichever server connection is free. */
export type Pooler = Readonly<{ url: string; close(): Promise<void> }>;

type Backend = { stream: Socket; client: pg.Client; busy: boolean; uses: number };

const READY = 'Z'.charCodeAt(0);
const NOTIFICATION = 'A'.charCodeAt(0);

/** Lets everybody in; what arrives on a server connection that nobody holds, such as a notification, is lost. */
export async function poolerTo(target: string, size = 4): Promise<Pooler> {
  const backends: Backend[] = [];
  for (let i = 0; i < size; i++) backends.push(await backendOf(target));
  const waiting: (() => void)[] = [];
  const lease = async (): Promise<Backend> => {
    for (;;) {
      // the least used one first, so that two transactions in a row are not on the same
      const [free] = backends.filter(({ busy }) => !busy).sort((a, b) => a.uses - b.uses);
      if (free) return Object.assign(free, { busy: true, uses: free.uses + 1 });
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const release = (backend: Backend): void => {
    backend.busy = false;
    backend.stream.removeAllListeners('data').resume();
    waiting.shift()?.();
  };
  const clients = new Set<Socket>();
  const server = createServer((near) => {
    clients.add(near);
    let held: Promise<Backend> | undefined;
    near.once('data', () => {
      near.write(welcome);
      near.on('data', (chunk: Buffer) => {
        if (chunk[0] === 'X'.charCodeAt(0)) return void near.end();
        held ??= lease().then((backend) => {
          relay(backend.stream, near, () => {
            held = undefined;
            release(backend);
          });
          return backend;
        });
        void held.then(({ stream }) => stream.write(chunk));
      });
    });
    near.on('error', () => near.destroy());
    near.on('close', () => clients.delete(near));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: Object.assign(new URL(target), { hostname: '127.0.0.1', port: String(port) }).href,
    close: async () => {
      for (const near of clients) near.destroy();
      server.close();
      for (const { stream } of backends) stream.destroy();
    },
  };
}

/** A connection that has been let in; from then on its socket is ours. */
async function backendOf(target: string): Promise<Backend> {
  const client = new pg.Client({ connectionString: target });
  client.on('error', () => undefined);
  await client.connect();
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.removeAllListeners('data').removeAllListeners('close').removeAllListeners('end').resume();
  return { stream, client, busy: false, uses: 0 };
}

/** Passes messages on, without notifications, until the server says that it is in no transaction any more. */
function relay(far: Socket, near: Socket, ended: () => void): void {
  let rest: Buffer = Buffer.alloc(0);
  far.removeAllListeners('data').on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 5) {
      const end = 1 + rest.readUInt32BE(1);
      if (rest.length < end) return;
      const message = rest.subarray(0, end);
      rest = rest.subarray(end);
      if (message[0] !== NOTIFICATION) near.write(message);
      if (message[0] === READY && message[5] === 'I'.charCodeAt(0)) ended();
    }
  });
}

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const setting = (name: string, value: string): Buffer => message('S', Buffer.from(`${name}\0${value}\0`));
const welcome = Buffer.concat([
  message('R', Buffer.alloc(4)),
  setting('client_encoding', 'UTF8'),
  setting('server_version', '15.0'),
  setting('standard_conforming_strings', 'on'),
  message('K', Buffer.alloc(8)),
  message('Z', Buffer.from('I')),
]);
