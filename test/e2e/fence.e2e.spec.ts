import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Db, type WriteTx } from '@app/database';
import { Fence, FenceModule, FenceReplica } from '@app/fence';
import { DEFAULT_TENANT, newId, system } from '@app/kernel';
import { openContext, surroundingsOf } from '../support/context.js';
import { freshDatabase, run, whileSilent } from '../support/database.js';
import { pathTo } from '../support/pg-proxy.js';

const LEASE = 1000;
const HEARTBEAT = 100;
const hr = system('hr');

let database: Awaited<ReturnType<typeof freshDatabase>>;
let app: INestApplicationContext;
let db: Db;
let fence: Fence;
const started: FenceReplica[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  app = await openContext(here(), FenceModule);
  db = app.get(Db);
  fence = app.get(Fence);
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((replica) => replica.stop()));
  await sql('DELETE FROM fence_replica');
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

const here = (over = {}) => surroundingsOf(database.url, { fenceLeaseMs: LEASE, fenceHeartbeatMs: HEARTBEAT, ...over });
const sql = async <Row>(text: string, values?: unknown[]): Promise<Row[]> =>
  (await run(database.url, text, values)).rows as Row[];
async function replicaOf(over: Parameters<typeof surroundingsOf>[1] = {}): Promise<FenceReplica> {
  const replica = new FenceReplica(db, here(over));
  started.push(replica);
  await replica.start();
  return replica;
}
const write = <T>(work: (tx: WriteTx) => Promise<T>): Promise<T> =>
  db.write(hr, async (tx) => {
    const result = await work(tx);
    tx.record({ action: 'fence.tested', subject: 'test' });
    return result;
  });
const nothing = () => db.write(hr, (tx) => fence.settle(tx).then(() => tx.unchanged(undefined)));
async function person(status: 'active' | 'suspended' = 'active'): Promise<string> {
  const id = newId();
  await write((tx) => fence.enrol(tx, { id, kind: 'person', status, ownerId: null }));
  await nothing(); // returns when all know of the newcomer, for whom the write itself does not wait
  return id;
}
const until = (condition: () => unknown) =>
  vi.waitFor(() => expect(condition()).toBeTruthy(), { interval: 2, timeout: 5000 });
const timed = async (work: Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work;
  return performance.now() - from;
};

describe('a replica', () => {
  it('shows a change before the write that made it returns [fence.barrier]', async () => {
    const [replica, other] = [await replicaOf(), await replicaOf()];
    const active = { kind: 'person', status: 'active', epoch: 0 };
    for (let i = 0; i < 20; i++) {
      const id = await person();
      for (const each of [replica, other]) {
        expect(each.standing(id)).toEqual({ ...active, ownerId: null, parentId: null, tenant: DEFAULT_TENANT });
      }
      await write((tx) => fence.restrict(tx, [id], 'suspended'));
      expect(replica.standing(id)).toMatchObject({ status: 'suspended', epoch: 1 });
      expect(other.standing(id)).toMatchObject({ status: 'suspended', epoch: 1 });
    }
  });

  it('that is silent is waited for by the repetition of a write, too [fence.repeated]', async () => {
    const silent = newId();
    const lease = `INSERT INTO fence_replica (id, acked_seq, lease_ms, lease_until) VALUES ($1, -1, $2, now())`;
    expect(await timed(nothing())).toBeLessThan(LEASE);
    await sql(lease, [silent, LEASE]);
    expect(await timed(nothing())).toBeGreaterThanOrEqual(LEASE);
  });

  it('that is silent is not waited for when somebody is new [fence.newcomer]', async () => {
    const id = newId();
    const enrol = (tx: WriteTx) => fence.enrol(tx, { id, kind: 'person', status: 'active', ownerId: null });
    expect(await whileSilent(database.url, LEASE, () => write(enrol))).toBeLessThan(LEASE);
    const both = (tx: WriteTx) =>
      fence
        .enrol(tx, { id: newId(), kind: 'person', status: 'active', ownerId: null })
        .then(() => fence.restrict(tx, [id], 'suspended'));
    expect(await whileSilent(database.url, LEASE, () => write(both))).toBeGreaterThanOrEqual(LEASE);
  });

  it('finds within a heartbeat what no notification told it [fence.heartbeat]', async () => {
    const path = await pathTo(database.url, { notifications: false });
    const deaf = await replicaOf({ databaseUrl: path.url, fenceHeartbeatMs: 300 });
    const took: number[] = [];
    for (let i = 0; i < 5; i++) {
      const id = newId();
      await write((tx) => fence.enrol(tx, { id, kind: 'person', status: 'active', ownerId: null }));
      took.push(await timed(write((tx) => fence.touch(tx, [id]))));
      expect(deaf.standing(id)).toBeDefined();
    }
    expect(Math.max(...took)).toBeLessThan(LEASE);
    expect(Math.max(...took)).toBeGreaterThan(50); // else the notifications did arrive
    path.close();
  });

  it('that is cut off closes within its lease, and the write returns only then [fence.lease.cut-off]', async () => {
    const path = await pathTo(database.url);
    const replica = await replicaOf({ databaseUrl: path.url });
    const id = await person();
    path.cut();
    const from = performance.now();
    const restricted = write((tx) => fence.restrict(tx, [id], 'suspended')).then(() => {
      // the instant of the return: nobody may be admitted any more
      expect(replica.isFresh() && replica.standing(id)?.status === 'active').toBe(false);
    });
    expect(replica.isFresh()).toBe(true);
    await until(() => !replica.isFresh());
    expect(performance.now() - from).toBeLessThan(LEASE + 20);
    await restricted;
    expect(performance.now() - from).toBeGreaterThan(LEASE);
    path.mend();
    await until(() => replica.isFresh());
    expect(replica.standing(id)?.status).toBe('suspended');
    path.close();
  });

  it('counts its lease from before it asked, not from the answer [fence.lease.noted]', async () => {
    const path = await pathTo(database.url);
    const replica = await replicaOf({ databaseUrl: path.url });
    const id = await person();
    await path.hold('AS server FROM fence'); // the old head is read
    await pause(20);
    let overlap: boolean | undefined;
    const restricted = write((tx) => fence.restrict(tx, [id], 'suspended')).then(() => {
      overlap = replica.isFresh() && replica.standing(id)?.status === 'active';
    });
    await pause(LEASE / 2);
    path.releaseAndCut(); // and learned half a lease later
    await restricted;
    expect(overlap).toBe(false);
    path.close();
  });

  it('closes when its clock is set forward, until it has asked again, and not when it is set back [fence.lease.clock-step]', async () => {
    const replica = await replicaOf({ fenceLeaseMs: 20_000, fenceHeartbeatMs: 10_000 });
    await pause(50); // its rounds are over
    const real = Date.now.bind(Date);
    let ahead = 30_000;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => real() + ahead);
    expect(replica.isFresh()).toBe(false);
    await replica.sync();
    expect(replica.isFresh()).toBe(true);
    ahead = -86_400_000;
    expect(replica.isFresh()).toBe(true);
    clock.mockRestore();
  });

  it('knows a token of before a return, and of before a change of owner, as old [fence.rehire]', async () => {
    const replica = await replicaOf();
    const [owner, heir, agent] = [await person(), await person(), newId()];
    await write((tx) => fence.enrol(tx, { id: agent, kind: 'agent', status: 'active', ownerId: owner }));
    const stamp = async (id: string) => (await db.read(hr, (tx) => fence.standing(tx, id)))?.epoch ?? Number.NaN;
    const issued = { owner: await stamp(owner), agent: await stamp(agent) };
    await write((tx) => fence.restrict(tx, [owner, agent], 'suspended'));
    await write((tx) => fence.restore(tx, [owner, agent]));
    expect(replica.standing(owner)).toMatchObject({ status: 'active' });
    expect(replica.standing(owner)?.epoch).toBeGreaterThan(issued.owner);
    expect(replica.standing(agent)?.epoch).toBeGreaterThan(issued.agent);
    const anew = await stamp(agent);
    await write((tx) => fence.reown(tx, agent, heir));
    expect(replica.standing(agent)).toMatchObject({ status: 'active', ownerId: heir });
    expect(replica.standing(agent)?.epoch).toBeGreaterThan(anew);
  });

  it('knows the tokens of an agent’s parts as old, too, when the agent was stopped and returned [fence.parts]', async () => {
    const replica = await replicaOf();
    const [owner, whole, part, small] = [await person(), newId(), newId(), newId()];
    const enrol = (id: string, parentId: string | null) =>
      write((tx) => fence.enrol(tx, { id, kind: 'agent', status: 'active', ownerId: owner, parentId }));
    await enrol(whole, null);
    await enrol(part, whole);
    await enrol(small, part);
    await write((tx) => fence.restrict(tx, [whole], 'suspended'));
    const parts = [part, small].map((id) => replica.standing(id));
    expect(parts).toMatchObject([
      { status: 'active', epoch: 1 },
      { status: 'active', epoch: 1 },
    ]);
    await write((tx) => fence.restore(tx, [whole]));
    expect(replica.standing(whole)).toMatchObject({ status: 'active', epoch: 1 });
    await write((tx) => fence.restrict(tx, [whole, part], 'ended'));
    expect([part, small].map((id) => replica.standing(id))).toMatchObject([
      { status: 'ended', epoch: 2 },
      { status: 'active', epoch: 2 },
    ]);
  });

  it('reads everything anew on a new connection, whatever number the fence shows [fence.reconnect]', async () => {
    const path = await pathTo(database.url);
    const replica = await replicaOf({ databaseUrl: path.url });
    const id = await person();
    path.cut();
    // a failover lost one commit, and another took its number
    await db.write(hr, async (tx) => {
      await tx.query('UPDATE principal SET epoch = 9 WHERE id = $1', [id]);
      tx.record({ action: 'fence.tested', subject: 'test' });
    });
    await until(() => !replica.isFresh());
    path.mend();
    await until(() => replica.isFresh());
    expect(replica.standing(id)?.epoch).toBe(9);
    path.close();
  });

  it('is known to writers before it reads, so that nothing happens in between [fence.register]', async () => {
    const id = await person();
    const replica = new FenceReplica(db, here());
    started.push(replica);
    let reading = false;
    let goOn = (): void => {};
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    replica.follow({
      topic: 'access',
      load: async () => {
        reading = true;
        await gate;
        return () => {};
      },
    });
    const starting = replica.start();
    await until(() => reading); // its snapshot is older than the following change
    let returned = false;
    const restricted = write((tx) => fence.restrict(tx, [id], 'suspended')).then(() => {
      returned = true;
      expect(replica.standing(id)?.status).toBe('suspended');
    });
    await pause(200);
    expect(returned).toBe(false);
    goOn();
    await Promise.all([starting, restricted]);
  });

  it('stays fresh while others write without a pause [fence.lease.busy]', async () => {
    const replica = await replicaOf();
    const end = performance.now() + 2 * LEASE;
    let gaps = 0;
    // not held up by the barrier, as writers of many other processes together would not be
    const writers = Array.from({ length: 4 }, async () => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      while (performance.now() < end) await client.query('UPDATE fence SET seq = seq + 1');
      await client.end();
    });
    const watch = (async () => {
      while (performance.now() < end) {
        if (!replica.isFresh()) gaps++;
        await pause(5);
      }
    })();
    await Promise.all([...writers, watch]);
    expect(gaps).toBe(0);
  });

  it('closes and reads everything anew when the fence went back [fence.regress]', async () => {
    const replica = await replicaOf();
    const [id] = [await person(), await person()];
    const before = replica.seq;
    const former = replica.id;
    // a failover that lost the last commit, which had enrolled the second person
    const back = replica.seq - 1;
    await db.write(hr, async (tx) => {
      await tx.query('UPDATE fence SET seq = $1', [back]);
      await tx.query('DELETE FROM principal WHERE changed_seq > $1', [back]);
      await tx.query('DELETE FROM fence_change WHERE seq > $1', [back]);
      await tx.query(`UPDATE principal SET epoch = 7 WHERE id = $1`, [id]);
      tx.record({ action: 'fence.tested', subject: 'test' });
    });
    await until(() => replica.id !== former && replica.isFresh());
    expect(replica.seq).toBe(before - 1);
    expect(replica.standing(id)?.epoch).toBe(7);
    await picturesTheTable(replica);
    expect(await sql('SELECT FROM fence_replica')).toHaveLength(1);
  });

  it('registers again when its row was reaped [fence.reap]', async () => {
    const replica = await replicaOf();
    const former = replica.id;
    await sql('DELETE FROM fence_replica WHERE id = $1', [former]);
    await until(() => replica.id !== former && replica.isFresh());
    expect(await sql<{ id: string }>('SELECT id FROM fence_replica')).toEqual([{ id: replica.id }]);
    const id = await person();
    expect(replica.standing(id)).toBeDefined();
  });

  it('removes the row of another that is silent for minutes, but no row that lives [fence.reap]', async () => {
    const [replica, living] = [await replicaOf(), await replicaOf()];
    const dead = newId();
    // its lease seems to run for ever: that says nothing about its life
    await sql(`INSERT INTO fence_replica VALUES ($1, 0, 1000, now() + interval '1 day')`, [dead]);
    const rows = async () => (await sql<{ id: string }>('SELECT id FROM fence_replica')).map(({ id }) => id);
    // and where a clock was set back, heartbeats renew nothing for a while
    await sql(`UPDATE fence_replica SET lease_until = now() + interval '1 day' WHERE id = $1`, [living.id]);
    const real = performance.now.bind(performance);
    let ahead = 11_000;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => real() + ahead);
    await Promise.all([replica.sync(), living.sync()]); // the dead row is seen
    await Promise.all([replica.sync(), living.sync()]);
    ahead += 170_000;
    await Promise.all([replica.sync(), living.sync()]);
    await replica.sync();
    expect(await rows()).toContain(dead);
    ahead += 11_000;
    await Promise.all([replica.sync(), living.sync()]);
    await replica.sync();
    clock.mockRestore();
    expect((await rows()).sort()).toEqual([replica.id, living.id].sort());
  });

  it('leaves no row behind when it stops, and is closed before the row goes [fence.leave]', async () => {
    const replica = await replicaOf({ fenceLeaseMs: 20_000, fenceHeartbeatMs: 10_000 });
    await pause(50); // its rounds are over
    const release = await transaction(`SELECT FROM fence_replica FOR UPDATE`);
    expect(replica.isFresh()).toBe(true);
    const stopped = replica.stop();
    await pause(100); // it wants to remove the row
    expect(await sql('SELECT FROM fence_replica')).toHaveLength(1);
    expect(replica.isFresh()).toBe(false);
    await release();
    await stopped;
    expect(await sql('SELECT FROM fence_replica')).toEqual([]);
  });

  it('tells who changed, and puts followers in force together with the standings [fence.follow]', async () => {
    const replica = new FenceReplica(db, here());
    started.push(replica);
    let loads = 0;
    let shown = -1;
    replica.follow({
      topic: 'access',
      load: async (tx) => {
        loads++;
        const [head] = await tx.query<{ seq: string }[]>('SELECT seq FROM fence');
        return () => void (shown = Number(head?.seq));
      },
    });
    const told: string[][] = [];
    replica.onChange((ids) => told.push([...ids]));
    await replica.start();
    expect([loads, shown]).toEqual([1, replica.seq]);
    told.length = 0;
    const id = await person();
    expect([loads, told]).toEqual([1, [[id]]]);
    await write((tx) => fence.touch(tx, [newId()]));
    expect([loads, shown, told]).toEqual([2, replica.seq, [[id]]]);
    expect(() => replica.follow({ topic: 'access', load: async () => () => {} })).toThrow('before the replica starts');
  });

  it('is closed while what it loaded cannot be put in force [fence.follow]', async () => {
    const replica = new FenceReplica(db, here());
    started.push(replica);
    let broken = false;
    replica.follow({
      topic: 'access',
      load: async () => () => {
        if (broken) throw new Error('half of it');
      },
    });
    await replica.start();
    expect(replica.isFresh()).toBe(true);
    broken = true;
    const took = await timed(write((tx) => fence.touch(tx, [newId()])));
    expect([took > LEASE, replica.isFresh()]).toEqual([true, false]);
    broken = false;
    await until(() => replica.isFresh());
  });

  it('answers from memory, in one turn of the event loop [fence.speed]', async () => {
    const replica = await replicaOf();
    const id = await person();
    let answers = 0;
    let turns = 0;
    setImmediate(() => (turns += 1));
    for (let i = 0; i < 100_000; i++) if (replica.isFresh() && replica.standing(id)) answers += 1;
    expect({ answers, turns }).toEqual({ answers: 100_000, turns: 0 });
  });
});

describe('the barrier', () => {
  it('never ends before an old picture does, also when an acknowledgement commits late [fence.schedule.slow-commit]', async () => {
    await sql(`CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN NULL; END $$`);
    await sql(`CREATE CONSTRAINT TRIGGER slow AFTER UPDATE ON fence_replica DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION slow()`);
    const replica = await replicaOf();
    const id = await person();
    let violations = 0;
    let returned = false;
    let watching = true;
    const watch = (async () => {
      while (watching) {
        if (returned && replica.isFresh() && replica.standing(id)?.status === 'active') violations++;
        await turn();
      }
    })();
    const holder = await transaction('SELECT pg_advisory_xact_lock(4711)');
    await vi.waitFor(async () => {
      const waiting =
        await sql(`SELECT FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()
        AND query LIKE 'UPDATE fence_replica%'`);
      expect(waiting).toHaveLength(1);
    });
    await until(() => !replica.isFresh()); // the lease in the row is over, its renewal has read an old head but not committed
    await sql(`UPDATE fence SET seq = seq`); // the fence itself can be written
    const restricted = write((tx) => fence.restrict(tx, [id], 'suspended')).then(() => void (returned = true));
    await pause(60);
    await holder();
    await restricted;
    await pause(LEASE);
    watching = false;
    await watch;
    expect(violations).toBe(0);
    expect(replica.standing(id)?.status).toBe('suspended');
    await replica.stop();
    await sql('DROP TRIGGER slow ON fence_replica');
    await sql('DROP FUNCTION slow');
  });

  it('waits by the longest lease of those who are silent, not by its own [fence.barrier.bound]', async () => {
    await sql(`INSERT INTO fence_replica VALUES ($1, -1, 1500, now() - interval '1 day')`, [newId()]);
    expect(await timed(person())).toBeGreaterThan(1500);
  });

  it.each(['-1 day', '1 day'])(
    'does not ask the database what time it is, also when its clock was set by %s [fence.barrier.clock-step]',
    async (step) => {
      await sql(`INSERT INTO fence_replica VALUES ($1, -1, ${LEASE}, now() + interval '${step}')`, [newId()]);
      const took = await timed(person());
      expect(took).toBeGreaterThan(LEASE);
      expect(took).toBeLessThan(2 * LEASE);
    },
  );

  it('waits for nobody when nobody decides [fence.barrier]', async () => {
    expect(await timed(person())).toBeLessThan(LEASE / 2);
  });
});

describe('the fence', () => {
  it('gives one number to all changes of a write, and the next to the next [fence.seq]', async () => {
    const [a, b] = [newId(), newId()];
    const first = await write(async (tx) => {
      const numbers = [
        await fence.enrol(tx, { id: a, kind: 'person', status: 'active', ownerId: null }),
        await fence.enrol(tx, { id: b, kind: 'agent', status: 'suspended', ownerId: a }),
        await fence.touch(tx, [a, b]),
        await fence.restrict(tx, [a], 'suspended'),
      ];
      expect(new Set(numbers).size).toBe(1);
      return numbers[0]!;
    });
    expect(await write((tx) => fence.restore(tx, [a]))).toBe(first + 1);
    expect(await write((tx) => fence.restrict(tx, [], 'ended'))).toBe(first + 1);
    expect(await sql('SELECT FROM fence_change WHERE seq = $1', [first])).toHaveLength(0); // the wall of the tenant
  });

  it('kills tokens by every restriction and change of owner, and by no return [fence.epoch]', async () => {
    const owner = await person();
    const heir = await person();
    const id = newId();
    await write((tx) => fence.enrol(tx, { id, kind: 'agent', status: 'suspended', ownerId: owner }));
    const standing = () => db.read(hr, (tx) => fence.standing(tx, id));
    expect(await standing()).toEqual({
      id,
      kind: 'agent',
      status: 'suspended',
      epoch: 0,
      ownerId: owner,
      parentId: null,
    });
    await write((tx) => fence.restore(tx, [id]));
    expect(await standing()).toMatchObject({ status: 'active', epoch: 0 });
    await write((tx) => fence.restrict(tx, [id], 'suspended'));
    expect(await standing()).toMatchObject({ status: 'suspended', epoch: 1 });
    await write((tx) => fence.restore(tx, [id]));
    expect(await standing()).toMatchObject({ status: 'active', epoch: 1 });
    await write((tx) => fence.reown(tx, id, heir));
    expect(await standing()).toMatchObject({ status: 'active', epoch: 2, ownerId: heir });
  });

  it('brings nobody back who has ended [fence.ended]', async () => {
    const id = await person();
    await write((tx) => fence.restrict(tx, [id], 'ended'));
    await expect(write((tx) => fence.restore(tx, [id]))).rejects.toMatchObject({ code: 'principal.ended' });
    await write((tx) => fence.restrict(tx, [id], 'suspended'));
    expect(await db.read(hr, (tx) => fence.standing(tx, id))).toMatchObject({ status: 'ended', epoch: 2 });
  });

  it('refuses whom it does not know, and then changes nobody [fence.unknown]', async () => {
    const id = await person();
    for (const change of [
      (tx: WriteTx) => fence.restrict(tx, [id, newId()], 'ended'),
      (tx: WriteTx) => fence.reown(tx, id, newId()),
    ]) {
      await expect(write(change)).rejects.toMatchObject({ code: 'principal.unknown' });
    }
    expect(await db.read(hr, (tx) => fence.standing(tx, id))).toMatchObject({ status: 'active', epoch: 0 });
  });

  it('and its replicas agree after a thousand changes by eight writers [fence.random]', async () => {
    const replicas = [await replicaOf(), await replicaOf()];
    const ids: string[] = [];
    const [before] = await sql<{ seq: string }>('SELECT seq FROM fence');
    const numbers: number[] = [];
    const seed = { at: 42 };
    const random = (below: number) => (seed.at = (seed.at * 1_103_515_245 + 12_345) % 2 ** 31) % below;
    const step = async (): Promise<void> => {
      const id = ids[random(ids.length + 3)];
      if (!id) {
        const fresh = newId();
        numbers.push(
          await write((tx) => fence.enrol(tx, { id: fresh, kind: 'person', status: 'active', ownerId: null })),
        );
        ids.push(fresh);
        return;
      }
      const narrow = random(2) === 0;
      numbers.push(await write((tx) => (narrow ? fence.restrict(tx, [id], 'suspended') : fence.restore(tx, [id]))));
    };
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let i = 0; i < 125; i++) await step();
      }),
    );
    const first = Number(before?.seq) + 1;
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => first + i));
    for (const replica of replicas) await picturesTheTable(replica);
  }, 60_000);
});

async function picturesTheTable(replica: FenceReplica): Promise<void> {
  const rows = await db.read(hr, (tx) =>
    tx.query<{ id: string; status: string; epoch: number }[]>('SELECT id, status, epoch FROM principal'),
  );
  expect(rows.map(({ id }) => ({ id, ...pick(replica, id) }))).toEqual(rows);
}
const pick = (replica: FenceReplica, id: string) => {
  const standing = replica.standing(id);
  return { status: standing?.status, epoch: standing?.epoch };
};

/** Holds the locks of a statement until the returned function is called. */
async function transaction(text: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('BEGIN');
  await client.query(text);
  return () => client.end();
}
