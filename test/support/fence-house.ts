import { Db, type WriteTx } from '@app/database';
import { Fence, FenceModule, FencePruning, FenceReplica } from '@app/fence';
import { type Surroundings, newId, system } from '@app/kernel';
import { openContext, surroundingsOf } from './context.js';
import { freshDatabase, run } from './database.js';

export const LEASE = 1000;
const hr = system('hr');

/** The writing side of the fence on a database of its own, and replicas as many as are asked for. */
export async function openFenceHouse(prepare: (url: string) => Promise<unknown> = async () => undefined) {
  const database = await freshDatabase();
  await prepare(database.url);
  const here = (over: Partial<Surroundings> = {}) =>
    surroundingsOf(database.url, { fenceLeaseMs: LEASE, fenceHeartbeatMs: 100, ...over });
  const app = await openContext(here(), FenceModule);
  const db = app.get(Db);
  const fence = app.get(Fence);
  const started: FenceReplica[] = [];
  const write = <T>(work: (tx: WriteTx) => Promise<T>): Promise<T> =>
    db.write(hr, async (tx) => {
      const result = await work(tx);
      tx.record({ action: 'fence.tested', subject: 'test' });
      return result;
    });
  return {
    database,
    app,
    db,
    fence,
    pruning: app.get(FencePruning),
    write,
    /** Started, on the house's own connections to the database unless `over` and `through` say otherwise. */
    async replica(over: Partial<Surroundings> = {}, through = db): Promise<FenceReplica> {
      const replica = new FenceReplica(through, here(over));
      started.push(replica);
      await replica.start();
      return replica;
    },
    /** Known to every replica when this returns. */
    async person(): Promise<string> {
      const id = newId();
      await write((tx) => fence.enrol(tx, { id, kind: 'person', status: 'active', ownerId: null }));
      await Promise.all(started.map((replica) => replica.sync()));
      return id;
    },
    suspend: (id: string) => write((tx) => fence.restrict(tx, [id], 'suspended')),
    sql: async <Row>(text: string, values?: unknown[]): Promise<Row[]> =>
      (await run(database.url, text, values)).rows as Row[],
    stopReplicas: () => Promise.all(started.splice(0).map((replica) => replica.stop())),
    async close(): Promise<void> {
      await this.stopReplicas();
      await app.close();
      await database.drop();
    },
  };
}

/** Would it let this person act? */
export const admits = (replica: FenceReplica, id: string): boolean =>
  replica.isFresh() && replica.standing(id)?.status === 'active';

export async function timed(work: Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work;
  return performance.now() - from;
}
