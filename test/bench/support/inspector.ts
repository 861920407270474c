import { once } from 'node:events';
import { WebSocket } from 'undici';

export type Profile = Readonly<{
  nodes: readonly {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
    children?: number[];
  }[];
  samples: readonly number[];
  /** Microseconds. */
  timeDeltas: readonly number[];
}>;

/** Samples where a process that listens with `--inspect` spends its time while the work lasts, ten times a millisecond. */
export async function profiledWhile(port: number, work: () => Promise<unknown>): Promise<Profile> {
  const [target] = (await fetch(`http://127.0.0.1:${port}/json/list`).then((answer) => answer.json())) as [
    { webSocketDebuggerUrl: string },
  ];
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await once(socket, 'open');
  let last = 0;
  const ask = (method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve) => {
      const id = ++last;
      const take = ({ data }: { data: unknown }): void => {
        const said = JSON.parse(String(data)) as { id?: number; result?: unknown };
        if (said.id !== id) return;
        socket.removeEventListener('message', take);
        resolve(said.result);
      };
      socket.addEventListener('message', take);
      socket.send(JSON.stringify({ id, method, params }));
    });
  await ask('Profiler.enable');
  await ask('Profiler.setSamplingInterval', { interval: 100 });
  await ask('Profiler.start');
  await work();
  const { profile } = (await ask('Profiler.stop')) as { profile: Profile };
  socket.close();
  return profile;
}
