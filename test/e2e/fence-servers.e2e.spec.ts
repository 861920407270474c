import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { FenceModule, FenceReplica } from '@app/fence';
import { Db } from '@app/database';
import { newId, system } from '@app/kernel';
import { openContext, surroundingsOf } from '../support/context.js';
import { LEASE, admits, openFenceHouse, timed } from '../support/fence-house.js';
import { movable } from '../support/other-server.js';
import { pathTo } from '../support/pg-proxy.js';
import { poolerTo } from '../support/pooler.js';

let house: Awaited<ReturnType<typeof openFenceHouse>>;
let server: Awaited<ReturnType<typeof movable>>;

beforeAll(async () => {
  house = await openFenceHouse(async (url) => (server = await movable(url)));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await house.stopReplicas();
  await house.sql('DELETE FROM fence_replica');
  await house.sql('UPDATE fence SET served_since = NULL'); // as if the last move were long ago
});
afterAll(() => house.close());

const nothing = () =>
  house.db.write(system('test'), (tx) => house.fence.settle(tx).then(() => tx.unchanged(undefined)));
const until = (condition: () => unknown) =>
  vi.waitFor(() => expect(condition()).toBeTruthy(), { interval: 2, timeout: 5000 });

describe('after a restart or a failover', () => {
  it('the first write waits out the leases of replicas whose rows were lost [fence.failover.rows]', async () => {
    const path = await pathTo(house.database.url);
    const replica = await house.replica({ databaseUrl: path.url });
    const id = await house.person();
    path.cut();
    await server.move();
    await house.sql('DELETE FROM fence_replica'); // it had registered just before, and that was lost
    const took = await timed(house.suspend(id).then(() => expect(admits(replica, id)).toBe(false)));
    expect(took).toBeGreaterThan(LEASE);
    path.close();
  });

  it('so does a repetition, which finds nothing to do [fence.failover.rows]', async () => {
    await nothing();
    await server.move();
    expect(await timed(nothing())).toBeGreaterThan(LEASE);
  });

  it('a lease later nobody waits any more [fence.failover.rows]', async () => {
    await server.move();
    await house.person(); // it notes the server
    await pause(LEASE + 100);
    await timed(house.suspend(await house.person())); // this process sees the change itself, and goes by its own clock
    await pause(LEASE + 100);
    expect(await timed(house.suspend(await house.person()))).toBeLessThan(LEASE);
  });

  it('a replica acknowledges no number of the former server [fence.failover.ack]', async () => {
    const path = await pathTo(house.database.url);
    let goOn = (): void => undefined;
    let gate = Promise.resolve();
    const replica = new FenceReplica(
      house.db,
      surroundingsOf(house.database.url, {
        databaseUrl: path.url,
        fenceLeaseMs: LEASE,
        fenceHeartbeatMs: 100,
      }),
    );
    replica.follow({ topic: 'access', load: () => gate.then(() => () => undefined) });
    await replica.start();
    const id = await house.person();
    await replica.sync();
    const { seq } = replica;
    path.cut();
    gate = new Promise((resolve) => (goOn = resolve));
    await server.move();
    // the commit with this number was lost, and the next write takes it
    await house.sql('UPDATE fence SET seq = seq - 1');
    await house.sql('UPDATE fence_replica SET acked_seq = acked_seq - 1');
    let returned = false;
    const suspended = house.suspend(id).then((number) => {
      expect(number).toBe(seq);
      returned = true;
      expect(admits(replica, id)).toBe(false);
    });
    path.mend();
    await pause(LEASE / 2); // it is back, and reads
    const [row] = await house.sql<{ acked_seq: string }>('SELECT acked_seq FROM fence_replica');
    expect([row?.acked_seq, returned]).toEqual(['-1', false]);
    goOn();
    await suspended;
    await replica.stop();
    path.close();
  });

  it('a replica behind a pooler, whose connection lives on, starts again [fence.failover.pooled]', async () => {
    const replica = await house.replica();
    const former = replica.id;
    await server.move();
    await until(() => replica.id !== former && replica.isFresh());
    expect(replica.standing(await house.person())).toBeDefined();
  });
});

describe('a pooler in transaction mode', () => {
  it('is found out and named, and the fence holds by asking [fence.pooler]', async () => {
    const said = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const pooler = await poolerTo(house.database.url);
    const replica = await house.replica({ databaseUrl: pooler.url });
    const id = await house.person();
    await until(() => replica.isWoken === false);
    expect(said.mock.calls.flat().join()).toContain('SURETY_FENCE_DATABASE_URL');
    await house.suspend(id);
    expect(admits(replica, id)).toBe(false);
    await house.stopReplicas();
    await pooler.close();
  });

  it('is no trouble when the fence has a way of its own [fence.pooler.direct]', async () => {
    const said = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const pooler = await poolerTo(house.database.url);
    const pooled = await openContext(surroundingsOf(pooler.url), FenceModule);
    const ways = { databaseUrl: pooler.url, fenceDatabaseUrl: house.database.url };
    const replica = await house.replica(ways, pooled.get(Db));
    await until(() => replica.isWoken === true);
    const id = await house.person();
    await house.suspend(id);
    expect(admits(replica, id)).toBe(false);
    expect(said).not.toHaveBeenCalled();
    await house.stopReplicas();
    await pooled.close();
    await pooler.close();
  });
});

describe('a longer lease for tools that only read', () => {
  it('holds for them alone, and every write waits for it [fence.lease.read]', async () => {
    const path = await pathTo(house.database.url);
    const replica = await house.replica({ databaseUrl: path.url, fenceReadLeaseMs: 2 * LEASE });
    const id = await house.person();
    path.cut();
    const from = performance.now();
    const suspended = house.suspend(id).then(() => {
      expect(replica.isFresh('read')).toBe(false);
      expect(performance.now() - from).toBeGreaterThan(2 * LEASE);
    });
    await until(() => !replica.isFresh());
    expect(performance.now() - from).toBeLessThan(1.5 * LEASE);
    expect(replica.isFresh('read')).toBe(true);
    await suspended;
    path.close();
  });
});

describe('many who wait for a silent replica', () => {
  it('all return within its lease, whatever its row says of time [fence.barrier.crowd]', async () => {
    await house.sql(`INSERT INTO fence_replica VALUES ($1, -1, $2, now() + interval '1 day')`, [newId(), LEASE]);
    const people = await Promise.all(Array.from({ length: 40 }, () => house.person()));
    const waits = await Promise.all(
      people.map(async (id) => {
        let committed = Number.NaN;
        await house.write(async (tx) => {
          tx.beforeReturn(async () => void (committed = performance.now()));
          await house.fence.restrict(tx, [id], 'suspended');
        });
        return performance.now() - committed;
      }),
    );
    expect(Math.min(...waits)).toBeGreaterThan(LEASE);
    expect(Math.max(...waits)).toBeLessThan(LEASE + 500); // with what else the machine has to do
  });
});

describe('the list of changes', () => {
  const left = () =>
    house.db.readEveryTenant(async (tx) => (await tx.query<unknown[]>('SELECT FROM fence_change')).length);

  it('loses what every replica has applied, and nothing else [fence.prune]', async () => {
    const replica = await house.replica();
    await house.person();
    await nothing();
    const behind = newId();
    await house.sql(`INSERT INTO fence_replica VALUES ($1, $2, $3, now())`, [behind, replica.seq, 1]);
    const id = await house.person();
    await house.suspend(id);
    await house.pruning.prune();
    expect(await left()).toBe(2); // both of somebody whom the slow one does not know
    await house.sql('UPDATE fence_replica SET acked_seq = -1 WHERE id = $1', [behind]); // it starts: what will it read?
    expect(await house.pruning.prune()).toBe(0);
    await house.sql('DELETE FROM fence_replica WHERE id = $1', [behind]);
    expect(await house.pruning.prune()).toBe(2);
  });
});
