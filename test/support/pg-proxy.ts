import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';

/** A network path to PostgreSQL that can be cut, and that can lose notifications while all else arrives. */
export type Path = Readonly<{
  url: string;
  /** Ends every connection and admits none. */
  cut(): void;
  mend(): void;
  /** From now on notifications are lost, or arrive again. */
  deafen(isDeaf: boolean): void;
  /** From the next statement with this text on, answers stay on the way. @returns a promise of that statement */
  hold(text: string): Promise<void>;
  /** Delivers what was held, and cuts. */
  releaseAndCut(): void;
  close(): void;
}>;

export async function pathTo(target: string, { notifications = true } = {}): Promise<Path> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let passable = true;
  let isDeaf = !notifications;
  let awaited: { text: string; came: () => void } | undefined;
  let held: (() => void)[] | undefined;
  const server = createServer((near) => {
    if (!passable) return near.destroy();
    const far = connect(Number(port), hostname);
    const answers = messages((type) => isDeaf && type === NOTIFICATION);
    near.on('data', (chunk: Buffer) => {
      if (awaited && chunk.includes(awaited.text)) {
        held = [];
        awaited.came();
        awaited = undefined;
      }
      far.write(chunk);
    });
    far.on('data', (chunk: Buffer) => {
      const deliver = (): void => answers(chunk).forEach((part) => near.write(part));
      if (held) held.push(deliver);
      else deliver();
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy() && open.delete(one));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const cut = (): void => {
    passable = false;
    for (const socket of open) socket.destroy();
  };
  return {
    url: Object.assign(new URL(target), { hostname: '127.0.0.1', port: String(address.port) }).href,
    cut,
    mend: () => void (passable = true),
    deafen: (is) => void (isDeaf = is),
    hold: (text) => new Promise((came) => (awaited = { text, came })),
    releaseAndCut: () => {
      passable = false;
      for (const deliver of held ?? []) deliver();
      held = undefined;
      for (const socket of open) socket.end();
    },
    close: () => {
      cut();
      server.close();
    },
  };
}

const NOTIFICATION = 'A'.charCodeAt(0);

/** Messages of the server: type byte, length of the rest (4 bytes), body. */
function messages(isLost: (type: number | undefined) => boolean): (chunk: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const kept: Buffer[] = [];
    while (rest.length >= 5) {
      const end = 1 + rest.readUInt32BE(1);
      if (rest.length < end) break;
      if (!isLost(rest[0])) kept.push(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    return kept.length > 1 ? [Buffer.concat(kept)] : kept;
  };
}
