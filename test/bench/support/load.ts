import { type Dispatcher, Pool } from 'undici';

/** Somewhere that calls are sent to, in the words that it understands. */
export type Target = Readonly<{
  url: string;
  /** Headers of the connection with this number; sessions differ. */
  headers: (connection: number) => Record<string, string>;
  body: (id: number) => string;
  /** What an answer that counts holds. */
  expects: (id: number) => string;
}>;

export type Burst = Readonly<{ calls: number; failed: number; seconds: number; latenciesMs: readonly number[] }>;

/** Calls without pause over so many kept-alive connections, each waiting for its answer, for so long. */
export async function burst({ url, headers, body, expects }: Target, connections: number, ms: number): Promise<Burst> {
  const { origin, pathname } = new URL(url);
  const latenciesMs: number[] = [];
  let failed = 0;
  let id = 0;
  const began = performance.now();
  const end = began + ms;
  const work = async (connection: number): Promise<void> => {
    const pool = new Pool(origin, { connections: 1, pipelining: 1 });
    const own = headers(connection);
    while (performance.now() < end) {
      const mine = ++id;
      const at = performance.now();
      const text = await ask(pool, { path: pathname, method: 'POST', headers: own, body: body(mine) });
      latenciesMs.push(performance.now() - at);
      if (!text.includes(expects(mine))) failed += 1;
    }
    await pool.destroy();
  };
  await Promise.all(Array.from({ length: connections }, (_, connection) => work(connection)));
  return { calls: latenciesMs.length, failed, seconds: (performance.now() - began) / 1000, latenciesMs };
}

/** The body of the answer; empty when there was none. */
export const ask = (pool: Pool, options: Dispatcher.DispatchOptions): Promise<string> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    pool.dispatch(options, {
      onRequestStart: () => {},
      onResponseStart: () => {},
      onResponseData: (_, chunk) => void chunks.push(chunk),
      onResponseEnd: () => resolve(Buffer.concat(chunks).toString()),
      onResponseError: () => resolve(''),
    });
  });
